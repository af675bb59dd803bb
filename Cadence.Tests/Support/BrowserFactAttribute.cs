namespace Cadence.Tests.Support;

/// <summary>A fact that needs a real browser; skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browsers.Path is null ? "no Chromium here" : null;
}

/// <summary>A theory that needs a real browser; skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browsers.Path is null ? "no Chromium here" : null;
}
