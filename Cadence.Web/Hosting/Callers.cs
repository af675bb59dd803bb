using System.Net;
using System.Net.Sockets;
using Cadence.Core.Accounts;

namespace Cadence.Web.Hosting;

/// <summary>Who sends a request, as far as the network tells.</summary>
internal static class Callers
{
    private const int NetworkBytes = 8;

    /// <summary>Address and device, for what is written down about doors.</summary>
    public static Whereabouts Whereabouts(this HttpContext context) => new(context.Connection.RemoteIpAddress?.ToString(), DeviceName.Of(context.Request.Headers.UserAgent.ToString()));

    /// <summary>What is counted as one caller: an IPv4 address, or the /64 of an IPv6 one, all of which one household or host has.</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, NetworkBytes)) + "/64" : plain.ToString();
    }
}
