using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Documents;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>
/// The statement on A4. The first page always holds the whole result; a group whose classes do not fit there is one row
/// that says on which page its detail stands.
/// </summary>
public static class PayoutStatementDocument
{
    private const float RowTop = 3.5f;
    private const float RowBottom = 3.6f;

    /// <summary>Writes the statement in the reader's language. The same statement gives the same bytes.</summary>
    /// <param name="logo">The payer's logo as PNG, as it is now; null prints the house's beats in the payer's colour.</param>
    public static byte[] GeneratePdf(PayoutStatement statement, CultureInfo reader, byte[]? logo = null)
    {
        using var spoken = ReaderCulture.Speak(reader);
        return Compose(statement, new Brand(statement.Payer.Color, logo)).GeneratePdf();
    }

    private static Document Compose(PayoutStatement statement, Brand brand)
    {
        var sections = statement.Sections;
        var all = sections.Groups.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var whole = Compose(statement, brand, sections, new Arrangement(all, Compact: false));
        if (whole.CountPages() == 1)
        {
            return whole;
        }

        var arrangement = new Arrangement([], Compact: false);
        if (!FitsFirstPage(arrangement))
        {
            return Compose(statement, brand, sections, arrangement with { Compact = true });
        }

        // Groups go into the first page one by one, as long as totals and notes still fit below them.
        foreach (var group in sections.Groups)
        {
            var more = arrangement with { Detailed = [.. arrangement.Detailed, group.Key] };
            arrangement = FitsFirstPage(more) ? more : arrangement;
        }

        return Compose(statement, brand, sections, arrangement);

        bool FitsFirstPage(Arrangement candidate) => Compose(statement, brand, sections, candidate, firstPageOnly: true).CountPages() == 1;
    }

    private static Document Compose(PayoutStatement statement, Brand brand, StatementSections sections, Arrangement arrangement, bool firstPageOnly = false) => Document.Create(document =>
    {
        var month = ReaderDate.Sentence(ReaderDate.Month(statement.Month));
        document.Metadata(PayoutText.Format(PayoutsTexts.StatementAuthorTitleFormat, month, statement.Venue?.Name ?? statement.Payee.FullName), statement.Payer.Name, statement.AsOf);
        document.Page(page =>
        {
            HouseStyle.Letterhead(
                page.Header(),
                statement.Payer.Name,
                statement.Payer.Type == OrganizationType.School ? PayoutsTexts.KindSchool : PayoutsTexts.KindIndependentTeacher,
                brand,
                PayoutsTexts.StatementTitle,
                statement.Number is { } number
                    ? PayoutText.Format(PayoutsTexts.StatementNumberFormat, month, number)
                    : PayoutText.Format(PayoutsTexts.StatementPreviewFormat, month, ReaderDate.Compact(statement.Today, statement.Month.FirstDay)),
                statement.IsPreview);
            page.Content().Column(column =>
            {
                Parties(column.Item(), statement);
                column.Item().Padding(top: 18).Table(table => Lines(table, statement, sections, arrangement));
                column.Item().ShowEntire().Column(result => Result(result, statement));
                column.Item().ShowEntire().Column(notes => Notes(notes, statement));

                var later = sections.Groups.Where(group => !arrangement.Detailed.Contains(group.Key)).ToList();
                if (later.Count > 0 && !firstPageOnly)
                {
                    column.PageBreak();
                    column.Item().Table(table =>
                    {
                        Columns(table);
                        foreach (var group in later)
                        {
                            Detail(table, statement, group);
                        }
                    });
                }
            });
            HouseStyle.Foot(page.Footer(), Footer(statement));
        });
    });

    private static void Parties(Container place, PayoutStatement statement) => place.Row(row =>
    {
        var (payee, payer) = (statement.Payee, statement.Payer);
        row.RelativeItem(1.1f).Padding(right: 16).Column(column => HouseStyle.Block(column.Item(), statement.Venue is null ? PayoutsTexts.PartyTeacher : VenueStatementsTexts.PartyVenue, statement.Venue is { } venue ? VenueLines(venue) : PayeeLines()));
        row.RelativeItem().Column(column => HouseStyle.Block(
            column.Item(),
            payer.Type == OrganizationType.School ? PayoutsTexts.PartySchool : statement.Venue is null ? PayoutsTexts.PartyIndependentTeacher : VenueStatementsTexts.PartyTeacher,
            PayerLines()));

        IEnumerable<(string, TextStyle)> VenueLines(StatementVenue venue)
        {
            yield return (venue.Name, HouseStyle.Strong);
            if (!string.IsNullOrWhiteSpace(venue.Address))
            {
                yield return (venue.Address, HouseStyle.Body);
            }

            foreach (var sentence in RateSentences(statement))
            {
                yield return (sentence, HouseStyle.Body);
            }
        }

        IEnumerable<(string, TextStyle)> PayeeLines()
        {
            yield return (payee.LegalName ?? payee.FullName, HouseStyle.Strong);
            if (!string.IsNullOrWhiteSpace(payee.TaxId))
            {
                yield return (PayoutText.Format(PayoutsTexts.TaxIdFormat, PayoutText.MaskedTaxId(payee.TaxId)), HouseStyle.Body);
            }

            foreach (var sentence in RateSentences(statement))
            {
                yield return (sentence, HouseStyle.Body);
            }
        }

        IEnumerable<(string, TextStyle)> PayerLines()
        {
            yield return (payer.LegalName ?? payer.Name, HouseStyle.Strong);
            if (!string.IsNullOrWhiteSpace(payer.TaxId))
            {
                yield return (PayoutText.Format(PayoutsTexts.TaxIdFormat, payer.TaxId), HouseStyle.Body);
            }

            if (!string.IsNullOrWhiteSpace(payer.Address))
            {
                yield return (payer.Address, HouseStyle.Body);
            }

            if (statement.Period != statement.Month.Range)
            {
                yield return (PayoutText.Format(PayoutsTexts.PeriodFormat, ReaderDate.FullDate(statement.Period.Start), ReaderDate.FullDate(statement.Period.End ?? statement.Month.LastDay)), HouseStyle.Body);
            }

            yield return (statement.Venue is not null ? statement.ApprovedOn is { } closed ? PayoutText.Format(VenueStatementsTexts.ClosedFormat, ReaderDate.FullDate(closed)) : VenueStatementsTexts.NotClosed
                : statement.ApprovedOn is not { } day ? PayoutsTexts.NotApproved
                : statement.ApprovedBy is { } name ? PayoutText.Format(PayoutsTexts.ApprovedByFormat, ReaderDate.FullDate(day), name)
                : PayoutText.Format(PayoutsTexts.ApprovedFormat, ReaderDate.FullDate(day)), HouseStyle.Body);
        }
    });

    private static List<string> RateSentences(PayoutStatement statement)
    {
        var rates = statement.Lines.Select(line => line.Rate).OfType<PayRateTerms>().Concat(statement.Rates).DistinctBy(rate => rate.Id).OrderBy(rate => rate.Scope).ThenBy(rate => rate.ValidFrom).ToList();
        return rates.Count switch
        {
            0 => [PayoutsTexts.RateNone],
            <= 3 => [.. rates.Select(rate => PayoutText.RateSentence(rate, statement.Currency))],
            _ => [PayoutText.Format(PayoutsTexts.RateSeveralFormat, Figures.Number(rates.Count))],
        };
    }

    private static void Columns(TableDescriptor table)
    {
        table.ConstantColumn(62);
        table.ConstantColumn(82);
        table.RelativeColumn();
        table.ConstantColumn(58);
        table.ConstantColumn(50);
        table.ConstantColumn(58);

        var header = table.HeaderRow().Padding(0, 5).BorderBottom(1, HouseStyle.Ink);
        var style = HouseStyle.LabelText with { Color = "#333333" };
        header.Cell(0).Text(PayoutsTexts.ColumnDay, style);
        header.Cell(1).Text(PayoutsTexts.ColumnTime, style);
        header.Cell(2).Text(PayoutsTexts.ColumnBeats, style);
        header.Cell(3).Text(PayoutsTexts.ColumnHeads, style, TextAlignment.Right);
        header.Cell(4).Text(PayoutsTexts.ColumnRate, style, TextAlignment.Right);
        header.Cell(5).Text(PayoutsTexts.ColumnAmount, style, TextAlignment.Right);
    }

    private static void Lines(TableDescriptor table, PayoutStatement statement, StatementSections sections, Arrangement arrangement)
    {
        Columns(table);
        foreach (var group in sections.Groups)
        {
            if (arrangement.Detailed.Contains(group.Key))
            {
                Detail(table, statement, group);
                continue;
            }

            if (!arrangement.Compact)
            {
                Heading(table, group, "");
            }

            Summary(table, statement, group, detailOnOtherPage: true, arrangement.Compact);
        }

        if (sections.Others.Count > 0)
        {
            if (sections.Groups.Count > 0)
            {
                table.Row().Padding(8, 4).BorderBottom(0.75f, HouseStyle.Hairline).KeepWithNext().Cell(0, 6).Text(PayoutsTexts.Others, HouseStyle.Strong);
            }

            foreach (var line in sections.Others)
            {
                Other(table, statement, line);
            }
        }

        if (statement.Lines.Count == 0)
        {
            table.Row().Padding(8, 8).Cell(0, 6).Text(PayoutsTexts.NothingToPay, HouseStyle.SoftBody);
        }
    }

    private static void Heading(TableDescriptor table, StatementSection group, string section) =>
        table.Row().Padding(8, 4).BorderBottom(0.75f, HouseStyle.Hairline).KeepWithNext().Cell(0, 6).Section(section)
            .Text(group.Place.Length == 0 ? PayoutText.SectionTitle(group) : PayoutText.Format(PayoutsTexts.GroupAtFormat, PayoutText.SectionTitle(group), group.Place), HouseStyle.Strong, maxLines: 2);

    private static void Detail(TableDescriptor table, PayoutStatement statement, StatementSection group)
    {
        Heading(table, group, group.Key);
        foreach (var line in group.Lines)
        {
            var row = table.Row().Padding(RowTop, RowBottom).BorderBottom(0.75f, HouseStyle.Hairline);
            if (ReferenceEquals(line, group.Lines[^1]))
            {
                row.KeepWithNext();
            }

            row.Cell(0).Text(Day(statement, line), HouseStyle.Body);
            row.Cell(1).Text(Times(line), HouseStyle.Body);
            Attendance(row.Cell(2), statement, line);
            row.Cell(3).Text(Heads(line), HouseStyle.Body, TextAlignment.Right);
            row.Cell(4).Text(line.Kind == PayLineKind.Included ? PayoutsTexts.LineIncluded : line.Formula is { } formula ? PayoutText.Rate(formula.Rate, statement.Currency) : "", HouseStyle.Body, TextAlignment.Right);
            row.Cell(5).Text(Amount(line.Amount, statement), HouseStyle.Body, TextAlignment.Right);
        }

        Summary(table, statement, group, detailOnOtherPage: false, compact: false);
    }

    private static void Attendance(Container cell, PayoutStatement statement, StatementLine line)
    {
        var remark = string.Join(" · ", new[] { PayoutText.Remark(line), PayoutText.NeedsFormula(line.Formula) ? PayoutText.Formula(line.Formula, statement.Currency) : "" }.Where(text => text.Length > 0));
        if (line.PupilId is not null)
        {
            cell.Text(string.Join(" · ", new[] { PayoutText.Pupil(line, statement), remark }.Where(text => text.Length > 0)), HouseStyle.SoftBody, maxLines: 2);
            return;
        }

        var marks = line.Kind is PayLineKind.Cancelled or PayLineKind.WithoutRoll ? [] : line.Marks.Select(mark => ShapeOf(mark.Status)).ToList();
        if (remark.Length == 0)
        {
            cell.Canvas(10, painter => HouseStyle.Beats(painter, marks));
            return;
        }

        if (marks.Count == 0)
        {
            cell.Text(remark, HouseStyle.SoftBody, maxLines: 2);
            return;
        }

        cell.Column(column =>
        {
            column.Item().Padding(top: 1.6f, right: 8).Canvas(10, painter => HouseStyle.Beats(painter, marks));
            column.Item().Text(remark, HouseStyle.Small, maxLines: 2);
        });
    }

    private static void Summary(TableDescriptor table, PayoutStatement statement, StatementSection group, bool detailOnOtherPage, bool compact)
    {
        var row = table.Row().Padding(4, 4.4f).BorderBottom(compact ? 0.75f : 1, compact ? HouseStyle.Hairline : HouseStyle.Ink);
        row.Cell(0, 3).Text(
            text =>
            {
                var counts = PayoutText.Counts(group with { Lines = [.. group.Lines.Where(line => line.Kind != PayLineKind.WithoutRoll)] }, withHeads: false);
                if (compact)
                {
                    text.Span(PayoutText.SectionTitle(group) + " · ", HouseStyle.Strong);
                }

                if (detailOnOtherPage)
                {
                    text.PageNumber(numbers => PayoutText.Format(PayoutsTexts.DetailOnPageFormat, counts, numbers.Sections.GetValueOrDefault(group.Key, numbers.TotalPages)), compact ? HouseStyle.Body : HouseStyle.Strong);
                }
                else
                {
                    text.Span(counts, HouseStyle.Strong);
                }

                var without = group.Lines.Where(line => line.Kind == PayLineKind.WithoutRoll).ToList();
                if (without.Count > 0)
                {
                    var days = string.Join(", ", without.Select(line => ReaderDate.Compact(line.Date!.Value, statement.Month.FirstDay)));
                    var note = statement.IsPreview ? Counted.Text(without.Count, PayoutsTexts.WithoutRollOne, PayoutsTexts.WithoutRollMany) + ", " + days
                        : PayoutText.Format(without.Count == 1 ? PayoutsTexts.ApprovedWithoutRollOne : PayoutsTexts.ApprovedWithoutRollMany, Figures.Number(without.Count), days);
                    text.Span((counts.Length > 0 || detailOnOtherPage ? " · " : "") + note, HouseStyle.Body);
                }
            },
            maxLines: 2);
        row.Cell(3).Text(Figures.Number(group.Heads), HouseStyle.Strong, TextAlignment.Right);
        if (detailOnOtherPage && group.Product is { } product)
        {
            row.Cell(4).Text(PayoutText.Rate(product.Each, statement.Currency), HouseStyle.Strong, TextAlignment.Right);
        }

        row.Cell(5).Text(Amount(group.Amount, statement), HouseStyle.Strong, TextAlignment.Right);
    }

    private static void Other(TableDescriptor table, PayoutStatement statement, StatementLine line)
    {
        var row = table.Row().Padding(RowTop, RowBottom).BorderBottom(0.75f, HouseStyle.Hairline);
        row.Cell(0).Text(Day(statement, line), HouseStyle.Body);
        if (line.Kind != PayLineKind.Adjustment)
        {
            row.Cell(1).Text(Times(line), HouseStyle.Body);
        }

        var title = PayoutText.Title(line, statement);
        if (line.Kind == PayLineKind.Adjustment && line.Title.Length > 0)
        {
            title += " · " + line.Title;
        }

        var formula = PayoutText.NeedsFormula(line.Formula) || line.Formula?.DaysEmployed is not null ? PayoutText.Formula(line.Formula, statement.Currency) : "";
        var remark = line.Kind is PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Adjustment or PayLineKind.Carried ? "" : PayoutText.Remark(line);
        row.Cell(2).Text(string.Join(" · ", new[] { title, remark, formula }.Where(text => text.Length > 0)), HouseStyle.Body, maxLines: 2);
        row.Cell(3).Text(Heads(line), HouseStyle.Body, TextAlignment.Right);
        if (line.Kind == PayLineKind.Adjustment && line.Rate is { Model: PayModel.PerHead } rate && line.HeadsGained * rate.Amount == line.Amount)
        {
            row.Cell(4).Text(PayoutText.Rate(rate.Amount, statement.Currency), HouseStyle.Body, TextAlignment.Right);
        }
        else if (line.Kind is not (PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Adjustment) && line.Formula is { } arithmetic)
        {
            row.Cell(4).Text(line.Kind == PayLineKind.Included ? PayoutsTexts.LineIncluded : PayoutText.Rate(arithmetic.Rate, statement.Currency), HouseStyle.Body, TextAlignment.Right);
        }

        row.Cell(5).Text(Amount(line.Amount, statement), HouseStyle.Body, TextAlignment.Right);
    }

    private static void Result(ColumnDescriptor column, PayoutStatement statement)
    {
        column.Item().Padding(top: 11).LineHorizontal(1.6f, HouseStyle.Ink);
        var hasParts = statement.Tax.Amount != 0 || statement.Withholding.Amount != 0;
        if (hasParts)
        {
            Part(PayoutsTexts.Gross, statement.Gross, 6);
            if (statement.Tax.Amount != 0)
            {
                Part(PayoutText.Format(PayoutsTexts.TaxFormat, Percent(statement.Taxes.TaxPercent)), statement.Tax, 0);
            }

            if (statement.Withholding.Amount != 0)
            {
                Part(PayoutText.Format(PayoutsTexts.WithholdingFormat, Percent(statement.Taxes.WithholdingPercent)), -statement.Withholding, 0);
            }
        }

        column.Item().Padding(top: hasParts ? 4 : 7).Row(row =>
        {
            row.AlignBottom();
            row.RelativeItem().Column(label =>
            {
                label.Item().Text(PayoutText.Format(PayoutsTexts.TotalOfFormat, ReaderDate.MonthName(statement.Month)), new TextStyle(11, FontWeight.SemiBold));
                if (!hasParts)
                {
                    label.Item().Text(PayoutsTexts.GrossBeforeWithholding, HouseStyle.SoftBody);
                }
            });
            row.RelativeItem().Padding(bottom: hasParts ? 0 : 8).Text(Figures.Money(statement.Net), HouseStyle.Figure, TextAlignment.Right, maxLines: 1);
        });

        void Part(string label, Money amount, float top) => column.Item().Padding(top: top).Row(row =>
        {
            row.RelativeItem().Text(label, HouseStyle.SoftBody);
            row.ConstantItem(120).Text(Figures.Money(amount), HouseStyle.Body, TextAlignment.Right);
        });
    }

    private static void Notes(ColumnDescriptor column, PayoutStatement statement)
    {
        var seen = statement.Lines.SelectMany(line => line.Marks).Select(mark => mark.Status).ToHashSet();
        if (seen.Count > 0 && statement.Lines.Any(line => line.Formula?.Model == PayModel.PerHead))
        {
            var legend = new List<(AttendanceStatus? Status, string Text)>
            {
                (AttendanceStatus.Present, PayoutsTexts.LegendPresent),
                (AttendanceStatus.Late, PayoutsTexts.LegendLate),
                (AttendanceStatus.Absent, PayoutsTexts.LegendAbsent),
                (AttendanceStatus.Excused, PayoutsTexts.LegendExcused),
            };
            if (seen.Contains(null))
            {
                legend.Add((null, PayoutsTexts.LegendUnmarked));
            }

            column.Item().Padding(top: 10).Row(row =>
            {
                foreach (var (status, text) in legend)
                {
                    row.ConstantItem(8).Padding(top: 1).Canvas(10, painter => HouseStyle.Beat(painter, 0, 2.5f, ShapeOf(status)));
                    row.ConstantItem(Math.Min(110, (text.Length * 4.15f) + 13)).Text(text, HouseStyle.Small with { Color = "#222222" }, maxLines: 1);
                }
            });
        }

        column.Item().Padding(top: 18, bottom: 12).LineHorizontal(0.75f, "#AAAAAA");
        column.Item().Row(row =>
        {
            row.RelativeItem(1.1f).Padding(right: 16).Column(left => HouseStyle.Block(left.Item(), PayoutsTexts.HowCalculated, PayoutText.HowCalculated(statement).Select(sentence => (sentence, HouseStyle.Body)), maxLines: 12));
            row.RelativeItem().Column(right => HouseStyle.Block(right.Item(), PayoutsTexts.HowPaid, HowPaid(statement).Select(sentence => (sentence, HouseStyle.Body))));
        });
    }

    private static IEnumerable<string> HowPaid(PayoutStatement statement)
    {
        if (statement.PaidOn is { } paidOn)
        {
            yield return PayoutText.Format(PayoutsTexts.PayPaidFormat, ReaderDate.FullDate(paidOn));
        }

        if (statement.Net.Amount < 0)
        {
            yield return PayoutsTexts.PayCarried;
            yield break;
        }

        // Who is asked to pay needs the whole account; who is paid knows their own.
        yield return string.IsNullOrWhiteSpace(statement.Payee.BankAccount) ? PayoutsTexts.PayNoAccount
            : statement.Venue is not null ? PayoutText.Format(PayoutsTexts.PayTransferFormat, statement.Payee.BankAccount)
            : PayoutText.Format(PayoutsTexts.PayTransferFormat, PayoutText.MaskedAccount(statement.Payee.BankAccount));
        if (statement.PayBefore is { } day && statement.PaidOn is null)
        {
            yield return PayoutText.Format(PayoutsTexts.PayBeforeFormat, ReaderDate.FullDate(day));
        }

        if (statement.Number is { } number)
        {
            yield return PayoutText.Format(PayoutsTexts.PayConceptFormat, number);
        }
    }

    private static string Footer(PayoutStatement statement)
    {
        if (statement.Venue is not null)
        {
            return statement.IsPreview ? VenueStatementsTexts.FooterPreview : VenueStatementsTexts.FooterFrozen;
        }

        if (statement.IsPreview)
        {
            return PayoutsTexts.FooterPreview;
        }

        var missing = statement.Lines.Where(line => line.Kind == PayLineKind.WithoutRoll).ToList();
        return missing.Count switch
        {
            0 => PayoutsTexts.FooterFrozen,
            1 => PayoutText.Format(PayoutsTexts.FooterFrozenOneMissingFormat, missing[0].Date!.Value.ToString("M", CultureInfo.CurrentCulture)),
            _ => PayoutText.Format(PayoutsTexts.FooterFrozenMissingFormat, Figures.Number(missing.Count)),
        };
    }

    private static BeatShape ShapeOf(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => BeatShape.Full,
        AttendanceStatus.Late => BeatShape.Split,
        AttendanceStatus.Absent => BeatShape.Stub,
        AttendanceStatus.Excused => BeatShape.Hollow,
        _ => BeatShape.Faint,
    };

    private static string Day(PayoutStatement statement, StatementLine line) => line.Date switch
    {
        null => "",
        { } day when statement.Period.Contains(day) => ReaderDate.DayInMonth(day),
        { } day => ReaderDate.Compact(day, statement.Month.FirstDay),
    };

    private static string Times(StatementLine line) => line is { Start: { } start, End: { } end } ? ReaderDate.Times(start, end) : "";

    private static string Heads(StatementLine line) => line.Kind switch
    {
        PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Carried or PayLineKind.Joint or PayLineKind.Cancelled or PayLineKind.WithoutRoll => "",
        PayLineKind.Adjustment => line.HeadsGained is var heads and not 0 ? Figures.Number(heads) : "",
        _ => Figures.Number(line.Heads),
    };

    private static string Amount(decimal amount, PayoutStatement statement) => Figures.Money(new Money(amount, statement.Currency));

    private static string Percent(decimal? percent) => Figures.Number(percent ?? 0, 2) + "\u00a0%";

    /// <summary>How the first page shows groups: those in detail, and whether the others take one row each instead of two.</summary>
    private sealed record Arrangement(IReadOnlyCollection<string> Detailed, bool Compact);
}
