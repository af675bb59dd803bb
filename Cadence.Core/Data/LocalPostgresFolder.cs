using System.Diagnostics;

namespace Cadence.Core.Data;

/// <summary>Where the private PostgreSQL lives, and the locks by which programs share it.</summary>
internal static class LocalPostgresFolder
{
    /// <summary>
    /// <c>postgres</c> below the program's folder; when the program runs as root and the server's account can't get there,
    /// a folder below /var/lib/cadence that follows from the same path.
    /// </summary>
    public static async Task<string> ChooseAsync(string dataPath, ServerAccount account, CancellationToken ct)
    {
        var mode = account.IsOther ? "711" : "700";
        try
        {
            OwnFiles.CreateFolder(dataPath, mode);
            var own = Path.Combine(OwnFiles.RealPath(dataPath), "postgres");
            if (!account.IsOther)
            {
                OwnFiles.CreateFolder(own, mode);
                return own;
            }

            var fallback = Path.Combine("/var/lib/cadence", OwnFiles.ShortHash(own, 16));
            if (HasCluster(fallback) && !HasCluster(own))
            {
                return fallback;
            }

            OwnFiles.CreateFolder(own, mode);
            if (await account.CanReachAsync(own, ct))
            {
                return own;
            }

            if (HasCluster(own))
            {
                throw new StartException("Cadence__DataPath", $"The private database is in {own}, but the user {account.Name}, which runs it, can't enter that folder: give the folders on the way to it mode 711.");
            }

            Directory.Delete(own, recursive: true);
            OwnFiles.CreateFolder(fallback, mode);
            return await account.CanReachAsync(fallback, ct)
                ? fallback
                : throw new StartException("Cadence__DataPath", $"The user {account.Name}, which runs the private database, can enter neither {own} nor {fallback}: set Cadence__DataPath to a folder it can enter.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException("Cadence__DataPath", $"The folder {dataPath} can't be used for the private database: {e.Message}", e);
        }
    }

    /// <summary>Stands there once the cluster is complete.</summary>
    public static string Marker(string folder) => Path.Combine(folder, "data", "cadence-ready");

    /// <summary>Whether a complete cluster is there.</summary>
    public static bool HasCluster(string folder) => File.Exists(Marker(folder));

    /// <summary>Locks end with the process, also with one that is killed: that is how the last user of the server is known.</summary>
    public static async Task<FileStream> LockAsync(string folder, string name, bool exclusive, TimeSpan patience, CancellationToken ct)
    {
        var file = Path.Combine(folder, name);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return TryLock(file, exclusive);
            }
            catch (IOException) when (waited.Elapsed < patience)
            {
                await Task.Delay(50, ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StartException(file, $"{file} can't be locked: {e.Message}", e);
            }
        }
    }

    /// <summary>Takes a lock or fails at once.</summary>
    public static FileStream TryLock(string file, bool exclusive) => exclusive
        ? new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
        : new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
}
