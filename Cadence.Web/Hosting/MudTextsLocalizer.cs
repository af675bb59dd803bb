using System.Globalization;
using Cadence.Core.Resources;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Cadence.Web.Hosting;

/// <summary>MudBlazor's own words from our resources, in the reader's language.</summary>
public sealed class MudTextsLocalizer : MudLocalizer
{
    /// <inheritdoc />
    public override LocalizedString this[string key]
    {
        get
        {
            var text = MudTexts.ResourceManager.GetString(key, CultureInfo.CurrentUICulture);
            return new LocalizedString(key, text ?? key, resourceNotFound: text is null);
        }
    }

    /// <inheritdoc />
    public override LocalizedString this[string key, params object[] arguments]
    {
        get
        {
            var text = this[key];
            return text.ResourceNotFound ? text : new LocalizedString(key, string.Format(CultureInfo.CurrentCulture, text.Value, arguments));
        }
    }
}
