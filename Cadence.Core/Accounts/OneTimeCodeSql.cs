using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>The statements around codes of an app. Each is one, so that twenty at once count as twenty.</summary>
internal static class OneTimeCodeSql
{
    /// <summary>Counts one more try and answers how many there were since the given instant.</summary>
    public static NpgsqlCommand Try(NpgsqlDataSource source, Guid userId, DateTimeOffset now, DateTimeOffset since) => Command(
        source,
        """
        insert into accounts.code_uses (user_id, tries, tries_since) values ($1, 1, $2)
        on conflict (user_id) do update set
            tries = case when code_uses.tries_since > $3 then code_uses.tries + 1 else 1 end,
            tries_since = case when code_uses.tries_since > $3 then code_uses.tries_since else $2 end
        returning tries
        """,
        userId, now, since);

    /// <summary>Uses up a time step and all before it; changes no row where that was done before.</summary>
    public static NpgsqlCommand Use(NpgsqlDataSource source, Guid userId, long step) => Command(
        source, "update accounts.code_uses set last_step = $2, tries = 0 where user_id = $1 and last_step < $2", userId, step);

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, params object[] parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
