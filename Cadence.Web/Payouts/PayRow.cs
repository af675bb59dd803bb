using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;

namespace Cadence.Web.Payouts;

/// <summary>One line of the page: a group's classes, or one other line.</summary>
/// <param name="Key">Stable while the page is open.</param>
/// <param name="Title">What it is.</param>
/// <param name="Name">The group's name, for the monogram.</param>
/// <param name="Color">The group's colour; null shows no monogram.</param>
/// <param name="Counts">"8 clases, 142 asistencias, 1 sin lista".</param>
/// <param name="Held">"8 clases impartidas en noviembre".</param>
/// <param name="Product">What the amount is the product of; null where more is behind it.</param>
internal sealed record PayRow(string Key, string Title, string Name, int? Color, string Counts, string Held, PayProduct? Product, Money Amount, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>"175 × 1,40 €"; empty without a product.</summary>
    public string Formula => Product is { } product ? PayoutText.Format(PayoutsTexts.TimesFormat, IsPerHour ? PayoutText.Hours(product.Times * 60) : Figures.Number(product.Times), PayoutText.Rate(product.Each, Amount.Currency)) : "";

    /// <summary>Whether heads make the amount.</summary>
    public bool IsPerHead => Lines.Any(line => line.Formula?.Model == PayModel.PerHead);

    /// <summary>Whether there is nothing behind the amount but itself.</summary>
    public bool IsOneFigure => Lines is [{ Kind: PayLineKind.Fixed, Date: null, Marks.Count: 0 }];

    private bool IsPerHour => Lines.Any(line => line.Formula?.Model == PayModel.PerHour);

    /// <summary>The rows of a statement, in its order; fixed amounts first.</summary>
    public static IEnumerable<PayRow> Of(PayoutStatement statement)
    {
        var sections = statement.Sections;
        return sections.Others.Where(line => line.Kind == PayLineKind.Fixed).Select((line, i) => Single(statement, line, $"fixed-{i}"))
            .Concat(sections.Groups.Select(section => Section(statement, section)))
            .Concat(sections.Others.Where(line => line.Kind != PayLineKind.Fixed).Select((line, i) => Single(statement, line, $"other-{i}-{line.SessionId:N}")));
    }

    private static PayRow Section(PayoutStatement statement, StatementSection section) => new(
        section.Key,
        PayoutText.SectionTitle(section),
        section.Title,
        section.Lines[0].Color,
        string.Join(" · ", new[] { PayoutText.Counts(section, withHeads: section.Lines.Any(line => line.Formula?.Model == PayModel.PerHead)), IsInFixed(statement, section) ? PayoutsTexts.WithinFixed : "" }.Where(part => part.Length > 0)),
        section.Classes > 0
            ? PayoutText.Format(PayoutsTexts.HeldInFormat, Counted.Text(section.Classes, PayoutsTexts.ClassesHeldOne, PayoutsTexts.ClassesHeldMany), ReaderDate.MonthName(statement.Month))
            : PayoutText.Counts(section),
        ProductOf(section),
        new Money(section.Amount, statement.Currency),
        section.Lines);

    // Classes of somebody with a fixed amount are listed with nothing: the word keeps the 0 from looking like a mistake.
    private static bool IsInFixed(PayoutStatement statement, StatementSection section) =>
        section.Amount == 0 && section.Classes > 0 && statement.Lines.Any(line => line.Kind == PayLineKind.Fixed);

    private static PayRow Single(PayoutStatement statement, StatementLine line, string key)
    {
        var section = new StatementSection(key, [line]);
        var isClass = line.Kind is not (PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Adjustment or PayLineKind.Carried);
        var title = line.Kind == PayLineKind.Adjustment && line.AdjustsMonth is { } month
            ? PayoutText.Format(PayoutsTexts.LineAdjustmentOfFormat, ReaderDate.MonthName(Month.Of(month)))
            : PayoutText.Title(line, statement);
        var when = line.Date is { } day ? ReaderDate.Compact(day, statement.Month.FirstDay) : "";
        var counts = line.Kind switch
        {
            PayLineKind.Adjustment => string.Join(" · ", new[] { line.Title, when, PayoutText.Reason(line) }.Where(part => part.Length > 0)),
            PayLineKind.Fixed => line.Rate is { } rate ? PayoutText.ModelAndScope(rate) : "",
            _ when isClass => string.Join(" · ", new[] { when, PayoutText.Counts(section, withHeads: line.Formula?.Model == PayModel.PerHead) }.Where(part => part.Length > 0)),
            _ => when,
        };
        var product = line is { Kind: PayLineKind.Adjustment, Rate: { Model: PayModel.PerHead } paid, HeadsGained: not 0 } && line.HeadsGained * paid.Amount == line.Amount
            ? new PayProduct(line.HeadsGained, paid.Amount, IsPerHead: true)
            : isClass ? ProductOf(section) : null;
        return new PayRow(key, title, line.Title, line.Title.Length > 0 ? line.Color : null, counts, counts, product, new Money(line.Amount, statement.Currency), [line]);
    }

    private static PayProduct? ProductOf(StatementSection section) =>
        section.Product is { } product ? new PayProduct(product.Times, product.Each, section.Lines.Any(line => line.Formula?.Model == PayModel.PerHead)) : null;
}

/// <summary>A number of heads or classes, and what each of them pays.</summary>
internal sealed record PayProduct(int Times, decimal Each, bool IsPerHead)
{
    /// <summary>"asistencias" or "clases".</summary>
    public string Noun => (IsPerHead, Times) switch
    {
        (true, 1) => PayoutsTexts.HeadsWordOne,
        (true, _) => PayoutsTexts.HeadsWordMany,
        (false, 1) => PayoutsTexts.ClassesWordOne,
        _ => PayoutsTexts.ClassesWordMany,
    };
}
