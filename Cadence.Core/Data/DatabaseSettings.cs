using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>Where the database is and how it is used, read from the environment and checked at start.</summary>
public sealed partial record DatabaseSettings
{
    internal const string AppKey = "ConnectionStrings:Cadence";
    internal const string OwnerKey = "ConnectionStrings:CadenceOwner";
    internal const string ListenKey = "ConnectionStrings:CadenceListen";

    /// <summary>The runtime role's connection string; null until the private database has started.</summary>
    public string? App { get; init; }

    /// <summary>The owner role's connection string, for migrations; may be missing where another process migrates.</summary>
    public string? Owner { get; init; }

    /// <summary>A connection past any pooler for LISTEN; the runtime role's when not set.</summary>
    public string? Listen { get; init; }

    /// <summary><c>Cadence__TenantMode</c>: session or local.</summary>
    public TenantMode Mode { get; init; }

    /// <summary><c>Cadence__DataPath</c>: the program's own folder, absolute.</summary>
    public required string DataPath { get; init; }

    /// <summary>Folder with PostgreSQL's programs, null to look for it.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Whether the program keeps a PostgreSQL of its own, because no other was named.</summary>
    public bool IsPrivate { get; private init; }

    /// <summary>Reads and checks; relative folders are seen from <paramref name="contentRoot"/>.</summary>
    /// <exception cref="StartException">A value is wrong; the line names the variable.</exception>
    public static DatabaseSettings Read(IConfiguration configuration, string contentRoot)
    {
        var app = ConnectionString(configuration, AppKey);
        var owner = ConnectionString(configuration, OwnerKey);
        var listen = ConnectionString(configuration, ListenKey);
        if (app is null && (owner is not null || listen is not null))
        {
            throw StartException.Of(AppKey, $"is missing, although {StartException.Variable(owner is not null ? OwnerKey : ListenKey)} is set: give both, or neither for a private database.");
        }

        if (app is not null && owner is not null)
        {
            var (a, o) = (new NpgsqlConnectionStringBuilder(app), new NpgsqlConnectionStringBuilder(owner));
            if (a.Username == o.Username)
            {
                throw StartException.Of(OwnerKey, $"names the role {o.Username}, as {StartException.Variable(AppKey)} does: the runtime role must not own the tables.");
            }

            if (a.Database != o.Database)
            {
                throw StartException.Of(OwnerKey, $"names the database {o.Database}, {StartException.Variable(AppKey)} names {a.Database}: they must be the same.");
            }
        }

        if (listen is not null && new NpgsqlConnectionStringBuilder(listen).Database != new NpgsqlConnectionStringBuilder(app!).Database)
        {
            throw StartException.Of(ListenKey, $"names another database than {StartException.Variable(AppKey)}: they must be the same.");
        }

        var binaries = Text(configuration, "Cadence:PostgresBinaries") ?? Text(configuration, PostgresBinaries.Variable);
        var path = Text(configuration, "Cadence:DataPath");
        var dataPath = Path.GetFullPath(path ?? ".cadence", contentRoot);
        if (app is null || path is not null)
        {
            EnsureWritable(dataPath);
        }

        return new DatabaseSettings
        {
            App = app,
            Owner = owner,
            Listen = listen,
            Mode = ModeOf(configuration),
            DataPath = dataPath,
            BinariesFolder = binaries,
            IsPrivate = app is null,
        };
    }

    /// <summary>The settings with the addresses of the private database that has been started for them.</summary>
    public DatabaseSettings With(LocalPostgres postgres) => this with { App = postgres.AppConnectionString, Owner = postgres.OwnerConnectionString };

    /// <summary>The owner's connection string for a verb that can't do without.</summary>
    /// <exception cref="StartException">It is not set.</exception>
    public string OwnerFor(string purpose) => Owner ?? throw StartException.Of(OwnerKey, $"is missing: {purpose} needs the role that owns the tables.");

    /// <summary>A setting, null when missing or blank.</summary>
    public static string? Text(IConfiguration configuration, string key) => configuration[key]?.Trim() is { Length: > 0 } text ? text : null;

    private static TenantMode ModeOf(IConfiguration configuration) => Text(configuration, "Cadence:TenantMode") switch
    {
        null or "session" => TenantMode.Session,
        "local" => TenantMode.Local,
        var other => throw StartException.Of("Cadence:TenantMode", $"is '{other}': session or local."),
    };

    private static string? ConnectionString(IConfiguration configuration, string key)
    {
        if (Text(configuration, key) is not { } text)
        {
            return null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            throw StartException.Of(key, "is a URI: write it as Host=…;Username=…;Password=…;Database=… instead.");
        }

        // The library's own words may quote the password, so its exceptions go no further.
        var builder = new NpgsqlConnectionStringBuilder();
        var keyword = "";
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            foreach (string part in parts.Keys)
            {
                keyword = Words().IsMatch(part) ? $" at '{part}'" : "";
                builder[part] = parts[part];
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw StartException.Of(key, $"can't be read{keyword}: it is written as Host=…;Username=…;Password=…;Database=….");
        }

        foreach (var (name, value) in new[] { ("Host", builder.Host), ("Username", builder.Username), ("Database", builder.Database) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                throw StartException.Of(key, $"names no {name}.");
            }
        }

        // Both would carry one organization's setting over to the next user of the connection.
        if (builder.NoResetOnClose)
        {
            throw StartException.Of(key, "has 'No Reset On Close', which would let one organization's rights live on in the pool: leave it out.");
        }

        if (builder.Multiplexing)
        {
            throw StartException.Of(key, "has 'Multiplexing', which would mix organizations on one connection: leave it out.");
        }

        return text;
    }

    private static void EnsureWritable(string folder)
    {
        var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():n}");
        try
        {
            OwnFiles.CreateFolder(folder, Environment.IsPrivilegedProcess ? "711" : "700");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw StartException.Of("Cadence:DataPath", $"is {folder}, which can't be written: {e.Message}");
        }
    }

    [GeneratedRegex("^[A-Za-z ]{1,40}$")]
    private static partial Regex Words();
}
