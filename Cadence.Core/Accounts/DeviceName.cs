namespace Cadence.Core.Accounts;

/// <summary>A browser's own description, in the few words by which its owner knows it: "Safari · iPad".</summary>
public static class DeviceName
{
    // Each names itself last and its forebears too, so the order decides.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>Null where it says nothing that is known.</summary>
    public static string? Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
        {
            return null;
        }

        string?[] words = [NameIn(Browsers, userAgent), NameIn(Systems, userAgent)];
        var name = string.Join(" · ", words.OfType<string>());
        return name.Length > 0 ? name : null;
    }

    private static string? NameIn((string Sign, string Name)[] known, string userAgent) =>
        Array.Find(known, entry => userAgent.Contains(entry.Sign, StringComparison.Ordinal)).Name;
}
