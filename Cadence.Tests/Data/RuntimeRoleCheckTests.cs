using Cadence.Core.Data;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Data;

public sealed class RuntimeRoleCheckTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_runtime_role_of_the_private_cluster_passes() => await RuntimeRoleCheck.EnsureAsync(database.AppConnectionString, CancellationToken.None);

    [Theory]
    [InlineData("superuser", "", "is a superuser")]
    [InlineData("bypassrls", "", "has BYPASSRLS")]
    [InlineData("createrole", "", "has CREATEROLE")]
    [InlineData("replication", "", "has REPLICATION")]
    [InlineData("", "create table %R_t(); alter table %R_t owner to %R", "%R owns %R_t")]
    [InlineData("", "create view %R_v as select 1 as one; alter view %R_v owner to %R", "owns %R_v")]
    [InlineData("", "create schema %R_s authorization %R", "owns the schema")]
    [InlineData("", "create function %R_f() returns int language sql as 'select 1'; alter function %R_f() owner to %R", "owns the function")]
    [InlineData("", "grant cadence_owner to %R", "can become cadence_owner, which owns the database")]
    [InlineData("noinherit", "grant cadence_owner to %R", "can become cadence_owner, which owns the database")]
    [InlineData("", "create role %R_m1 nologin; create role %R_m2 nologin bypassrls; grant %R_m2 to %R_m1; grant %R_m1 to %R", "_m2, which has BYPASSRLS")]
    [InlineData("", "grant postgres to %R", "can become postgres, which is a superuser")]
    [InlineData("", "grant pg_write_all_data to %R", "can become pg_write_all_data")]
    public async Task A_role_that_could_pass_the_walls_is_refused_with_one_line(string attributes, string sql, string reason)
    {
        var (connectionString, role) = await CreateRoleAsync(attributes, sql);

        var refused = await Assert.ThrowsAsync<StartException>(() => RuntimeRoleCheck.EnsureAsync(connectionString, CancellationToken.None));

        Assert.Equal("ConnectionStrings__Cadence", refused.Setting);
        Assert.Contains(reason.Replace("%R", role, StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_superuser_that_hides_behind_another_role_is_refused()
    {
        var (connectionString, _) = await CreateRoleAsync("superuser", "");

        var refused = await Assert.ThrowsAsync<StartException>(() => RuntimeRoleCheck.EnsureAsync(connectionString + ";Options=-c role=cadence_app", CancellationToken.None));

        Assert.Contains("is a superuser", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_temporary_tables_are_no_ownership()
    {
        await using var connection = new NpgsqlConnection(database.AppConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("create temporary table staging(id int)", connection);
        await command.ExecuteNonQueryAsync();

        await RuntimeRoleCheck.EnsureAsync(database.AppConnectionString, CancellationToken.None);
    }

    private async Task<(string ConnectionString, string Role)> CreateRoleAsync(string attributes, string sql)
    {
        var role = "r_" + Guid.NewGuid().ToString("n")[..10];
        var builder = new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Username = role, Password = "secret", Pooling = false };
        var superuser = (await PostgresCluster.SharedAsync()).SuperuserConnectionString;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(superuser) { Database = builder.Database }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create role {role} login password 'secret' {attributes}; {sql.Replace("%R", role, StringComparison.Ordinal)}", connection);
        await command.ExecuteNonQueryAsync();
        return (builder.ConnectionString, role);
    }
}
