using System.Globalization;

namespace Cadence.Core.Localization;

/// <summary>A number with its noun: "1 falta", "2 faltas". Spanish and English have the same two forms.</summary>
public static class Counted
{
    /// <summary>Fills <paramref name="one"/> or <paramref name="many"/>, whose placeholder 0 is the number; 0 takes the plural.</summary>
    public static string Text(int count, string one, string many) =>
        string.Format(CultureInfo.CurrentCulture, count == 1 ? one : many, Figures.Number(count));
}
