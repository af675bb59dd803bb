namespace Cadence.Web.Layout;

/// <summary>Light or dark, as a reader chose it on this device; automatic follows the device.</summary>
public enum ThemeChoice
{
    System,
    Light,
    Dark,
}
