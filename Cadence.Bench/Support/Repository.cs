namespace Cadence.Bench.Support;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Cadence.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Source files of one kind, without build output, as paths relative to <see cref="Root"/>.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Cadence.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("Cadence.sln not found above the test assembly.");
    }
}
