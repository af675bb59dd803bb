using MudBlazor;

namespace Cadence.Web.Layout;

/// <summary>
/// The tokens of wwwroot/css/tokens.css as MudBlazor wants them (look.md §5); a test compares the two.
/// mud.css points Mud's own variables at the tokens, so that the theme chosen on the html element wins before any circuit exists.
/// </summary>
public static class CadenceTheme
{
    private static readonly string[] FontFamily = ["Instrument Sans Variable", "Instrument Sans", "system-ui", "Segoe UI", "sans-serif"];

    /// <summary>One instance for all circuits: themes are never changed.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Light(),
        PaletteDark = Dark(),
        Typography = Typography(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px", DrawerWidthLeft = "224px", AppbarHeight = "68px" },
        Shadows = new Shadow { Elevation = Elevations() },
    };

    private static PaletteLight Light() => new()
    {
        Background = "#F8F5F6",
        Surface = "#FFFFFF",
        BackgroundGray = "#F1ECEF",
        Primary = "#8A2560",
        PrimaryContrastText = "#FFFFFF",
        PrimaryDarken = "#6F1A4B",
        Secondary = "#5D4D5C",
        SecondaryContrastText = "#FFFFFF",
        Tertiary = "#A84F08",
        TertiaryContrastText = "#FFFFFF",
        Success = "#0B7458",
        SuccessContrastText = "#FFFFFF",
        Warning = "#875100",
        WarningContrastText = "#FFFFFF",
        Error = "#B93A17",
        ErrorContrastText = "#FFFFFF",
        Info = "#2C5FB0",
        InfoContrastText = "#FFFFFF",
        TextPrimary = "#271A2B",
        TextSecondary = "#5D4D5C",
        TextDisabled = "#766574",
        ActionDefault = "#5D4D5C",
        Divider = "#E7DFE4",
        TableLines = "#E7DFE4",
        LinesDefault = "#E7DFE4",
        LinesInputs = "#8E7D8A",
        DrawerBackground = "#F8F5F6",
        DrawerText = "#5D4D5C",
        DrawerIcon = "#5D4D5C",
        AppbarBackground = "#F8F5F6",
        AppbarText = "#271A2B",
        TableHover = "#F1ECEF",
        Skeleton = "#E7DFE4",
        OverlayDark = "rgba(39,26,43,0.38)",
        HoverOpacity = 0.04,
    };

    private static PaletteDark Dark() => new()
    {
        Background = "#150F18",
        Surface = "#1F1723",
        BackgroundGray = "#110B13",
        Primary = "#EFA3CD",
        PrimaryContrastText = "#3A0B28",
        PrimaryDarken = "#F7BEDC",
        Secondary = "#C9BAC6",
        SecondaryContrastText = "#150F18",
        Tertiary = "#FFB066",
        TertiaryContrastText = "#150F18",
        Success = "#5ED2A7",
        SuccessContrastText = "#150F18",
        Warning = "#F2BD59",
        WarningContrastText = "#150F18",
        Error = "#FF967C",
        ErrorContrastText = "#150F18",
        Info = "#98BBFF",
        InfoContrastText = "#150F18",
        TextPrimary = "#F5EDF3",
        TextSecondary = "#C9BAC6",
        TextDisabled = "#A696A5",
        ActionDefault = "#C9BAC6",
        Divider = "#382C3D",
        TableLines = "#382C3D",
        LinesDefault = "#382C3D",
        LinesInputs = "#8B7A90",
        DrawerBackground = "#150F18",
        DrawerText = "#C9BAC6",
        DrawerIcon = "#C9BAC6",
        AppbarBackground = "#150F18",
        AppbarText = "#F5EDF3",
        TableHover = "#110B13",
        Skeleton = "#382C3D",
        OverlayDark = "rgba(0,0,0,0.6)",
        HoverOpacity = 0.04,
    };

    private static Typography Typography() => new()
    {
        Default = new DefaultTypography { FontFamily = FontFamily, FontSize = ".9375rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "0" },
        H1 = new H1Typography { FontFamily = FontFamily, FontSize = "2.5rem", FontWeight = "600", LineHeight = "1.1", LetterSpacing = "-.02em" },
        H2 = new H2Typography { FontFamily = FontFamily, FontSize = "1.625rem", FontWeight = "600", LineHeight = "1.2", LetterSpacing = "-.02em" },
        H3 = new H3Typography { FontFamily = FontFamily, FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0" },
        H4 = new H4Typography { FontFamily = FontFamily, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.35", LetterSpacing = "0" },
        H5 = new H5Typography { FontFamily = FontFamily, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.35", LetterSpacing = "0" },
        H6 = new H6Typography { FontFamily = FontFamily, FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0" },
        Subtitle1 = new Subtitle1Typography { FontFamily = FontFamily, FontSize = ".9375rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "0" },
        Subtitle2 = new Subtitle2Typography { FontFamily = FontFamily, FontSize = ".75rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0" },
        Body1 = new Body1Typography { FontFamily = FontFamily, FontSize = ".9375rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "0" },
        Body2 = new Body2Typography { FontFamily = FontFamily, FontSize = ".8125rem", FontWeight = "400", LineHeight = "1.45", LetterSpacing = "0" },
        Caption = new CaptionTypography { FontFamily = FontFamily, FontSize = ".75rem", FontWeight = "400", LineHeight = "1.3", LetterSpacing = "0" },
        Overline = new OverlineTypography { FontFamily = FontFamily, FontSize = ".75rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0", TextTransform = "none" },
        Button = new ButtonTypography { FontFamily = FontFamily, FontSize = ".90625rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0", TextTransform = "none" },
    };

    private static string[] Elevations() =>
    [
        "none",
        "var(--e-1)",
        .. Enumerable.Repeat("var(--e-2)", 7),
        .. Enumerable.Repeat("var(--e-3)", 17),
    ];
}
