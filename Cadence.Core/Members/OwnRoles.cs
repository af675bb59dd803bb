namespace Cadence.Core.Members;

/// <summary>Keys of the roles an organization makes for itself.</summary>
internal static class OwnRoles
{
    private const string Prefix = "own-";

    public static string KeyOf(Guid id) => $"{Prefix}{id:n}";

    /// <summary>Null for a key that was made otherwise.</summary>
    public static Guid? IdOf(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(key[Prefix.Length..], "n", out var id) ? id : null;
}
