namespace Cadence.Core.Data;

/// <summary>Words as patterns of <c>like</c>: what somebody typed never is a wildcard.</summary>
internal static class LikePattern
{
    /// <summary>Matches text in which a word begins so; the text stands behind a blank.</summary>
    public static string OfBeginning(string word) => $"% {Literally(word)}%";

    /// <summary>The word as itself.</summary>
    public static string Literally(string word) => word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
