using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Cadence.Core.Members;

/// <summary>Keeps the token of an invitation readable for the one mail that carries it, and for nobody who reads the tables.</summary>
public sealed class InvitationSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Cadence.Invitations");

    /// <summary>The payload of the message that carries the token.</summary>
    public string Seal(string token) => JsonSerializer.Serialize(new Payload(_protector.Protect(token)), JsonSerializerOptions.Web);

    /// <summary>The token; null where the payload holds none, or the keys are others by now.</summary>
    public string? Open(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Payload>(payload, JsonSerializerOptions.Web)?.Token is { } sealedToken ? _protector.Unprotect(sealedToken) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private sealed record Payload(string? Token);
}
