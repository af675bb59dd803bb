namespace Cadence.Core.Data;

/// <summary>The SQL files under Migrations/Sql, embedded.</summary>
internal static class MigrationScript
{
    public static string Read(string name)
    {
        using var stream = typeof(MigrationScript).Assembly.GetManifestResourceStream($"Cadence.Core.Data.Migrations.Sql.{name}.sql")
            ?? throw new InvalidOperationException($"There is no migration script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
