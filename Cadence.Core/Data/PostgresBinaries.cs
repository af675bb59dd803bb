using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cadence.Core.Data;

/// <summary>A folder with PostgreSQL's server programs, and their major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest major version Cadence runs on.</summary>
    public const int OldestMajor = 15;

    /// <summary>The environment variable that names the folder and switches the search off.</summary>
    public const string Variable = "CADENCE_PGBIN";

    public string Server => Path.Combine(Folder, "postgres");

    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// The configured folder, else the first of PATH, pg_config and the usual install folders that is new enough.
    /// With <paramref name="dataMajor"/> (an existing data folder) only that version will do, because no other can open it.
    /// </summary>
    /// <exception cref="StartException">Nothing suitable; names the command that installs it.</exception>
    public static PostgresBinaries Find(string? configuredFolder, int? dataMajor = null, string? dataFolder = null)
    {
        List<PostgresBinaries> seen = [];
        foreach (var folder in configuredFolder is null ? UsualFolders() : [configuredFolder])
        {
            if (Look(folder) is not { } found)
            {
                continue;
            }

            if (found.Major >= OldestMajor && (dataMajor is null || dataMajor == found.Major))
            {
                return found;
            }

            seen.Add(found);
        }

        var others = seen.Count == 0 ? "" : $" (found: {string.Join(", ", seen.DistinctBy(b => b.Major).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Major} in {b.Folder}")))})";
        if (dataMajor is not null && seen.Count > 0)
        {
            throw new StartException(dataFolder ?? Variable, string.Create(CultureInfo.InvariantCulture, $"The database in {dataFolder} was made by PostgreSQL {dataMajor} and no other version can open it{others}: install PostgreSQL {dataMajor}, or move the folder away to begin with an empty database."));
        }

        throw configuredFolder is null
            ? new StartException(Variable, string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {OldestMajor} or newer was not found{others}. Install it with: {InstallCommand()}"))
            : new StartException(Variable, string.Create(CultureInfo.InvariantCulture, $"{Variable}: {configuredFolder} holds no postgres and initdb of PostgreSQL {OldestMajor} or newer{others}."));
    }

    /// <summary>
    /// The folder with pg_dump, pg_restore and psql of just this major version: an older pg_dump refuses the server, and what a newer
    /// one writes the older pg_restore of the next host can't read.
    /// </summary>
    /// <exception cref="StartException">Nothing suitable; names the command that installs it.</exception>
    public static string FindClient(string? configuredFolder, int major)
    {
        List<int> seen = [];
        foreach (var folder in configuredFolder is null ? UsualFolders() : [configuredFolder])
        {
            if (ClientMajor(folder) is not { } found)
            {
                continue;
            }

            if (found == major)
            {
                return Path.GetFullPath(folder);
            }

            seen.Add(found);
        }

        var others = seen.Count == 0 ? "" : $" (found: {string.Join(", ", seen.Distinct().Select(m => m.ToString(CultureInfo.InvariantCulture)))})";
        var where = configuredFolder is null ? "were not found" : $"are not in {configuredFolder}";
        throw new StartException(Variable, string.Create(CultureInfo.InvariantCulture, $"The server is PostgreSQL {major}, and pg_dump, pg_restore and psql of that version {where}{others}: install the client programs of PostgreSQL {major}, or name their folder in {Variable}."));
    }

    /// <summary>The one command that installs PostgreSQL here.</summary>
    internal static string InstallCommand() => InstallCommand(
        OperatingSystem.IsMacOS(),
        File.Exists("/etc/os-release") ? File.ReadAllLines("/etc/os-release") : []);

    internal static string InstallCommand(bool isMac, IEnumerable<string> osRelease)
    {
        if (isMac)
        {
            return "brew install postgresql@17";
        }

        var families = osRelease.Where(l => l.StartsWith("ID=", StringComparison.Ordinal) || l.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .SelectMany(l => l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"').Split(' '))
            .ToHashSet(StringComparer.Ordinal);
        return families switch
        {
            _ when families.Contains("alpine") => "sudo apk add postgresql postgresql-contrib",
            _ when families.Contains("arch") => "sudo pacman -S postgresql",
            _ when families.Contains("fedora") || families.Contains("rhel") => "sudo dnf install postgresql-server postgresql-contrib",
            _ when families.Contains("suse") || families.Contains("opensuse") => "sudo zypper install postgresql-server postgresql-contrib",
            _ => "sudo apt-get install postgresql",
        };
    }

    private static IEnumerable<string> UsualFolders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        if (Output("pg_config", "--bindir") is { } bindir)
        {
            yield return bindir;
        }

        (string Parent, string Pattern, string Below)[] places =
        [
            ("/usr/lib/postgresql", "*", "bin"),
            ("/usr", "pgsql-*", "bin"),
            ("/usr/local", "pgsql*", "bin"),
            ("/opt/homebrew/opt", "postgresql@*", "bin"),
            ("/usr/local/opt", "postgresql@*", "bin"),
            ("/home/linuxbrew/.linuxbrew/opt", "postgresql@*", "bin"),
            ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        ];
        foreach (var (parent, pattern, below) in places.Where(p => Directory.Exists(p.Parent)))
        {
            // Newest first: "15" < "9.6" as text, hence by number.
            foreach (var folder in Directory.GetDirectories(parent, pattern).OrderByDescending(f => NumberIn(Path.GetFileName(f))))
            {
                yield return Path.Combine(folder, below);
            }
        }
    }

    private static PostgresBinaries? Look(string folder)
    {
        var server = Path.Combine(folder, "postgres");
        if (!File.Exists(server) || !File.Exists(Path.Combine(folder, "initdb")) || Output(server, "--version") is not { } line)
        {
            return null;
        }

        var major = NumberIn(line);
        return major > 0 ? new PostgresBinaries(Path.GetFullPath(folder), (int)major) : null;
    }

    private static int? ClientMajor(string folder)
    {
        var dump = Path.Combine(folder, "pg_dump");
        if (!File.Exists(dump) || !File.Exists(Path.Combine(folder, "pg_restore")) || !File.Exists(Path.Combine(folder, "psql")))
        {
            return null;
        }

        // Debian's wrapper picks a version by rules of its own; the programs it chooses among lie elsewhere and are found there.
        if (File.ResolveLinkTarget(dump, returnFinalTarget: true) is { Name: "pg_wrapper" })
        {
            return null;
        }

        return Output(dump, "--version") is { } line && NumberIn(line) is > 0 and var major ? (int)major : null;
    }

    private static double NumberIn(string text) => double.TryParse(FirstNumber().Match(text).Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Output(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true });
            var line = process?.StandardOutput.ReadLine();
            process?.WaitForExit();
            return process is { ExitCode: 0 } ? line?.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not there, or not executable
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex FirstNumber();
}
