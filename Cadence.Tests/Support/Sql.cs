using Npgsql;

namespace Cadence.Tests.Support;

/// <summary>Short statements for tests that look at the database itself.</summary>
internal static class Sql
{
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public static async Task<IReadOnlyList<object?[]>> RowsAsync(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = await reader.IsDBNullAsync(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    public static async Task<IReadOnlyList<T>> ColumnAsync<T>(NpgsqlConnection connection, string sql, params object[] parameters) =>
        [.. (await RowsAsync(connection, sql, parameters)).Select(row => (T)row[0]!)];

    /// <summary>The SQLSTATE a statement is refused with, and the server's words; null where it is not refused.</summary>
    public static async Task<PostgresException?> RefusalAsync(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        try
        {
            await ExecuteAsync(connection, sql, parameters);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        // An array of strings given alone is one parameter, although C# takes it for all of them.
        foreach (var parameter in parameters is string[] array ? [array] : parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return command;
    }
}
