using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>The three roles of the private cluster and their generated passwords, kept in one file that only the program's user can read.</summary>
/// <param name="Superuser">Password of <c>postgres</c>; used by the supervisor only.</param>
/// <param name="Owner">Password of <c>cadence_owner</c>, which owns the database and runs migrations.</param>
/// <param name="App">Password of <c>cadence_app</c>, the runtime role.</param>
internal sealed record LocalPostgresRoles(string Superuser, string Owner, string App)
{
    public const string SuperuserName = "postgres";
    public const string OwnerName = "cadence_owner";
    public const string AppName = "cadence_app";
    public const string DatabaseName = "cadence";

    private static readonly string[] Extensions = ["btree_gist", "pg_trgm", "unaccent"];

    public static LocalPostgresRoles Generate() => new(Password(), Password(), Password());

    public static async Task<LocalPostgresRoles> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<LocalPostgresRoles>(stream, cancellationToken: ct) ?? throw new JsonException("empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartException(file, $"The passwords of the private database can't be read from {file}: {e.Message}", e);
        }
    }

    public Task WriteAsync(string file, CancellationToken ct) => OwnFiles.WriteSecretAsync(file, JsonSerializer.Serialize(this), ct);

    /// <summary>
    /// Makes what is missing of roles, database and extensions; changes nothing on the second run.
    /// The owner role owns database and schema; the runtime role may sign in and nothing else: migrations grant it what it needs.
    /// </summary>
    public async Task EnsureAsync(string superuserConnectionString, CancellationToken ct)
    {
        await using (var connection = new NpgsqlConnection(superuserConnectionString))
        {
            await connection.OpenAsync(ct);
            foreach (var (role, password) in new[] { (OwnerName, Owner), (AppName, App) })
            {
                if (!await ExistsAsync(connection, "select 1 from pg_roles where rolname = $1", role, ct))
                {
                    // Generated from letters and digits only, so quoting is enough; CREATE ROLE takes no parameters.
                    await ExecuteAsync(connection, $"create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password '{password}'", ct);
                }
            }

            if (!await ExistsAsync(connection, "select 1 from pg_database where datname = $1", DatabaseName, ct))
            {
                await ExecuteAsync(connection, $"create database {DatabaseName} owner {OwnerName} template template0", ct);
            }

            await ExecuteAsync(connection, $"revoke all on database {DatabaseName} from public; grant connect, temporary on database {DatabaseName} to {AppName}", ct);
        }

        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(superuserConnectionString) { Database = DatabaseName }.ConnectionString))
        {
            await connection.OpenAsync(ct);
            await ExecuteAsync(connection, $"alter schema public owner to {OwnerName}", ct);
            foreach (var extension in Extensions)
            {
                try
                {
                    await ExecuteAsync(connection, $"create extension if not exists {extension}", ct);
                }
                catch (PostgresException e)
                {
                    throw new StartException(PostgresBinaries.Variable, $"PostgreSQL's extension {extension} can't be created; install PostgreSQL's contrib package: {e.MessageText}", e);
                }
            }
        }
    }

    private static string Password() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32);

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
