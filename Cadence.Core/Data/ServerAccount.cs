using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Cadence.Core.Data;

/// <summary>
/// The operating system account the private server runs as: the current one, or, because PostgreSQL refuses root,
/// <c>postgres</c> or <c>nobody</c> when the program itself runs as root.
/// </summary>
internal sealed class ServerAccount
{
    private readonly string? _name;

    private ServerAccount(string? name) => _name = name;

    /// <summary>For messages.</summary>
    public string Name => _name ?? Environment.UserName;

    /// <summary>Whether the server runs as somebody else than this process.</summary>
    public bool IsOther => _name is not null;

    public static ServerAccount ForThisProcess()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new(null);
        }

        var names = File.ReadLines("/etc/passwd").Select(l => l.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return new(names.Contains("postgres") ? "postgres" : "nobody");
    }

    /// <summary>Whether the account can enter the folder; a clone below a 0700 home folder of root can't be entered by another.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken ct) =>
        !IsOther || (await RunAsync(Shell("cd \"$1\"", folder), null, ct)).ExitCode == 0;

    /// <summary>Makes a folder that only the account (and root) can enter. Refuses one that another user has put there.</summary>
    public async Task OwnFolderAsync(string folder, CancellationToken ct)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new StartException(folder, $"{folder} is a link; remove it.");
        }

        try
        {
            OwnFiles.CreateFolder(folder, IsOther ? "711" : "700");
            OwnFiles.SetMode(folder, "700");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartException(folder, $"{folder} can't be used as a private folder: {e.Message}", e);
        }

        if (IsOther && await RunAsync(new ProcessStartInfo("chown", ["-h", _name + ":", folder]), null, ct) is { ExitCode: not 0 } failed)
        {
            throw new StartException(folder, $"{folder} can't be given to the user {_name}: {failed.Output}");
        }
    }

    /// <summary>A shell script under the account; <paramref name="arguments"/> are its $1, $2 and so on.</summary>
    public ProcessStartInfo Shell(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "cadence", .. arguments]) { WorkingDirectory = "/" };
        if (_name is not null)
        {
            start.UserName = _name;
        }

        // The server gets nothing of the program's environment: no PG* variables that change it, and no secrets.
        foreach (var name in start.Environment.Keys.Where(n => n is not ("PATH" or "LD_LIBRARY_PATH")).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Runs to the end and returns what was printed, for messages.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, string? input, CancellationToken ct)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, string.Join(' ', await output).Trim());
        }
        catch (Win32Exception e)
        {
            return (127, e.Message);
        }
    }
}

/// <summary>Files and folders of one owner, with octal modes as in chmod; signals to one's own processes.</summary>
internal static class OwnFiles
{
    public static void CreateFolder(string folder, string mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, Mode(mode));
        }
    }

    public static void SetMode(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Mode(mode));
        }
    }

    /// <summary>How to open a file that nobody else can read at any moment.</summary>
    public static FileStreamOptions New(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode("600");
        }

        return options;
    }

    /// <summary>Writes a file that nobody else can read at any moment, and is whole or not there after a crash.</summary>
    public static async Task WriteSecretAsync(string path, string content, CancellationToken ct)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        await using (var file = new FileStream(unfinished, New(FileMode.Create, FileAccess.Write)))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(content), ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>The path with every link on the way resolved, so that one folder has one name.</summary>
    public static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target ? RealPath(target) : here;
    }

    /// <summary>A short stable name for a path.</summary>
    public static string ShortHash(string path, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..digits];

    /// <summary>SIGINT, which PostgreSQL takes as "stop now, cleanly".</summary>
    public static void Interrupt(int processId) => _ = Kill(processId, 2);

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int processId, int signal);
}
