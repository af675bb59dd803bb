namespace Cadence.Web.Hosting;

/// <summary>Where the program's files are, whatever the current directory.</summary>
internal static class AppPaths
{
    /// <summary>
    /// The folder with wwwroot and appsettings.json: the published program's own, or the root of the source tree.
    /// The first is tried first, for a program published into the tree.
    /// </summary>
    public static string ContentRoot()
    {
        var own = AppContext.BaseDirectory;
        if (Directory.Exists(Path.Combine(own, "wwwroot")))
        {
            return own;
        }

        for (var folder = new DirectoryInfo(own); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cadence.sln")))
            {
                return folder.FullName;
            }
        }

        return own;
    }
}
