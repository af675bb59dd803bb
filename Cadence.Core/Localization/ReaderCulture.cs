using System.Globalization;

namespace Cadence.Core.Localization;

/// <summary>The culture of whoever reads: of dates, numbers and words.</summary>
public static class ReaderCulture
{
    private static readonly Dictionary<string, CultureInfo> ByLanguage = new(StringComparer.Ordinal)
    {
        ["es"] = CultureInfo.GetCultureInfo("es-ES"),
        ["en"] = CultureInfo.GetCultureInfo("en-IE"),
    };

    /// <summary>All there are, the usual one first.</summary>
    public static IReadOnlyCollection<CultureInfo> All => ByLanguage.Values;

    /// <summary>The culture of a language; Spanish where it is none of ours.</summary>
    public static CultureInfo Of(string? language) => ByLanguage.GetValueOrDefault(language ?? "") ?? ByLanguage["es"];

    /// <summary>
    /// Speaks <paramref name="culture"/> until it is disposed, in this flow of work only: documents and mails are written in their reader's language,
    /// whoever asks for them.
    /// </summary>
    public static Spoken Speak(CultureInfo culture) => new(culture);

    /// <summary>Gives the former culture back.</summary>
    public readonly struct Spoken : IDisposable, IEquatable<Spoken>
    {
        private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
        private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

        internal Spoken(CultureInfo culture) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);

        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _uiCulture);

        public bool Equals(Spoken other) => Equals(_culture, other._culture) && Equals(_uiCulture, other._uiCulture);

        public override bool Equals(object? obj) => obj is Spoken other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_culture, _uiCulture);

        public static bool operator ==(Spoken left, Spoken right) => left.Equals(right);

        public static bool operator !=(Spoken left, Spoken right) => !left.Equals(right);
    }
}
