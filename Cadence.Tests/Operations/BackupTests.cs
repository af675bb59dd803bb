using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Operations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Operations;

/// <summary>The drill: a backup of a living school comes back whole, and a bad one is refused before anything is touched (P8, F15).</summary>
public sealed class BackupTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-backup-").FullName;

    /// <summary>What may happen to a backup, and what is said about it.</summary>
    public static TheoryData<string, string> Mutations { get; } = new()
    {
        { "cut in half", "damaged" },
        { "last block missing", "damaged" },
        { "end missing", "damaged" },
        { "bytes appended", "damaged" },
        { "bit flipped in the dump", "checksum does not match" },
        { "bit flipped in an upload", "checksum does not match" },
        { "bit flipped in the manifest", "checksum does not match" },
        { "bit flipped in the seal", "checksum does not match" },
        { "bit flipped in a header", "checksum does not match" },
        { "newer program", "made by Cadence 99.0.0" },
        { "newer migration", "update the program first" },
        { "newer form", "made by a newer program" },
        { "newer PostgreSQL", "comes from PostgreSQL 99" },
        { "dump missing", "the part database.dump is missing" },
        { "upload missing", "the part uploads/a/photo.jpg is missing" },
        { "manifest missing", "manifest.json is missing" },
        { "manifest is no JSON", "manifest.json can't be read" },
        { "manifest without tables", "manifest.json can't be read" },
        { "part not in the list", "holds a part that its list does not name" },
        { "part twice", "or one twice" },
        { "upload that climbs out", "holds a part that no backup has" },
        { "link instead of a file", "something else than files" },
        { "part that says it is huge", "damaged" },
        { "dump of something else", "its dump can't be read" },
        { "dump that breaks off", "can't be restored and the data is as before" },
        { "table with other rows", "public.students is not as it was backed up" },
        { "table that is not there", "the table public.ballroom is missing" },
        { "zip file", "is no backup of Cadence" },
        { "empty file", "is no backup of Cadence" },
        { "no file", "can't be read" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_taken_while_people_work_comes_back_with_every_row_and_file(bool migrated)
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa", 8);
        var session = await school.AddSessionAsync(group, school.Today.AddDays(-1));
        var from = Settings(database.AppConnectionString, database.OwnerConnectionString, "from");
        var photo = await PlantAsync(from, "a/photo.jpg", 100_000);
        await PlantAsync(from, "empty.txt", 0);
        var file = Path.Combine(_folder, "school.tar");

        using var end = new CancellationTokenSource();
        var writes = 0;
        var working = WorkAsync(school, group, session, () => writes++, end.Token);
        while (writes < 5)
        {
            await Task.Delay(5);
        }

        var before = writes;
        var (manifest, bytes) = await Backup.WriteAsync(from, file, TimeProvider.System, CancellationToken.None);
        var during = writes - before;
        await end.CancelAsync();
        await working;
        output.WriteLine($"{during} writes during the backup of {manifest.Tables.Sum(t => t.Rows)} rows, {bytes} bytes");

        Assert.True(during > 0, "nobody wrote during the backup, so it shows nothing");
        Assert.NotEqual(manifest.Tables, await BackupSql.TablesAsync(database.OwnerConnectionString, CancellationToken.None));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal([file], Directory.GetFiles(_folder));

        var (app, owner) = await TargetAsync(migrated);
        var to = Settings(app, owner, "to");
        var restored = await Restore.RunAsync(to, file, replace: false, TimeProvider.System, CancellationToken.None);

        Assert.Equal(manifest.Tables, await BackupSql.TablesAsync(owner, CancellationToken.None));
        Assert.Null(restored.UploadsAside);
        Assert.Equal(photo, await HashAsync(Path.Combine(to.DataPath, "uploads", "a", "photo.jpg")));
        Assert.Equal(["a/photo.jpg", "empty.txt"], BackupArchive.FilesBelow(Path.Combine(to.DataPath, "uploads")).Select(f => f.Name));

        // Schema and rights are those of a clean installation, and the school goes on.
        Assert.Equal(await SchemaAsync(database.OwnerConnectionString), await SchemaAsync(owner));
        var tenants = new TenantDb(app, TestMode.Usual, school.Time);
        var added = await new StudentService(tenants).AddAsync(school.Admin, Someone("Vera"), CancellationToken.None);
        Assert.Empty(added.Errors);
        Assert.Empty(await CadenceDatabase.PendingMigrationsAsync(app, CancellationToken.None));
    }

    [Fact]
    public async Task A_database_with_organizations_is_refused_and_replaced_only_when_asked_for()
    {
        var (file, manifest) = await BackUpAsync();
        var (to, there) = await LivingAsync();
        var before = await StateAsync(to);

        await RefusedAsync(to, file, "--replace", replace: false);
        Assert.Equal(before, await StateAsync(to));

        var restored = await Restore.RunAsync(to, file, replace: true, TimeProvider.System, CancellationToken.None);

        Assert.Equal(manifest.Tables, await BackupSql.TablesAsync(to.Owner!, CancellationToken.None));
        Assert.True(File.Exists(Path.Combine(restored.UploadsAside!, "old.txt")));
        Assert.Equal(["a/photo.jpg"], BackupArchive.FilesBelow(Path.Combine(to.DataPath, "uploads")).Select(f => f.Name));
        await using var owner = await Sql.OpenAsync(to.Owner!);
        Assert.Equal(0L, await Sql.ScalarAsync<long>(owner, "select count(*) from organizations where id = $1", there.OrganizationId));
        await using var clean = await Sql.OpenAsync(database.OwnerConnectionString);
        Assert.Equal(await SchemaAsync(database.OwnerConnectionString), await SchemaAsync(to.Owner!));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_bad_backup_is_refused_in_one_line_and_the_data_is_as_before(string mutation, string says)
    {
        var (file, _) = await BackUpAsync();
        await MutateAsync(file, mutation);
        var (to, _) = await LivingAsync();
        var before = await StateAsync(to);

        await RefusedAsync(to, file, says, replace: true);

        Assert.Equal(before, await StateAsync(to));
        Assert.Equal(["uploads"], Directory.GetDirectories(to.DataPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_database_of_something_else_is_left_alone()
    {
        var (file, _) = await BackUpAsync();
        var (app, owner) = await (await PostgresCluster.SharedAsync()).CreateEmptyAsync();
        await using var connection = await Sql.OpenAsync(owner);
        await Sql.ExecuteAsync(connection, "create table invoices (id int)");

        await RefusedAsync(Settings(app, owner, "other"), file, "public.invoices", replace: true);

        Assert.Equal("invoices", await Sql.ScalarAsync<string>(connection, "select to_regclass('public.invoices')::text"));
    }

    [Fact]
    public async Task A_backup_overwrites_nothing_and_two_at_once_do_not_meet()
    {
        var from = Settings(database.AppConnectionString, database.OwnerConnectionString, "from");
        var file = Path.Combine(_folder, "there.tar");
        await File.WriteAllTextAsync(file, "mine");

        var refused = await Assert.ThrowsAsync<StartException>(() => Backup.WriteAsync(from, file, TimeProvider.System, CancellationToken.None));

        Assert.Contains("overwrites nothing", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
        await using (var other = await Sql.OpenAsync(database.OwnerConnectionString))
        await using (await other.BeginTransactionAsync())
        {
            await Sql.ExecuteAsync(other, "select pg_advisory_xact_lock(hashtextextended('cadence-backup', 0))");
            var waits = await Assert.ThrowsAsync<StartException>(() => Backup.WriteAsync(from, Path.Combine(_folder, "second.tar"), TimeProvider.System, CancellationToken.None));
            Assert.Contains("under way", waits.Message, StringComparison.Ordinal);
        }

        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task The_verbs_answer_in_json_and_a_refusal_is_one_line()
    {
        await TestSchool.CreateAsync(database);
        var file = Path.Combine(_folder, "verb.tar");
        (string, string?)[] from = [("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("Cadence__DataPath", Path.Combine(_folder, "from"))];

        var (code, answer, errors) = await AppProcess.RunAsync(["backup", file, "--json"], from);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(new FileInfo(file).Length, JsonDocument.Parse(answer).RootElement.GetProperty("bytes").GetInt64());
        (code, answer, errors) = await AppProcess.RunAsync(["restore", file], from);
        Assert.Equal((1, ""), (code, answer));
        Assert.Contains("--replace", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
        var (app, owner) = await TargetAsync(migrated: false);
        (code, answer, errors) = await AppProcess.RunAsync(
            ["restore", "--replace", file, "--json"], ("ConnectionStrings__Cadence", app), ("ConnectionStrings__CadenceOwner", owner), ("Cadence__DataPath", Path.Combine(_folder, "to")));
        Assert.Equal((0, ""), (code, errors));
        Assert.True(JsonDocument.Parse(answer).RootElement.GetProperty("rows").GetInt64() > 0);
    }

    [Fact]
    public void Client_programs_of_another_version_are_named_in_one_line()
    {
        var refused = Assert.Throws<StartException>(() => PostgresBinaries.FindClient(null, 14));

        Assert.Contains("The server is PostgreSQL 14, and pg_dump, pg_restore and psql of that version were not found", refused.Message, StringComparison.Ordinal);
        Assert.Throws<StartException>(() => PostgresBinaries.FindClient(_folder, 15));
    }

    private static AddStudent Someone(string name) => new() { GivenName = name, FamilyNames = "Prueba" };

    /// <summary>Adds people and marks until told to stop.</summary>
    private static async Task WorkAsync(TestSchool school, TestGroup group, Guid session, Action wrote, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            await school.MarkAsync(session, (group.StudentIds[i % group.StudentIds.Count], i % 3 == 0 ? AttendanceStatus.Absent : AttendanceStatus.Present));
            await school.AddStudentAsync("Nueva", $"Número {i}");
            wrote();
        }
    }

    private DatabaseSettings Settings(string app, string owner, string folder)
    {
        var path = Path.Combine(_folder, "data", folder);
        Directory.CreateDirectory(path);
        return new DatabaseSettings { App = app, Owner = owner, DataPath = path, BinariesFolder = Environment.GetEnvironmentVariable("CADENCE_PGBIN") };
    }

    private static async Task<(string App, string Owner)> TargetAsync(bool migrated)
    {
        var cluster = await PostgresCluster.SharedAsync();
        return migrated ? await cluster.CloneAsync() : await cluster.CreateEmptyAsync();
    }

    private static async Task<string> PlantAsync(DatabaseSettings settings, string name, int bytes)
    {
        var path = Path.Combine(settings.DataPath, "uploads", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(bytes));
        return await HashAsync(path);
    }

    private static async Task<string> HashAsync(string path) => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path)));

    private async Task<(string File, BackupManifest Manifest)> BackUpAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddGroupAsync("Bachata", 3);
        var from = Settings(database.AppConnectionString, database.OwnerConnectionString, "from");
        await PlantAsync(from, "a/photo.jpg", 5_000);
        var file = Path.Combine(_folder, "backup.tar");
        return (file, (await Backup.WriteAsync(from, file, TimeProvider.System, CancellationToken.None)).Manifest);
    }

    /// <summary>Another installation, in use.</summary>
    private async Task<(DatabaseSettings Settings, TestSchool School)> LivingAsync()
    {
        var (app, owner) = await TargetAsync(migrated: true);
        var settings = Settings(app, owner, "living");
        var school = await TestSchool.CreateAsync(TestDatabase.At(app, owner));
        await school.AddGroupAsync("Tango", 2);
        await PlantAsync(settings, "old.txt", 10);
        return (settings, school);
    }

    private static async Task<IReadOnlyList<string>> StateAsync(DatabaseSettings settings)
    {
        var tables = await BackupSql.TablesAsync(settings.Owner!, CancellationToken.None);
        var files = BackupArchive.FilesBelow(Path.Combine(settings.DataPath, "uploads"));
        return [.. tables.Select(t => t.ToString()), .. files.Select(f => f.Name), .. await Task.WhenAll(files.Select(f => HashAsync(f.From)))];
    }

    private static async Task RefusedAsync(DatabaseSettings to, string file, string says, bool replace)
    {
        var refused = await Assert.ThrowsAsync<StartException>(() => Restore.RunAsync(to, file, replace, TimeProvider.System, CancellationToken.None));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>Everything the catalog says about our schemas that an installation must agree on, by name.</summary>
    private static async Task<IReadOnlyList<string>> SchemaAsync(string ownerConnectionString)
    {
        await using var connection = await Sql.OpenAsync(ownerConnectionString);
        return await Sql.ColumnAsync<string>(
            connection,
            """
            select x from (
                select concat('column ', c.oid::regclass, '.', a.attname, ' ', format_type(a.atttypid, a.atttypmod), ' ', a.attnotnull, ' ', pg_get_expr(d.adbin, d.adrelid), ' ', a.attidentity, a.attgenerated) as x
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                where c.relnamespace in ('public'::regnamespace, 'accounts'::regnamespace) and c.relkind = 'r'
                union all select concat('table ', c.oid::regclass, ' ', c.relrowsecurity, ' ', (select string_agg(u::text, ',' order by u::text) from unnest(c.relacl) u), ' ', c.relowner::regrole) from pg_class c where c.relnamespace in ('public'::regnamespace, 'accounts'::regnamespace) and c.relkind in ('r', 'S')
                union all select concat('index ', pg_get_indexdef(i.indexrelid)) from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace in ('public'::regnamespace, 'accounts'::regnamespace)
                union all select concat('constraint ', conrelid::regclass, ' ', conname, ' ', pg_get_constraintdef(oid)) from pg_constraint where connamespace in ('public'::regnamespace, 'accounts'::regnamespace)
                union all select concat('trigger ', translate(pg_get_triggerdef(t.oid), '()', ''), ' ', t.tgenabled) from pg_trigger t where not tgisinternal
                union all select concat('policy ', polrelid::regclass, ' ', polname, ' ', pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid)) from pg_policy
                union all select concat('function ', p.oid::regprocedure, ' ', md5(p.prosrc), ' ', p.prosecdef, ' ', p.proconfig, ' ', (select string_agg(u::text, ',' order by u::text) from unnest(p.proacl) u), ' ', p.proowner::regrole) from pg_proc p
                    where p.pronamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
                union all select concat('default rights ', defaclobjtype, ' ', defaclacl) from pg_default_acl) t order by x
            """);
    }

    private static async Task MutateAsync(string file, string mutation)
    {
        switch (mutation)
        {
            case "cut in half":
                await RewriteAsync(file, all => all[..(all.Length / 2 / 512 * 512)]);
                break;
            case "last block missing":
                await RewriteAsync(file, all => all[..^512]);
                break;
            case "end missing":
                await RewriteAsync(file, all => all[..^BackupArchive.SealLength]);
                break;
            case "bytes appended":
                await RewriteAsync(file, all => [.. all, .. new byte[512]]);
                break;
            case "bit flipped in the dump":
                await FlipAsync(file, BackupArchive.DumpName, 700);
                break;
            case "bit flipped in an upload":
                await FlipAsync(file, "uploads/a/photo.jpg", 600);
                break;
            case "bit flipped in the manifest":
                await FlipAsync(file, BackupArchive.ManifestName, 600);
                break;
            case "bit flipped in the seal":
                await RewriteAsync(file, all => Flip(all, all.Length - BackupArchive.SealLength + 520));
                break;
            case "bit flipped in a header":
                await FlipAsync(file, BackupArchive.ManifestName, 150);
                break;
            case "newer program":
                await ManifestAsync(file, m => m["program"] = "99.0.0");
                break;
            case "newer migration":
                await ManifestAsync(file, m => m["tenant_migration"] = "20991231000000_Later");
                break;
            case "newer form":
                await ManifestAsync(file, m => m["format_version"] = 2);
                break;
            case "newer PostgreSQL":
                await ManifestAsync(file, m => m["postgres"] = "99.1");
                break;
            case "manifest without tables":
                await ManifestAsync(file, m => m["tables"] = new JsonArray());
                break;
            case "table with other rows":
                await ManifestAsync(file, m => m["tables"]!.AsArray().Single(t => t!["name"]!.GetValue<string>() == "students")!["checksum"] = "1/2");
                break;
            case "table that is not there":
                await ManifestAsync(file, m => m["tables"]!.AsArray().Add(new JsonObject { ["schema"] = "public", ["name"] = "ballroom", ["rows"] = 0, ["checksum"] = "0/0" }));
                break;
            case "dump missing":
                await PartsAsync(file, parts => parts.RemoveAll(p => p.Name == BackupArchive.DumpName));
                break;
            case "upload missing":
                await PartsAsync(file, parts => parts.RemoveAll(p => p.Name == "uploads/a/photo.jpg"));
                break;
            case "manifest missing":
                await PartsAsync(file, parts => parts.RemoveAll(p => p.Name == BackupArchive.ManifestName));
                break;
            case "manifest is no JSON":
                await PartsAsync(file, parts => parts[^1] = (BackupArchive.ManifestName, "[oh"u8.ToArray()));
                break;
            case "part not in the list":
                await PartsAsync(file, parts => parts.Add(("uploads/extra.txt", [1])));
                break;
            case "part twice":
                await PartsAsync(file, parts => parts.Add(parts[0]));
                break;
            case "upload that climbs out":
                await PartsAsync(file, parts => parts.Add(("uploads/../../escaped.txt", [1])));
                break;
            case "link instead of a file":
                await PartsAsync(file, _ => { }, tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "uploads/link") { LinkName = "/etc/passwd" }));
                break;
            case "part that says it is huge":
                await HugeAsync(file);
                break;
            case "dump of something else":
                await DumpAsync(file, _ => Encoding.UTF8.GetBytes("drop table students;"));
                break;
            case "dump that breaks off":
                await DumpAsync(file, dump => dump[..(dump.Length - 400)]);
                break;
            case "zip file":
                await RewriteAsync(file, all => [.. "PK\u0003\u0004"u8, .. all]);
                break;
            case "empty file":
                await RewriteAsync(file, _ => []);
                break;
            case "no file":
                File.Delete(file);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mutation), mutation, null);
        }
    }

    private static byte[] Flip(byte[] all, int at)
    {
        all[at] ^= 0x10;
        return all;
    }

    private static async Task RewriteAsync(string file, Func<byte[], byte[]> change) => await File.WriteAllBytesAsync(file, change(await File.ReadAllBytesAsync(file)));

    /// <summary>Flips a bit so far behind the beginning of an entry's header.</summary>
    private static Task FlipAsync(string file, string entry, int behind) => RewriteAsync(file, all => Flip(all, HeaderOf(all, entry) + behind));

    private static int HeaderOf(byte[] all, string entry)
    {
        // The name of the extended header goes before; its own block is the last that begins with the name.
        var name = Encoding.ASCII.GetBytes(entry + "\0");
        var at = Enumerable.Range(0, all.Length / 512).Select(block => block * 512).Last(start => all.AsSpan(start).StartsWith(name));
        return at;
    }

    private static Task ManifestAsync(string file, Action<JsonNode> change) => PartsAsync(file, parts =>
    {
        var manifest = JsonNode.Parse(parts[^1].Content)!;
        change(manifest);
        parts[^1] = (parts[^1].Name, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    });

    /// <summary>Another dump, with a checksum and a seal that fit.</summary>
    private static Task DumpAsync(string file, Func<byte[], byte[]> change) => PartsAsync(file, parts =>
    {
        var content = change(parts[0].Content);
        parts[0] = (BackupArchive.DumpName, content);
        var manifest = JsonNode.Parse(parts[^1].Content)!;
        manifest["dump"]!["bytes"] = content.Length;
        manifest["dump"]!["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        parts[^1] = (parts[^1].Name, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    });

    /// <summary>Writes the archive anew with other parts and a seal that fits.</summary>
    private static async Task PartsAsync(string file, Action<List<(string Name, byte[] Content)>> change, Action<TarWriter>? more = null)
    {
        var parts = new List<(string Name, byte[] Content)>();
        await using (var old = File.OpenRead(file))
        await using (var tar = new TarReader(old))
        {
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                using var content = new MemoryStream();
                await (entry.DataStream ?? Stream.Null).CopyToAsync(content);
                parts.Add((entry.Name, content.ToArray()));
            }
        }

        Assert.Equal(BackupArchive.SealName, parts[^1].Name);
        parts.RemoveAt(parts.Count - 1);
        change(parts);
        await using var written = new FileStream(file, FileMode.Create, FileAccess.ReadWrite);
        await using (var tar = new TarWriter(written, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }

            more?.Invoke(tar);
        }

        written.SetLength(written.Length - 1024);
        await BackupArchive.SealAsync(written, CancellationToken.None);
    }

    /// <summary>The dump's header says 8 TB; header checksum and seal fit.</summary>
    private static async Task HugeAsync(string file)
    {
        await RewriteAsync(file, all =>
        {
            var at = HeaderOf(all, BackupArchive.DumpName);
            "77777777777\0"u8.CopyTo(all.AsSpan(at + 124));
            all.AsSpan(at + 148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var one in all.AsSpan(at, 512))
            {
                sum += one;
            }

            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(all.AsSpan(at + 148));
            return all[..^BackupArchive.SealLength];
        });
        await using var sealing = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        await BackupArchive.SealAsync(sealing, CancellationToken.None);
    }
}
