using System.Text.RegularExpressions;
using Cadence.Core.Localization;
using Cadence.Core.Reports;
using Cadence.Tests.Support;
using Cadence.Web.Reports;

namespace Cadence.Tests.Reports;

/// <summary>Every audited table, column and word has a name for people; the database says which there are.</summary>
public sealed partial class AuditWordsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>What the trigger leaves out.</summary>
    private static readonly HashSet<string> NotAudited = ["organization_id", "version", "created_at", "full_name", "inputs", "roster_count", "heads", "absent", "excused", "unmarked"];

    /// <summary>Columns of the entries that functions write.</summary>
    private static readonly string[] OfFunctions = ["erased", "user_id", "may_write", "until", "ended_at"];

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task Every_audited_table_and_column_has_a_name_or_is_technical(string language)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        var columns = await ColumnsAsync();

        Findings.None(columns.Select(column => column.Table).Distinct().Where(table => string.IsNullOrWhiteSpace(AuditWords.Entity(table))).Select(table => $"{table}: has no name"));
        Findings.None(columns.Where(column => AuditWords.Column(column.Name) is null && !AuditWords.Technical.Contains(column.Name)).Select(column => $"{column.Table}.{column.Name}: has no name and is not technical"));
        Findings.None(OfFunctions.Where(column => AuditWords.Column(column) is null));
        Findings.None(AuditWords.Technical.Where(name => AuditWords.Column(name) is not null || columns.All(column => column.Name != name)), "technical columns that are not there, or have a name");
    }

    [Fact]
    public async Task Every_audited_table_can_be_asked_for_and_no_other()
    {
        var tables = (await ColumnsAsync()).Select(column => column.Table).Distinct();

        Assert.Equal(tables.Append(AuditService.Erasure).Append(AuditService.Impersonation).Order(StringComparer.Ordinal), AuditService.Entities.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_word_the_database_allows_is_told_in_the_readers()
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of("es"));
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        var checks = await Sql.RowsAsync(
            owner,
            """
            select c.relname::text, a.attname::text, pg_get_constraintdef(k.oid)
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and k.conkey = array[a.attnum]
            where k.contype = 'c' and pg_get_constraintdef(k.oid) like '%ARRAY[%' and exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit')
            """);
        var words = new AuditValues("EUR", TimeZoneInfo.Utc, TestSchool.DefaultNow);
        var told = 0;
        var untold = new List<string>();
        foreach (var check in checks)
        {
            foreach (var word in Quoted().Matches((string)check[2]!).Select(match => match.Groups[1].Value))
            {
                told++;
                if (words.Of((string)check[0]!, new AuditColumn((string)check[1]!, null, new AuditValue(word))) == word)
                {
                    untold.Add($"{check[0]}.{check[1]}: {word}");
                }
            }
        }

        Findings.None(untold);
        Assert.True(told >= 60, $"only {told} words");
    }

    [Theory]
    [InlineData("students", "birth_date", "2015-03-04", "4 mar 2015")]
    [InlineData("groups", "monthly_price", "45.000", "45,00 €")]
    [InlineData("class_sessions", "start_time", "18:30:00", "18:30")]
    [InlineData("class_sessions", "charged", "false", "No")]
    [InlineData("class_sessions", "closed_at", "2026-11-18T18:30:00+00:00", "Ayer, 18:30")]
    [InlineData("teacher_payouts", "month", "2026-10-01", "octubre de 2026")]
    [InlineData("pay_rates", "tiers", """[{"from": 10, "amount": 2.5}]""", "desde 10: 2,50 €")]
    [InlineData("pay_rates", "tiers", "{", "{")]
    [InlineData("organization_settings", "key", "pay.pay_day", "Día de pago")]
    [InlineData("organizations", "country", "ES", "España")]
    [InlineData("groups", "name", "true story", "true story")]
    [InlineData("teacher_payouts", "number", "2026-10-12", "2026-10-12")]
    public void A_value_is_told_as_people_write_it(string table, string column, string value, string told)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of("es"));
        var words = new AuditValues("EUR", TimeZoneInfo.Utc, TestSchool.DefaultNow);

        Assert.Equal(told, words.Of(table, new AuditColumn(column, null, new AuditValue(value))).Replace('\u00a0', ' '));
    }

    [Fact]
    public void A_change_says_both_values_a_new_one_itself_and_what_is_erased_that_it_is()
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of("es"));
        var words = new AuditValues("EUR", TimeZoneInfo.Utc, TestSchool.DefaultNow);

        Assert.Equal("A → B", words.Of("venues", new AuditColumn("name", new AuditValue("A"), new AuditValue("B"))));
        Assert.Equal("A → —", words.Of("venues", new AuditColumn("name", new AuditValue("A"), null)));
        Assert.Equal("B", words.Of("venues", new AuditColumn("name", null, new AuditValue("B"))));
        Assert.Equal("valor borrado", words.Of("students", new AuditColumn("phone", null, null, IsErased: true)));
        Assert.Equal("ya no existe", words.Of("groups", new AuditColumn("venue_id", null, new AuditValue(null))));
        Assert.Equal("Ana · octubre de 2026", words.Of("teacher_payouts", new AuditName("Ana", new DateOnly(2026, 10, 1))));
        Assert.Equal("Salsa N1 · Ayer", words.Of("class_sessions", new AuditName("Salsa N1", new DateOnly(2026, 11, 18))));
    }

    private async Task<List<(string Table, string Name)>> ColumnsAsync()
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        return [.. (await Sql.RowsAsync(
            owner,
            """
            select c.relname::text, a.attname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where t.tgname = 'audit'
            """)).Select(row => ((string)row[0]!, (string)row[1]!)).Where(column => !NotAudited.Contains(column.Item2))];
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
