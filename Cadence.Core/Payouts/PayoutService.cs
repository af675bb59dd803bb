using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payouts;

/// <summary>
/// What teachers earn: computed from the facts until it is approved, frozen from then on. Later facts of an approved month
/// are adjustments in the teacher's next open payout. Teachers see only their own.
/// </summary>
public sealed class PayoutService(TenantDb db)
{
    private const int LongestReason = 500;
    private const int MonthsOfHistory = 6;

    /// <summary>All teachers of a month; for a teacher, the own row alone.</summary>
    public Task<Result<PayoutMonth>> PreviewMonthAsync(Actor actor, Month month, CancellationToken ct) =>
        db.ReadAsync<PayoutMonth>(actor, Permission.PayRead, async (session, ct) =>
        {
            var own = session.Scope != GrantScope.All;
            if (own && session.TeacherId is null)
            {
                return Error.Forbidden(nameof(SharedTexts.ErrorForbidden));
            }

            var teacherId = own ? session.TeacherId : null;
            var settings = await PayoutSql.SettingsAsync(session, ct);
            var book = await BookAsync(session, settings, month, teacherId, MarksWanted.OfJointSessions, ct);
            var rows = book.Facts.Teachers.Values
                .Where(teacher => teacherId is null || teacher.Id == teacherId)
                .OrderBy(teacher => teacher.FamilyNames, StringComparer.CurrentCultureIgnoreCase).ThenBy(teacher => teacher.FullName, StringComparer.CurrentCultureIgnoreCase).ThenBy(teacher => teacher.Id)
                .Select(teacher => Row(session, settings, book, teacher))
                .OfType<PayoutRow>()
                .ToList();
            return new PayoutMonth(month, book.Period, session.Organization.Currency, rows, settings.MonthOf(session.Today));
        }, ct);

    /// <summary>One teacher's month with everything behind it. Not found unless the teacher is employed in it or has lines in it.</summary>
    public Task<Result<TeacherPayoutView>> PreviewTeacherAsync(Actor actor, Guid teacherId, Month month, CancellationToken ct) =>
        db.ReadAsync<TeacherPayoutView>(actor, Permission.PayRead, async (session, ct) =>
        {
            if (await OpenAsync(session, teacherId, month, ct) is not { } view)
            {
                return Error.NotFound();
            }

            var approved = await PayoutSql.PayoutsAsync(session, Enumerable.Range(0, MonthsOfHistory - 1).Aggregate(month, (m, _) => m.Previous), month, teacherId, ct);
            var history = new List<MonthTotal>();
            for (var (m, i) = (month, 0); i < MonthsOfHistory; (m, i) = (m.Previous, i + 1))
            {
                var total = approved.FirstOrDefault(payout => payout.Month == m);
                history.Insert(0, new MonthTotal(m, m == month ? view.Statement.Net : total is null ? null : new Money(total.Net, total.Currency)));
            }

            return view with { History = history };
        }, ct);

    /// <summary>The statement alone, for paper and file: frozen after the approval, computed now before it.</summary>
    public Task<Result<PayoutStatement>> StatementAsync(Actor actor, Guid teacherId, Month month, CancellationToken ct) =>
        db.ReadAsync<PayoutStatement>(actor, Permission.PayRead, async (session, ct) =>
            await OpenAsync(session, teacherId, month, ct) is { } view ? view.Statement : Error.NotFound(), ct);

    /// <summary>
    /// Freezes a teacher's month: lines, rates, marks, rules and the version of the calculation. Approving again gives the payout there is.
    /// Refused while a line has no rate, while roll calls are missing and no reason is given, and when the amount is not the one that was seen.
    /// </summary>
    public Task<Result<ApprovedPayout>> ApproveAsync(Actor actor, ApprovePayout command, CancellationToken ct) =>
        db.WriteAsync<ApprovedPayout>(actor, Permission.PayApprove, async (session, ct) =>
        {
            var checks = new FieldChecks();
            var reason = checks.Optional(nameof(ApprovePayout.OverrideReason), command.OverrideReason, LongestReason);
            if (!checks.Passed)
            {
                return Result<ApprovedPayout>.Failure(checks.Errors);
            }

            var recordedAt = await PayoutSql.LockApprovalsAsync(session, ct);
            if (await PayoutSql.PayoutsAsync(session, command.Month, command.Month, command.TeacherId, ct) is [{ } existing, ..])
            {
                return new ApprovedPayout(existing.Id, existing.Number, new Money(existing.Net, existing.Currency));
            }

            var settings = await PayoutSql.SettingsAsync(session, ct);
            var book = await BookAsync(session, settings, command.Month, command.TeacherId, MarksWanted.All, ct);
            if (!book.Facts.Teachers.TryGetValue(command.TeacherId, out var teacher))
            {
                return Error.NotFound();
            }

            var calculation = Calculate(session, settings, book, teacher);
            if (calculation.IsEmpty)
            {
                return Error.Conflict(nameof(PayoutsTexts.ErrorNothingToApprove));
            }

            if (calculation.WithoutRate.Any())
            {
                return Error.Conflict(nameof(PayoutsTexts.ErrorLinesWithoutRate), null, calculation.WithoutRate.Count());
            }

            if (calculation.Net.Amount != command.SeenNet)
            {
                return Error.Conflict(nameof(PayoutsTexts.ErrorPayoutChanged), nameof(ApprovePayout.SeenNet), calculation.Net);
            }

            var missing = calculation.MissingAttendance.Count();
            if (missing > 0 && reason is null)
            {
                return Error.Invalid(nameof(PayoutsTexts.ErrorRollsMissing), nameof(ApprovePayout.OverrideReason), missing);
            }

            var payout = new TeacherPayout(teacher.Id, command.Month.FirstDay, book.Period.Start, book.Period.End!.Value, calculation.Inputs.Currency, await PayoutSql.NextNumberAsync(session, command.Month, ct));
            payout.Approve(
                calculation.Gross.Amount,
                calculation.Tax.Amount,
                calculation.Withholding.Amount,
                PayoutCalculator.Version,
                PayoutJson.Write(new FrozenInputs
                {
                    Rules = settings.RulesOn(book.Period.End.Value),
                    Taxes = calculation.Inputs.Taxes,
                    Rates = calculation.Inputs.Rates,
                    Payer = await PayoutSql.PayerAsync(session, ct),
                    PayBefore = settings.PayBefore(command.Month),
                    EmployedFrom = teacher.EmployedFrom,
                    EmployedTo = teacher.EmployedTo,
                    RecordedAt = recordedAt,
                }),
                missing > 0 ? reason : null,
                session.Now,
                session.Actor.UserId);
            session.Db.Add(payout);
            session.Db.AddRange(calculation.Lines.Select((line, position) => Stored(payout.Id, position, line)));
            session.Record("payout.approved", payout.Id);
            return new ApprovedPayout(payout.Id, payout.Number, calculation.Net);
        }, ct);

    /// <summary>Notes that an approved payout was paid. Noting it again changes nothing; a balance below zero can't be paid.</summary>
    public Task<Result<bool>> MarkPaidAsync(Actor actor, MarkPayoutPaid command, CancellationToken ct) =>
        db.WriteAsync<bool>(actor, Permission.PayApprove, async (session, ct) =>
        {
            var payout = await session.Db.Set<TeacherPayout>().SingleOrDefaultAsync(p => p.TeacherId == command.TeacherId && p.Month == command.Month.FirstDay, ct);
            if (payout is null)
            {
                return Error.NotFound();
            }

            if (payout.TotalAmount < 0)
            {
                return Error.Conflict(nameof(PayoutsTexts.ErrorNegativePayout));
            }

            if (payout.PaidAt is null)
            {
                payout.MarkPaid(session.Now);
                session.Record("payout.paid", payout.Id);
            }

            return true;
        }, ct);

    private static async Task<TeacherPayoutView?> OpenAsync(TenantSession session, Guid teacherId, Month month, CancellationToken ct)
    {
        if (session.Scope != GrantScope.All && session.TeacherId != teacherId)
        {
            return null;
        }

        var settings = await PayoutSql.SettingsAsync(session, ct);
        var book = await BookAsync(session, settings, month, teacherId, MarksWanted.All, ct);
        if (!book.Facts.Teachers.TryGetValue(teacherId, out var teacher))
        {
            return null;
        }

        var names = book.Facts.Teachers.Values.ToDictionary(other => other.Id, other => other.FullName);
        var payee = new StatementPayee(teacher.Id, teacher.FullName, teacher.LegalName, teacher.TaxId, teacher.BankAccount, teacher.Language ?? session.Organization.Language);
        if (book.Approved.TryGetValue(teacherId, out var stored))
        {
            var inputs = PayoutJson.Read<FrozenInputs>(await session.Db.Set<TeacherPayout>().Where(p => p.Id == stored.Id).Select(p => p.Inputs).SingleAsync(ct));
            var lines = await PayoutSql.LinesAsync(session, [stored.Id], ct);
            var frozen = new PayoutStatement
            {
                Month = month,
                Period = stored.Period,
                Currency = stored.Currency,
                Payer = inputs.Payer,
                Payee = payee,
                Lines = [.. lines.Select(line => line.Line)],
                Gross = new Money(stored.Gross, stored.Currency),
                Tax = new Money(stored.Tax, stored.Currency),
                Withholding = new Money(stored.Withholding, stored.Currency),
                Taxes = inputs.Taxes,
                Rules = inputs.Rules,
                Rates = inputs.Rates,
                Number = stored.Number,
                ApprovedOn = DayOf(stored.ApprovedAt, session),
                ApprovedBy = stored.ApprovedBy,
                PaidOn = stored.PaidAt is { } paid ? DayOf(paid, session) : null,
                PayBefore = inputs.PayBefore,
                AsOf = stored.ApprovedAt,
                Today = session.Today,
                TeacherNames = names,
            };
            return new TeacherPayoutView(frozen, StateOf(session, settings, stored), Missing(frozen.Lines), 0, 0, stored.OverrideReason, []);
        }

        var calculation = Calculate(session, settings, book, teacher);
        if (calculation.IsEmpty && !teacher.IsEmployedIn(book.Period))
        {
            return null;
        }

        var statement = new PayoutStatement
        {
            Month = month,
            Period = book.Period,
            Currency = calculation.Inputs.Currency,
            Payer = await PayoutSql.PayerAsync(session, ct),
            Payee = payee,
            Lines = [.. calculation.Lines.Select(StatementLine.Of)],
            Gross = calculation.Gross,
            Tax = calculation.Tax,
            Withholding = calculation.Withholding,
            Taxes = calculation.Inputs.Taxes,
            Rules = settings.RulesOn(book.Period.End!.Value),
            Rates = calculation.Inputs.Rates,
            PayBefore = settings.PayBefore(month),
            AsOf = session.Now,
            Today = session.Today,
            TeacherNames = names,
        };
        var ahead = book.Facts.Sessions[teacherId].Count(s => s.State == PaySessionState.Ahead && s.WhoTaught().Any(part => part.TeacherId == teacherId));
        return new TeacherPayoutView(statement, PayoutState.ToApprove, Missing(statement.Lines), ahead, calculation.Replaced.Count, null, []);
    }

    private static async Task<Book> BookAsync(TenantSession session, PaySettings settings, Month month, Guid? teacherId, MarksWanted marks, CancellationToken ct)
    {
        var period = settings.Period(month);
        var facts = await PayoutSql.FactsAsync(session, settings, period, teacherId, marks, ct);
        var approved = (await PayoutSql.PayoutsAsync(session, month, month, teacherId, ct)).ToDictionary(payout => payout.TeacherId);
        var last = await PayoutSql.LastApprovedAsync(session, teacherId, ct);
        var (adjustments, carried) = last.Count == 0 ? (Enumerable.Empty<(Guid, PayAdjustment)>().ToLookup(pair => pair.Item1, pair => pair.Item2), [])
            : await LaterFactsAsync(session, settings, month, period, teacherId, last, ct);
        return new Book(month, period, facts, approved, adjustments, carried);
    }

    /// <summary>What approved months before this one add to it now.</summary>
    private static async Task<(ILookup<Guid, PayAdjustment> Adjustments, Dictionary<Guid, CarriedBalance> Carried)> LaterFactsAsync(
        TenantSession session, PaySettings settings, Month month, DateRange period, Guid? teacherId, IReadOnlyDictionary<Guid, (Month Month, DateOnly PeriodEnd, decimal Net)> last, CancellationToken ct)
    {
        var currency = session.Organization.Currency;
        var touched = await PayoutSql.TouchedAsync(session, month, teacherId, ct);

        // Adjustments belong to the first payout after the last approved one: not to an approved month, and not past a month with pay of its own.
        var carriers = new HashSet<Guid>();
        var carried = new Dictionary<Guid, CarriedBalance>();
        foreach (var id in touched.Select(pair => pair.TeacherId).Concat(last.Where(pair => pair.Value.Net < 0).Select(pair => pair.Key)).Distinct())
        {
            var (lastMonth, lastDay, net) = last[id];
            if (lastMonth >= month)
            {
                continue;
            }

            var between = new DateRange(lastDay.AddDays(1), period.Start.AddDays(-1));
            if (between.Start <= between.End && await PayoutSql.EarnedBetweenAsync(session, id, between, ct))
            {
                continue;
            }

            carriers.Add(id);
            if (net < 0)
            {
                carried.Add(id, new CarriedBalance(lastMonth, new Money(net, currency)));
            }
        }

        var adjustments = new List<(Guid TeacherId, PayAdjustment Adjustment)>();
        var months = touched.Where(pair => carriers.Contains(pair.TeacherId)).ToList();
        if (months.Count > 0)
        {
            var earlier = await PayoutSql.AdjustmentsOfAsync(session, months.Select(pair => pair.TeacherId).ToHashSet(), ct);
            foreach (var sameMonth in months.GroupBy(pair => pair.Month, pair => pair.TeacherId))
            {
                adjustments.AddRange(await AdjustmentsForAsync(session, settings, sameMonth.Key, sameMonth.ToHashSet(), earlier, ct));
            }
        }

        return (adjustments.ToLookup(pair => pair.TeacherId, pair => pair.Adjustment), carried);
    }

    private static async Task<List<(Guid TeacherId, PayAdjustment Adjustment)>> AdjustmentsForAsync(
        TenantSession session, PaySettings settings, Month month, HashSet<Guid> teachers, IReadOnlyList<StoredLine> earlier, CancellationToken ct)
    {
        var payouts = (await PayoutSql.PayoutsAsync(session, month, month, teachers.Count == 1 ? teachers.Single() : null, ct)).Where(payout => teachers.Contains(payout.TeacherId)).ToList();
        var stored = (await PayoutSql.LinesAsync(session, [.. payouts.Select(payout => payout.Id)], ct)).ToLookup(line => line.PayoutId, line => line.Line);
        var found = new List<(Guid, PayAdjustment)>();
        foreach (var samePeriod in payouts.GroupBy(payout => payout.Period))
        {
            var facts = await PayoutSql.FactsAsync(session, settings, samePeriod.Key, teachers.Count == 1 ? teachers.Single() : null, MarksWanted.All, ct);
            foreach (var payout in samePeriod)
            {
                var lines = stored[payout.Id].ToList();
                var levels = lines.Where(line => line.SessionId is not null).GroupBy(line => line.SessionId!.Value).ToDictionary(same => same.Key, same => same.First().Level);
                var teacher = facts.Teachers[payout.TeacherId];
                var sessions = facts.Sessions[teacher.Id].Select(s => levels.TryGetValue(s.Id, out var level) ? s with { Level = level } : s).ToList();
                var recomputed = PayoutCalculator.Calculate(Inputs(session, settings, month, samePeriod.Key, teacher, facts) with { Sessions = sessions });
                var adjustments = PayAdjuster.Adjust(
                    recomputed,
                    [.. lines.Select(line => new FrozenLine { SessionId = line.SessionId, Kind = line.Kind, Amount = new Money(line.Amount, payout.Currency), RateId = line.Rate?.Id, Marks = line.Marks })],
                    earlier.Where(line => line.TeacherId == teacher.Id && line.Line.Kind == PayLineKind.Adjustment && line.Line.AdjustsMonth == month.FirstDay)
                        .Select(line => (line.Line.SessionId, new Money(line.Line.Amount, payout.Currency))));
                var thenById = lines.Where(line => line.SessionId is not null).ToLookup(line => line.SessionId!.Value);
                found.AddRange(adjustments.Select(adjustment => (teacher.Id, adjustment with { Session = adjustment.Session ?? Remembered(thenById, adjustment.SessionId) })));
            }
        }

        return found;
    }

    // A session that left the teacher is shown as it was approved.
    private static PaySession? Remembered(ILookup<Guid, StatementLine> then, Guid? sessionId) => sessionId is { } id ? then[id].FirstOrDefault()?.Remembered() : null;

    private static PayoutRow? Row(TenantSession session, PaySettings settings, Book book, PayTeacher teacher)
    {
        var calculation = Calculate(session, settings, book, teacher);
        if (calculation.IsEmpty && !teacher.IsEmployedIn(book.Period) && !book.Approved.ContainsKey(teacher.Id))
        {
            return null;
        }

        var taught = calculation.Lines.Where(line => line.Kind is PayLineKind.Session or PayLineKind.Included or PayLineKind.Joint or PayLineKind.NoRate).ToList();
        var models = calculation.Lines.Select(line => line.Rate).Concat(calculation.Inputs.Rates).OfType<PayRateTerms>().Select(rate => rate.Model).Distinct().Order().ToList();
        var heads = taught.Sum(line => line.Session!.Heads.Own + line.Session.Heads.Guests);
        return book.Approved.TryGetValue(teacher.Id, out var stored)
            ? new PayoutRow(teacher.Id, teacher.FullName, new Money(stored.Net, stored.Currency), StateOf(session, settings, stored), taught.Count, heads, calculation.MissingAttendance.Count(), 0, models)
            : new PayoutRow(teacher.Id, teacher.FullName, calculation.Net, PayoutState.ToApprove, taught.Count, heads, calculation.MissingAttendance.Count(), calculation.WithoutRate.Count(), models);
    }

    private static PayoutCalculation Calculate(TenantSession session, PaySettings settings, Book book, PayTeacher teacher) =>
        PayoutCalculator.Calculate(Inputs(session, settings, book.Month, book.Period, teacher, book.Facts) with
        {
            Adjustments = [.. book.Adjustments[teacher.Id]],
            Carried = book.Carried.GetValueOrDefault(teacher.Id),
        });

    private static PayoutInputs Inputs(TenantSession session, PaySettings settings, Month month, DateRange period, PayTeacher teacher, PayFacts facts) => new()
    {
        TeacherId = teacher.Id,
        EmployedFrom = teacher.EmployedFrom,
        EmployedTo = teacher.EmployedTo,
        Month = month,
        Period = period,
        Currency = session.Organization.Currency,
        Rates = [.. facts.Rates[teacher.Id]],
        Sessions = [.. facts.Sessions[teacher.Id]],
        Rules = settings.Rules,
        Taxes = settings.Taxes(teacher.Id, period.End!.Value),
    };

    private static PayoutLine Stored(Guid payoutId, int position, CalculatedLine line)
    {
        var statement = StatementLine.Of(line);
        var stored = new PayoutLine(
            payoutId,
            position,
            line.Kind switch
            {
                PayLineKind.Fixed => PayoutLineKind.FixedMonthly,
                PayLineKind.Adjustment or PayLineKind.Carried => PayoutLineKind.Adjustment,
                _ => PayoutLineKind.Session,
            },
            statement.Amount,
            PayoutJson.Write(statement));
        stored.About(statement.SessionId, statement.GroupId, statement.Date, statement.Start, statement.End, line.Session is null ? null : statement.Came);
        stored.By(line.Rate?.Id, line.Rate?.Model);
        if (statement.AdjustsMonth is { } month)
        {
            stored.Adjusts(month);
        }

        return stored;
    }

    private static List<MissingRoll> Missing(IReadOnlyList<StatementLine> lines) =>
        [.. lines.Where(line => line.Kind == PayLineKind.WithoutRoll).Select(line => new MissingRoll(line.SessionId!.Value, line.Title, line.Date!.Value, line.Start!.Value))];

    private static PayoutState StateOf(TenantSession session, PaySettings settings, StoredPayout payout) =>
        payout.PaidAt is not null ? PayoutState.Paid
        : payout.Net > 0 && settings.PayBefore(payout.Month) < session.Today ? PayoutState.Overdue
        : PayoutState.Approved;

    private static DateOnly DayOf(DateTimeOffset instant, TenantSession session) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, session.Zone).DateTime);

    /// <summary>One period with all that its payouts follow from.</summary>
    private sealed record Book(
        Month Month, DateRange Period, PayFacts Facts, Dictionary<Guid, StoredPayout> Approved, ILookup<Guid, PayAdjustment> Adjustments, Dictionary<Guid, CarriedBalance> Carried);
}
