using System.Globalization;

namespace Cadence.Tests.Support;

/// <summary>Reads and formats as a reader of one language until disposed.</summary>
internal sealed class ReaderCulture : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

    public ReaderCulture(string language)
    {
        var culture = new CultureInfo(language is "es" ? "es-ES" : "en-IE", useUserOverride: false);
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
    }
}
