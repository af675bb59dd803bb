using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Cadence.Core.Organizations;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>The questions of platform administrators, each to a function that checks who asks; and giving and taking that right, as the owner.</summary>
internal static class PlatformSql
{
    public static async Task<bool> IsAdminAsync(NpgsqlConnection connection, PlatformAsker asker, CancellationToken cancellationToken)
    {
        await using var command = Asked(connection, "select is_platform_admin($1, $2)", asker);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<PlatformOrganizations> OrganizationsAsync(NpgsqlConnection connection, PlatformAsker asker, string[] words, int pageSize, long offset, CancellationToken cancellationToken)
    {
        await using var command = Asked(
            connection, "select id, slug, name, type, created_at, archived_at, members, students, last_change, total from platform_organizations($1, $2, $3, $4, $5)", asker);
        command.Parameters.AddWithValue(words.Select(LikePattern.OfBeginning).ToArray());
        command.Parameters.AddWithValue(pageSize);
        command.Parameters.AddWithValue(offset);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (items, total) = (new List<PlatformOrganization>(), 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new PlatformOrganization(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), SnakeCase.Parse<OrganizationType>(reader.GetString(3)), reader.GetFieldValue<DateTimeOffset>(4),
                Moment(reader, 5), reader.GetInt32(6), reader.GetInt32(7), Moment(reader, 8)));
            total = reader.GetInt32(9);
        }

        return new PlatformOrganizations(items, total);
    }

    public static async Task<PlatformHealth> HealthAsync(NpgsqlConnection connection, PlatformAsker asker, bool backupsSetUp, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (waiting, oldest, dead) = (0, (DateTimeOffset?)null, 0);
        await using (var outbox = Asked(connection, "select waiting, oldest, dead from platform_outbox($1, $2, $3)", asker))
        {
            outbox.Parameters.AddWithValue(now.ToUniversalTime());
            await using var reader = await outbox.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                (waiting, oldest, dead) = (reader.GetInt32(0), Moment(reader, 1), reader.GetInt32(2));
            }
        }

        var jobs = new List<PlatformJob>();
        await using (var ran = Asked(connection, "select job, last_run, organizations from platform_jobs($1, $2)", asker))
        {
            await using var reader = await ran.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                jobs.Add(new PlatformJob(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2)));
            }
        }

        var (accountsMigration, organizationsMigration) = ("", "");
        await using (var seen = new NpgsqlCommand(
            "select coalesce((select max(\"MigrationId\") from accounts.schema_migrations), ''), coalesce((select max(\"MigrationId\") from public.schema_migrations), '')", connection))
        {
            await using var reader = await seen.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            (accountsMigration, organizationsMigration) = (reader.GetString(0), reader.GetString(1));
        }

        var (done, failed) = await PlatformJobSql.NewestAsync(connection, NightlyBackup.JobName, cancellationToken);
        return new PlatformHealth(
            waiting, oldest, dead, jobs, backupsSetUp || done is not null || failed is not null, done?.FinishedAt,
            failed is not null && (done is null || failed.FinishedAt > done.FinishedAt) ? failed.FinishedAt : null,
            done is not null && SystemService.IsOld(done.FinishedAt, now), accountsMigration, organizationsMigration, connection.PostgreSqlVersion.ToString());
    }

    public static async Task<ImpersonationChoices?> MembersAsync(NpgsqlConnection connection, PlatformAsker asker, string slug, CancellationToken cancellationToken)
    {
        await using var command = Asked(connection, "select organization_id, organization, user_id, name, email, role from platform_members($1, $2, $3)", asker);
        command.Parameters.AddWithValue(Kernel.StorableText.Is(slug) ? slug : "");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        ImpersonationChoices? choices = null;
        var members = new List<ImpersonationChoice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            choices ??= new ImpersonationChoices(reader.GetGuid(0), reader.GetString(1), members);
            members.Add(new ImpersonationChoice(reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetString(5)));
        }

        return choices;
    }

    public static async Task<Guid?> StartAsync(
        NpgsqlConnection connection, PlatformAsker asker, StartImpersonation command, string? device, string? address, DateTimeOffset now, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await using var start = Asked(connection, "select start_impersonation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", asker);
        start.Parameters.AddWithValue(command.OrganizationId);
        start.Parameters.AddWithValue(command.UserId!.Value);
        start.Parameters.AddWithValue(command.Reason!);
        start.Parameters.AddWithValue(command.MayWrite);
        start.Parameters.Add(Text(device));
        start.Parameters.Add(Text(address));
        start.Parameters.AddWithValue(now.ToUniversalTime());
        start.Parameters.AddWithValue(lasts);
        return await start.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    public static async Task<bool> EndAsync(NpgsqlConnection connection, PlatformAsker asker, Guid impersonation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var end = Asked(connection, "select end_impersonation($1, $2, $3, $4)", asker);
        end.Parameters.AddWithValue(impersonation);
        end.Parameters.AddWithValue(now.ToUniversalTime());
        return (bool)(await end.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<IReadOnlyList<RunningImpersonation>> RunningAsync(NpgsqlConnection connection, PlatformAsker asker, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = Asked(connection, "select id, organization, slug, impersonator, member, may_write, started_at, until, reason from platform_impersonations($1, $2, $3)", asker);
        command.Parameters.AddWithValue(now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var running = new List<RunningImpersonation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            running.Add(new RunningImpersonation(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetString(8)));
        }

        return running;
    }

    /// <summary>Gives or takes the right, on the owner's connection. False where nothing changed; null where nobody has that address.</summary>
    public static async Task<bool?> SetAdminAsync(NpgsqlConnection owner, string email, bool isAdmin, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("select id from accounts.users where normalized_email = $1", owner) { Parameters = { new() { Value = email.Trim().ToUpperInvariant() } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is not Guid user)
        {
            return null;
        }

        await using var set = new NpgsqlCommand(
            isAdmin ? "insert into accounts.platform_admins (user_id) values ($1) on conflict do nothing" : "delete from accounts.platform_admins where user_id = $1", owner)
        { Parameters = { new() { Value = user } } };
        return await set.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static NpgsqlCommand Asked(NpgsqlConnection connection, string sql, PlatformAsker asker) =>
        new(sql, connection) { Parameters = { new() { Value = asker.UserId }, new() { Value = asker.SessionId } } };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
