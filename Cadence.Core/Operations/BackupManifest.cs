using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cadence.Core.Operations;

/// <summary>What stands in a backup: enough to refuse it before anything is touched, and to compare every table afterwards.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">Grows when an older program could no longer read the file.</param>
/// <param name="Program">Version of the program that wrote it, three numbers.</param>
/// <param name="AccountsMigration">Newest migration of the schema <c>accounts</c>.</param>
/// <param name="TenantMigration">Newest migration of the tenants' tables.</param>
/// <param name="Postgres">Version of the server, for example 15.8.</param>
/// <param name="CreatedAt">When the snapshot was taken.</param>
/// <param name="Tables">Every table, by schema and name.</param>
/// <param name="Dump">The dump among the parts.</param>
/// <param name="Files">The uploads, by path below their folder.</param>
public sealed record BackupManifest(
    string Format,
    int FormatVersion,
    string Program,
    string AccountsMigration,
    string TenantMigration,
    string Postgres,
    DateTimeOffset CreatedAt,
    IReadOnlyList<BackupTable> Tables,
    BackupPart Dump,
    IReadOnlyList<BackupPart> Files)
{
    /// <summary>What <see cref="Format"/> says.</summary>
    public const string FormatName = "cadence-backup";

    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const int NewestFormat = 1;

    internal static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
}

/// <summary>One table as it was.</summary>
/// <param name="Checksum">Over all rows as text, whatever their order.</param>
public sealed record BackupTable(string Schema, string Name, long Rows, string Checksum);

/// <summary>One part of the archive.</summary>
/// <param name="Path">Its name in the archive; of an upload without the folder.</param>
/// <param name="Sha256">Of its content, in lower-case hex.</param>
public sealed record BackupPart(string Path, long Bytes, string Sha256);
