using System.Globalization;
using System.Text;
using Cadence.Core.Payouts;

namespace Cadence.Tests.Payouts;

public class PayoutStatementFileTests
{
    private static readonly CultureInfo Spanish = new("es-ES", useUserOverride: false);
    private static readonly CultureInfo English = new("en-IE", useUserOverride: false);

    [Fact]
    public void A_spanish_file_opens_in_a_spanish_spreadsheet()
    {
        var bytes = PayoutStatementFile.GenerateCsv(StatementExamples.Leos(), Spanish);

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var rows = Rows(bytes);
        Assert.Equal("Día;Hora;Clase;Lugar;Nota;Asistentes;Tarifa;Cálculo;Importe;EUR", rows[0]);
        Assert.Equal("2026-11-03;17:30–18:30;Urbano inicial;Sala Roja;;22;1,40;22 × 1,40 €;30,80;EUR", rows[1].Replace('\u00a0', ' '));
        Assert.Contains("2026-10-20;17:30–18:30;Urbano inicial;Sala Roja;Ajuste: una falta pasó a presente;;;;1,40;EUR", rows);
        Assert.Equal(";;Total de noviembre;;2026-11-04;;;;463,40;EUR", rows[^1]);
    }

    [Fact]
    public void An_english_file_has_commas_and_points() =>
        Assert.Equal("2026-11-03,17:30–18:30,Urbano inicial,Sala Roja,,22,1.40,22 × €1.40,30.80,EUR", Rows(PayoutStatementFile.GenerateCsv(StatementExamples.Leos(), English))[1]);

    [Fact]
    public void Rows_add_up_to_the_total()
    {
        var statement = StatementExamples.Crowded();
        var rows = Rows(PayoutStatementFile.GenerateCsv(statement, Spanish)).Skip(1).Select(row => row.Split(';')[^2]).Select(cell => decimal.Parse(cell, Spanish)).ToList();

        Assert.Equal(statement.Gross.Amount, rows.Take(statement.Lines.Count).Sum());
        Assert.Equal([statement.Gross.Amount, statement.Tax.Amount, -statement.Withholding.Amount, statement.Net.Amount], rows.Skip(statement.Lines.Count));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.com\")")]
    [InlineData("+1+1")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("@SUM(1;2)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public void No_name_becomes_a_formula(string name)
    {
        var statement = StatementExamples.Leos();
        statement = statement with { Lines = [.. statement.Lines.Select(line => line with { Title = name, Place = name })] };

        foreach (var reader in new[] { Spanish, English })
        {
            var text = Encoding.UTF8.GetString(PayoutStatementFile.GenerateCsv(statement, reader)[3..]);
            var cells = 0;
            foreach (var record in Records(text, reader == Spanish ? ';' : ','))
            {
                Assert.Equal(10, record.Count);
                Assert.All(record, cell => Assert.False(cell.Length > 0 && "=+@\t\r".Contains(cell[0], StringComparison.Ordinal), cell));
                Assert.All(record.Where(cell => cell.StartsWith('-')), cell => Assert.True(decimal.TryParse(cell, NumberStyles.Number, reader, out _), cell));
                cells += record.Count;
            }

            Assert.Equal(10 * (statement.Lines.Count + 3), cells);
        }
    }

    private static string[] Rows(byte[] bytes) => Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static List<List<string>> Records(string text, char separator)
    {
        var records = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (c == separator || c == '\n'))
            {
                records[^1].Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    records.Add([]);
                }
            }
            else if (quoted || c != '\r')
            {
                cell.Append(c);
            }
        }

        records.RemoveAt(records.Count - 1);
        return records;
    }
}
