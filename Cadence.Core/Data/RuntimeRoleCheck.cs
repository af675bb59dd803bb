using Npgsql;

namespace Cadence.Core.Data;

/// <summary>
/// Refuses a runtime role that could pass the walls between organizations: superuser, BYPASSRLS, owner of anything,
/// or able to become such a role, directly or over any chain of memberships.
/// </summary>
public static class RuntimeRoleCheck
{
    // Both users count: with "role=" among the connection options a superuser may hide behind a harmless current_user, one RESET ROLE away.
    // Membership counts whether inherited or not, because SET ROLE is enough. CREATEROLE can grant itself the owner's role (PostgreSQL 15).
    private const string Sql = """
        with recursive chain(oid) as (
          select oid from pg_roles where rolname in (session_user, current_user)
          union
          select m.roleid from pg_auth_members m join chain c on m.member = c.oid
        ), able as (
          select r.*, r.rolname in (session_user, current_user) as self from pg_roles r join chain using (oid)
        ), found(rank, what, able, self) as (
          select 1, 'is a superuser', rolname, self from able where rolsuper
          union all select 2, 'has BYPASSRLS', rolname, self from able where rolbypassrls
          union all select 3, 'has CREATEROLE, so it can join any role', rolname, self from able where rolcreaterole
          union all select 4, 'has REPLICATION, so it can copy all data', rolname, self from able where rolreplication
          union all select 5, 'reads or writes everything on the server', rolname, self from able
            where rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
          union all select 6, 'owns the database ' || d.datname, a.rolname, a.self from pg_database d join able a on a.oid = d.datdba where d.datname = current_database()
          union all select 7, 'owns the schema ' || n.nspname, a.rolname, a.self from pg_namespace n join able a on a.oid = n.nspowner where n.nspname !~ '^pg_(toast_)?temp_'
          union all select 8, 'owns ' || c.oid::regclass, a.rolname, a.self from pg_class c join pg_namespace n on n.oid = c.relnamespace join able a on a.oid = c.relowner
            where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_(toast_)?temp_'
          union all select 9, 'owns the function ' || p.oid::regproc, a.rolname, a.self from pg_proc p join able a on a.oid = p.proowner
        )
        select current_user::text, session_user::text, what, able::text, self from found order by not self, rank, what limit 1
        """;

    /// <summary>Checks the role that <paramref name="runtimeConnectionString"/> signs in with, against the database it names.</summary>
    /// <exception cref="StartException">The role is too strong; the line says why.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached.</exception>
    public static async Task EnsureAsync(string runtimeConnectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(CadenceDatabase.Unpooled(runtimeConnectionString));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return;
        }

        var (user, login, what, able, self) = (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4));
        var who = self ? able : user == login ? $"{user} can become {able}, which" : $"{login} (as {user}) can become {able}, which";
        throw new StartException("ConnectionStrings__Cadence", $"ConnectionStrings__Cadence: the role {who} {what}; the runtime role must pass no wall between organizations, so use one that owns nothing and has no such right.");
    }
}
