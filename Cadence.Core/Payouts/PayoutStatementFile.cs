using System.Globalization;
using System.Text;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>The statement as a file for a spreadsheet: separators of the reader's language, no cell that a spreadsheet would run.</summary>
public static class PayoutStatementFile
{
    /// <summary>UTF-8 with its mark, one row per line of the statement, then the totals.</summary>
    public static byte[] GenerateCsv(PayoutStatement statement, CultureInfo reader)
    {
        using var spoken = ReaderCulture.Speak(reader);
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Compose(statement))];
    }

    private static string Compose(PayoutStatement statement)
    {
        var separator = CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        var file = new StringBuilder();
        Row(PayoutsTexts.ColumnDay, PayoutsTexts.ColumnTime, PayoutsTexts.ColumnClass, PayoutsTexts.ColumnPlace, PayoutsTexts.ColumnRemark, PayoutsTexts.ColumnHeads, PayoutsTexts.ColumnRate, PayoutsTexts.ColumnFormula, PayoutsTexts.ColumnAmount, statement.Currency);
        foreach (var line in statement.Sections.Groups.SelectMany(group => group.Lines).Concat(statement.Sections.Others))
        {
            Row(
                line.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                line is { Start: { } start, End: { } end } ? ReaderDate.Times(start, end) : "",
                line.Title,
                line.Place,
                PayoutText.Remark(line) is { Length: > 0 } remark ? remark : PayoutText.Title(line, statement) is var title && title != line.Title ? title : "",
                line.Kind is PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Adjustment or PayLineKind.Carried ? "" : line.Heads.ToString(CultureInfo.CurrentCulture),
                line.Formula is { } formula ? formula.Rate.ToString("0.00#", CultureInfo.CurrentCulture) : "",
                PayoutText.Formula(line.Formula, statement.Currency),
                Amount(line.Amount),
                statement.Currency);
        }

        Total(PayoutsTexts.Gross, statement.Gross);
        if (statement.Tax.Amount != 0)
        {
            Total(PayoutsTexts.Tax, statement.Tax);
        }

        if (statement.Withholding.Amount != 0)
        {
            Total(PayoutsTexts.Withholding, -statement.Withholding);
        }

        Total(PayoutText.Format(PayoutsTexts.TotalOfFormat, ReaderDate.MonthName(statement.Month)), statement.Net);
        return file.ToString();

        void Total(string name, Money amount) => Row("", "", name, "", statement.IsPreview ? PayoutsTexts.NotApproved : statement.Number ?? "", "", "", "", Amount(amount.Amount), statement.Currency);

        void Row(params ReadOnlySpan<string> cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0)
                {
                    file.Append(separator);
                }

                file.Append(Cell(cells[i], separator));
            }

            file.Append("\r\n");
        }

        string Amount(decimal amount) => amount.ToString("F" + Money.DecimalsOf(statement.Currency), CultureInfo.CurrentCulture);
    }

    private static string Cell(string text, char separator)
    {
        var safe = SpreadsheetCell.Protect(text);
        return safe.AsSpan().IndexOfAny([separator, '"', '\r', '\n']) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
