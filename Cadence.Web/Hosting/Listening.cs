using System.Net;
using System.Net.Sockets;

namespace Cadence.Web.Hosting;

/// <summary>Where the program listens, and how it says so.</summary>
internal static class Listening
{
    public const int FirstPort = 5080;
    private const int Ports = 100;

    /// <summary>The first port from <see cref="FirstPort"/> that nobody listens on, on this machine only.</summary>
    public static string FreeAddress()
    {
        for (var port = FirstPort; port < FirstPort + Ports; port++)
        {
            if (IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port)))
            {
                return FormattableString.Invariant($"http://localhost:{port}");
            }
        }

        throw new Core.Data.StartException("ASPNETCORE_URLS", FormattableString.Invariant($"All ports from {FirstPort} to {FirstPort + Ports - 1} are taken: set ASPNETCORE_URLS."));
    }

    /// <summary>The line that scripts wait for, with an address a browser on this machine can open.</summary>
    /// <param name="baseHost">The only name the program answers to, where one was set.</param>
    public static string ReadyLine(IEnumerable<string> urls, string? baseHost = null)
    {
        var url = urls.OrderBy(u => u.StartsWith("https", StringComparison.Ordinal)).First();
        foreach (var any in new[] { "//[::]", "//0.0.0.0", "//*", "//+" })
        {
            url = url.Replace(any, "//localhost", StringComparison.Ordinal);
        }

        if (baseHost is not null)
        {
            url = new UriBuilder(url) { Host = baseHost }.Uri.ToString();
        }

        return $"CADENCE READY {url.TrimEnd('/')}";
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return true; // no such address here, so nobody is on it
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
