using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cadence.Core.Data;

namespace Cadence.Core.Operations;

/// <summary>
/// The one file of a backup: an ordinary tar of the dump, the uploads, the manifest with the checksum of each, and as its last entry a
/// seal, the checksum of every byte before it. Opening one reads it whole and refuses it for the first thing that is not as it should be.
/// </summary>
internal sealed class BackupArchive : IAsyncDisposable
{
    public const string DumpName = "database.dump";
    public const string ManifestName = "manifest.json";
    public const string SealName = "seal.sha256";
    public const string FilesPrefix = "uploads/";

    /// <summary>Header, one block with the checksum, and the two empty blocks that end a tar.</summary>
    public const int SealLength = 4 * 512;

    private const int LongestManifest = 64 * 1024 * 1024;
    private const int LongestPath = 1024;

    private readonly FileStream _file;

    private BackupArchive(FileStream file, BackupManifest manifest)
    {
        _file = file;
        Manifest = manifest;
    }

    public BackupManifest Manifest { get; }

    /// <summary>Writes the archive. <paramref name="manifest"/> gets dump and files as they were written.</summary>
    public static async Task<BackupManifest> WriteAsync(string path, string dumpFile, string? filesFolder, Func<BackupPart, IReadOnlyList<BackupPart>, BackupManifest> manifest, CancellationToken ct)
    {
        await using var file = new FileStream(path, OwnFiles.New(FileMode.CreateNew, FileAccess.ReadWrite));
        BackupManifest written;
        await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
        {
            var dump = await WriteFileAsync(tar, DumpName, dumpFile, ct);
            var files = new List<BackupPart>();
            foreach (var (name, from) in FilesBelow(filesFolder))
            {
                files.Add(await WriteFileAsync(tar, FilesPrefix + name, from, ct) with { Path = name });
            }

            written = manifest(dump, files);
            using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(written, BackupManifest.Json));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = json }, ct);
        }

        // The writer has ended the tar with two empty blocks; the seal takes their place.
        file.SetLength(file.Length - 1024);
        await SealAsync(file, ct);
        file.Flush(flushToDisk: true);
        return written;
    }

    /// <summary>Appends the seal to a tar that lacks its end.</summary>
    public static async Task SealAsync(FileStream file, CancellationToken ct)
    {
        file.Position = 0;
        var seal = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        await using var tar = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
        using var content = new MemoryStream(Encoding.ASCII.GetBytes(seal));
        await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, SealName) { DataStream = content }, ct);
    }

    /// <summary>Opens an archive and verifies all of it: the seal, the manifest, every part and that there is nothing else.</summary>
    /// <exception cref="StartException">It is no backup, or not whole, or of a newer form.</exception>
    public static async Task<BackupArchive> OpenAsync(string path, CancellationToken ct)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(path, $"{path} can't be read: {e.Message}");
        }

        try
        {
            await CheckSealAsync(file, path, ct);
            var (parts, json) = await ReadPartsAsync(file, path, ct);
            return new(file, CheckManifest(json ?? throw Damaged(path, $"{ManifestName} is missing"), parts, path));
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            throw e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException ? Damaged(path, "its entries can't be read") : e;
        }
    }

    /// <summary>The dump, to pg_restore's input. Answers whether it took all of it.</summary>
    public async Task<bool> CopyDumpAsync(ClientProgram program, CancellationToken ct)
    {
        await foreach (var entry in EntriesAsync(_file, ct))
        {
            if (entry.Name != DumpName)
            {
                continue;
            }

            try
            {
                await entry.DataStream!.CopyToAsync(program.Input, ct);
                return true;
            }
            catch (IOException)
            {
                return false; // it has ended; its exit code says whether that is a failure
            }
            finally
            {
                program.EndInput();
            }
        }

        return false;
    }

    /// <summary>Writes the uploads below a folder that is not there yet.</summary>
    public async Task ExtractFilesAsync(string folder, CancellationToken ct)
    {
        OwnFiles.CreateFolder(folder, "700");
        await foreach (var entry in EntriesAsync(_file, ct))
        {
            if (!entry.Name.StartsWith(FilesPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var target = Path.Combine(folder, entry.Name[FilesPrefix.Length..]);
            OwnFiles.CreateFolder(Path.GetDirectoryName(target)!, "700");
            await using var file = new FileStream(target, OwnFiles.New(FileMode.CreateNew, FileAccess.Write));
            if (entry.DataStream is { } content)
            {
                await content.CopyToAsync(file, ct);
            }

            file.Flush(flushToDisk: true);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>The files below a folder by their path with slashes, in a fixed order; links are not followed.</summary>
    internal static IReadOnlyList<(string Name, string From)> FilesBelow(string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        return [.. Directory.EnumerateFiles(folder, "*", options)
            .Select(path => (Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), From: path)).OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    internal static StartException Damaged(string path, string why) => new(path, $"{path} is damaged and nothing was touched: {why}.");

    private static async Task<BackupPart> WriteFileAsync(TarWriter tar, string name, string from, CancellationToken ct)
    {
        await using var content = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        content.Position = 0;
        var part = new BackupPart(name, content.Length, hash);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content }, ct);
        return part;
    }

    private static async Task CheckSealAsync(FileStream file, string path, CancellationToken ct)
    {
        var head = new byte[262];
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) < head.Length || !head.AsSpan(257, 5).SequenceEqual("ustar"u8))
        {
            throw new StartException(path, $"{path} is no backup of Cadence.");
        }

        if (file.Length % 512 != 0 || file.Length < 2 * SealLength)
        {
            throw Damaged(path, "it is cut off");
        }

        var end = new byte[SealLength];
        file.Position = file.Length - SealLength;
        await file.ReadExactlyAsync(end, ct);
        if (!end.AsSpan(0, SealName.Length + 1).SequenceEqual("seal.sha256\0"u8) || end.AsSpan(512 + 64).ContainsAnyExcept((byte)0))
        {
            throw Damaged(path, "its end is missing");
        }

        var said = Encoding.ASCII.GetString(end, 512, 64);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        file.Position = 0;
        for (var left = file.Length - SealLength; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ct);
            if (read == 0)
            {
                throw Damaged(path, "it is cut off");
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        if (said != Convert.ToHexStringLower(hash.GetHashAndReset()))
        {
            throw Damaged(path, "its checksum does not match");
        }
    }

    private static async Task<(Dictionary<string, BackupPart> Parts, byte[]? Manifest)> ReadPartsAsync(FileStream file, string path, CancellationToken ct)
    {
        var parts = new Dictionary<string, BackupPart>(StringComparer.Ordinal);
        byte[]? manifest = null;
        var (hasManifest, total) = (false, 0L);
        await foreach (var entry in EntriesAsync(file, ct))
        {
            total += entry.Length;
            if (entry.EntryType != TarEntryType.RegularFile || entry.Length > file.Length || total > file.Length)
            {
                throw Damaged(path, "it holds something else than files, or more than it is long");
            }

            if (entry.Name == SealName)
            {
                continue;
            }

            if (entry.Name == ManifestName && !hasManifest)
            {
                if (entry.Length is 0 or > LongestManifest)
                {
                    throw Damaged(path, $"{ManifestName} is empty or larger than any real one");
                }

                hasManifest = true;
                manifest = new byte[entry.Length];
                await entry.DataStream!.ReadExactlyAsync(manifest, ct);
                continue;
            }

            var isFile = entry.Name.StartsWith(FilesPrefix, StringComparison.Ordinal);
            if ((entry.Name != DumpName && !(isFile && IsPlainPath(entry.Name[FilesPrefix.Length..])))
                || !parts.TryAdd(entry.Name, new BackupPart(entry.Name, entry.Length, entry.DataStream is null ? EmptyHash : Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream, ct)))))
            {
                throw Damaged(path, "it holds a part that no backup has, or one twice");
            }
        }

        return (parts, manifest);
    }

    private static BackupManifest CheckManifest(byte[] json, Dictionary<string, BackupPart> parts, string path)
    {
        BackupManifest manifest;
        try
        {
            // The form comes first: a newer one may have other fields.
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.GetProperty("format").GetString() != BackupManifest.FormatName)
            {
                throw new StartException(path, $"{path} is no backup of Cadence.");
            }

            if (document.RootElement.GetProperty("format_version").GetInt32() > BackupManifest.NewestFormat)
            {
                throw new StartException(path, $"{path} was made by a newer program than this one: update the program first. Nothing was touched.");
            }

            manifest = document.RootElement.Deserialize<BackupManifest>(BackupManifest.Json) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, $"{ManifestName} can't be read");
        }

        var expected = manifest.Files.Select(f => f with { Path = FilesPrefix + f.Path }).Append(manifest.Dump with { Path = DumpName }).ToList();
        if (expected.Select(p => p.Path).Distinct(StringComparer.Ordinal).Count() != expected.Count || manifest.Tables.Count == 0)
        {
            throw Damaged(path, $"{ManifestName} can't be read");
        }

        foreach (var part in expected)
        {
            if (!parts.Remove(part.Path, out var found))
            {
                throw Damaged(path, $"the part {part.Path} is missing");
            }

            if (found != part)
            {
                throw Damaged(path, $"the part {part.Path} is not as it was written");
            }
        }

        return parts.Count == 0 ? manifest : throw Damaged(path, "it holds a part that its list does not name");
    }

    private static readonly string EmptyHash = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>Names that stay below their folder on any system.</summary>
    private static bool IsPlainPath(string name) =>
        name.Length is > 0 and <= LongestPath && !name.Any(c => c is '\\' or ':' || char.IsControl(c)) && name.Split('/').All(segment => segment is not ("" or "." or ".."));

    private static async IAsyncEnumerable<TarEntry> EntriesAsync(FileStream file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        file.Position = 0;
        await using var tar = new TarReader(file, leaveOpen: true);
        while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            yield return entry;
        }
    }
}
