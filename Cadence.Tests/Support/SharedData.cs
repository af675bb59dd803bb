namespace Cadence.Tests.Support;

/// <summary>
/// Test data that does not belong to this repository: the folder <c>shared</c> beside a clone, or <c>CADENCE_SHARED</c>.
/// Tests that read it are skipped where it is absent.
/// </summary>
public static class SharedData
{
    /// <summary>The folder with the data, null where it is absent.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Full path of a file below <c>shared/data</c>.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException("The shared data is absent; use SharedFact or SharedTheory."), "data", .. parts]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CADENCE_SHARED") is { Length: > 0 } configured)
        {
            return Directory.Exists(Path.Combine(configured, "data")) ? configured : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "data")))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A fact that reads the shared data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedData.Root is null ? "shared data is absent" : null;
}

/// <summary>A theory that reads the shared data; its cases must not be read from there by the data source.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedData.Root is null ? "shared data is absent" : null;
}
