using System.Globalization;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payouts;

/// <summary>
/// The month by venues: what each paying venue owes, what own pupils paid, what rents cost. Computed from the facts until a venue's
/// statement is closed, frozen from then on; later facts are adjustments in that venue's next month.
/// Only for those who see all of the organization's pay.
/// </summary>
public sealed class VenueStatementService(TenantDb db)
{
    /// <summary>Closed months that are looked at again for later facts.</summary>
    private const int MonthsLookedBack = 12;

    /// <summary>The whole month.</summary>
    public Task<Result<VenueMonthView>> MonthAsync(Actor actor, Month month, CancellationToken cancellationToken) =>
        db.ReadAsync<VenueMonthView>(actor, Permission.PayRead, async (session, ct) => session.Scope == GrantScope.All ? await ViewAsync(session, month, ct) : Error.Forbidden(), cancellationToken);

    /// <summary>
    /// The months of a year that have begun, as each shows itself, and their sums: for taxes. A balance a venue carries from one month
    /// to the next counts once, in the month it arose. Not found for a year that has not begun or is older than the calendar reaches.
    /// </summary>
    public Task<Result<VenueYearView>> YearAsync(Actor actor, int year, CancellationToken cancellationToken) =>
        db.ReadAsync<VenueYearView>(actor, Permission.PayRead, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            if (year < Month.EarliestYear || year > session.Today.Year)
            {
                return Error.NotFound();
            }

            var months = Enumerable.Range(1, year == session.Today.Year ? session.Today.Month : 12).Select(number => new Month(year, number)).ToList();
            var book = await BookAsync(session, months[0], months[^1], MarksWanted.OfJointSessions, ct);
            return VenueYearView.Of(year, months.ConvertAll(month => View(session, book, month)));
        }, cancellationToken);

    /// <summary>What one venue owes for a month, for paper. Not found where it pays nothing then.</summary>
    public Task<Result<PayoutStatement>> StatementAsync(Actor actor, Guid venueId, Month month, CancellationToken cancellationToken) =>
        db.ReadAsync<PayoutStatement>(actor, Permission.PayRead, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            var view = await ViewAsync(session, month, ct);
            return view.Venues.FirstOrDefault(venue => venue.Statement.Venue!.Id == venueId)?.Statement is { } statement ? statement : Error.NotFound();
        }, cancellationToken);

    /// <summary>
    /// Closes a venue's month: lines, agreements and marks are kept as they are. Closing again gives the number there is.
    /// Refused while roll calls are missing and no reason is given, and when the amount is not the one that was seen.
    /// </summary>
    public Task<Result<string>> CloseAsync(Actor actor, CloseVenueStatement command, CancellationToken cancellationToken) =>
        db.WriteAsync<string>(actor, Permission.PayApprove, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            var checks = new FieldChecks();
            var reason = checks.Optional(nameof(CloseVenueStatement.OverrideReason), command.OverrideReason, VenueAgreementService.LongestReason);
            if (!checks.Passed)
            {
                return Result<string>.Failure(checks.Errors);
            }

            await PayoutSql.LockApprovalsAsync(session, ct);
            var firstDay = command.Month.FirstDay;
            if (await session.Db.Set<VenueStatement>().Where(row => row.VenueId == command.VenueId && row.Month == firstDay).Select(row => row.Number).SingleOrDefaultAsync(ct) is { } closed)
            {
                return closed;
            }

            var book = await BookAsync(session, command.Month, command.Month, MarksWanted.All, ct);
            if (!book.Paying(command.Month).Contains(command.VenueId))
            {
                return Error.NotFound();
            }

            var calculation = Calculate(book, command.VenueId, command.Month);
            if (calculation.IsEmpty)
            {
                return Error.Conflict(nameof(VenueStatementsTexts.ErrorNothingToClose));
            }

            if (calculation.Net.Amount != command.SeenTotal)
            {
                return Error.Conflict(nameof(VenueStatementsTexts.ErrorStatementChanged), nameof(CloseVenueStatement.SeenTotal), calculation.Net);
            }

            var missing = calculation.MissingAttendance.Count();
            if (missing > 0 && reason is null)
            {
                return Error.Invalid(nameof(VenueStatementsTexts.ErrorListsMissing), nameof(CloseVenueStatement.OverrideReason), missing);
            }

            var ofMonth = await session.Db.Set<VenueStatement>().CountAsync(row => row.Month == firstDay, ct);
            var statement = new VenueStatement(command.VenueId, firstDay, book.Currency, string.Create(CultureInfo.InvariantCulture, $"L{command.Month}-{ofMonth + 1:00}"));
            statement.Approve(
                calculation.Net.Amount,
                PayoutCalculator.Version,
                PayoutJson.Write(new FrozenVenueInputs { Payer = book.Payer, BankAccount = book.BankAccount, Venue = book.Venues[command.VenueId], Rates = calculation.Inputs.Rates }),
                missing > 0 ? reason : null,
                session.Now,
                session.Actor.UserId);
            session.Db.Add(statement);
            session.Db.AddRange(calculation.Lines.Select((line, position) => Stored(statement.Id, position, line)));
            session.Record("venue_statement.closed", statement.Id);
            return statement.Number;
        }, cancellationToken);

    private static async Task<VenueMonthView> ViewAsync(TenantSession session, Month month, CancellationToken cancellationToken) =>
        View(session, await BookAsync(session, month, month, MarksWanted.All, cancellationToken), month);

    private static VenueMonthView View(TenantSession session, Book book, Month month)
    {
        var inputs = book.Inputs(month);
        var received = book.Received.Where(row => month.Range.Contains(row.ValueDate)).OrderBy(row => row.ValueDate).ThenBy(row => row.Id).ToList();
        var counted = received.Where(row => !row.IsVoid).ToList();
        var venues = book.Paying(month)
            .Select(id => Open(session, book, id, month, Sum(counted.Where(row => row.VenueId == id).Select(row => row.Amount))))
            .Where(venue => venue.Statement.Lines.Count + venue.Statement.Rates.Count > 0)
            .OrderBy(venue => venue.Statement.Venue!.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        var rents = inputs.Agreements.Where(agreement => agreement.Direction == AgreementDirection.OrganizationPays).Select(agreement => agreement.VenueId).Distinct()
            .Select(id => Preview(session, book, id, VenueMonthCalculator.OfVenue(inputs, id, AgreementDirection.OrganizationPays)))
            .OrderBy(rent => rent.Venue!.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        var owed = VenueMonthCalculator.OwnPrivates(inputs).ToDictionary(given => given.Session.Id, given => given.Amount);
        var states = inputs.Sessions.ToDictionary(s => s.Id, s => s.State);
        return new VenueMonthView(
            month,
            session.Today,
            book.Currency,
            book.Payer,
            venues,
            rents,
            [.. book.Privates.Where(row => month.Range.Contains(row.Date)).Select(row => new MonthPrivate(row, states[row.Id], owed.TryGetValue(row.Id, out var amount) ? amount : null))],
            received,
            new VenueMonthTotals(
                Sum(venues.Select(venue => venue.Statement.Net)),
                Sum(owed.Values),
                Sum(counted.Where(row => row.VenueId is not null).Select(row => row.Amount)),
                Sum(counted.Where(row => row.VenueId is null).Select(row => row.Amount)),
                Sum(rents.Select(rent => rent.Net))),
            inputs.Sessions.Count(s => s is { State: PaySessionState.Held, Private: null }),
            [.. VenueMonthCalculator.WithoutAgreement(inputs).Select(s => PayoutText.Format(PayoutsTexts.GroupAtFormat, s.Title, book.Venues[s.VenueId].Name)).Distinct()]);

        Money Sum(IEnumerable<Money> amounts) => Money.Sum(amounts, book.Currency);
    }

    private static VenueMonthStatement Open(TenantSession session, Book book, Guid venueId, Month month, Money received)
    {
        if (book.Closed.FirstOrDefault(row => row.VenueId == venueId && row.Month == month.FirstDay) is { } closed)
        {
            var inputs = PayoutJson.Read<FrozenVenueInputs>(closed.Inputs);
            var lines = book.Lines[closed.Id].Select(line => PayoutJson.Read<StatementLine>(line.Details)).ToList();
            var total = new Money(closed.TotalAmount, closed.Currency);
            var statement = Statement(session, book, inputs.Venue, month, lines, total, inputs.Rates) with
            {
                Payer = inputs.Payer,
                Payee = Payee(inputs.Payer, inputs.BankAccount),
                Number = closed.Number,
                ApprovedOn = SchoolTime.DateAt(closed.ApprovedAt, session.Zone),
                AsOf = closed.ApprovedAt,
            };
            return new VenueMonthStatement(statement, Missing(lines), closed.OverrideReason, received);
        }

        var preview = Preview(session, book, venueId, Calculate(book, venueId, month));
        return new VenueMonthStatement(preview, Missing(preview.Lines), null, received);
    }

    private static PayoutStatement Preview(TenantSession session, Book book, Guid venueId, PayoutCalculation calculation) => Statement(
        session, book, book.Venues[venueId], calculation.Inputs.Month, [.. calculation.Lines.Select(StatementLine.Of)], calculation.Net, calculation.Inputs.Rates);

    private static PayoutStatement Statement(TenantSession session, Book book, StatementVenue venue, Month month, IReadOnlyList<StatementLine> lines, Money total, IReadOnlyList<PayRateTerms> rates) => new()
    {
        Month = month,
        Period = month.Range,
        Currency = total.Currency,
        Payer = book.Payer,
        Payee = Payee(book.Payer, book.BankAccount),
        Venue = venue,
        Lines = lines,
        Gross = total,
        Tax = Money.Zero(total.Currency),
        Withholding = Money.Zero(total.Currency),
        Rates = rates,
        AsOf = session.Now,
        Today = session.Today,
        PupilNames = lines.Select(line => line.PupilId).OfType<Guid>().Distinct().Where(book.Pupils.ContainsKey).ToDictionary(id => id, id => book.Pupils[id]),
    };

    // Here the organization is the one who is paid.
    private static StatementPayee Payee(StatementPayer organization, string? bankAccount) =>
        new(Guid.Empty, organization.Name, organization.LegalName, organization.TaxId, bankAccount, null);

    private static PayoutCalculation Calculate(Book book, Guid venueId, Month month)
    {
        var closed = book.Closed.Where(row => row.VenueId == venueId && row.Month < month.FirstDay).OrderBy(row => row.Month).ToList();

        // Later facts belong to the month after the last closed one.
        if (closed.Count == 0 || Month.Of(closed[^1].Month).Next != month)
        {
            return VenueMonthCalculator.OfVenue(book.Inputs(month), venueId, AgreementDirection.VenuePays);
        }

        var lines = closed.ToDictionary(row => row.Id, row => book.Lines[row.Id].Select(line => PayoutJson.Read<StatementLine>(line.Details)).ToList());
        var earlier = lines.Values.SelectMany(of => of).Where(line => line.Kind == PayLineKind.Adjustment).ToList();
        var adjustments = new List<PayAdjustment>();
        foreach (var row in closed.Where(row => row.Month >= month.FirstDay.AddMonths(-MonthsLookedBack)))
        {
            var own = lines[row.Id];
            var found = PayAdjuster.Adjust(
                VenueMonthCalculator.OfVenue(book.Inputs(Month.Of(row.Month)), venueId, AgreementDirection.VenuePays),
                own.ConvertAll(line => new FrozenLine { SessionId = line.SessionId, Kind = line.Kind, Amount = new Money(line.Amount, row.Currency), RateId = line.Rate?.Id, Marks = line.Marks }),
                earlier.Where(line => line.AdjustsMonth == row.Month).Select(line => (line.SessionId, new Money(line.Amount, row.Currency))));
            adjustments.AddRange(found.Select(adjustment => adjustment with { Session = adjustment.Session ?? own.Find(line => line.SessionId is not null && line.SessionId == adjustment.SessionId)?.Remembered() }));
        }

        var carried = closed[^1].TotalAmount < 0 ? new CarriedBalance(Month.Of(closed[^1].Month), new Money(closed[^1].TotalAmount, closed[^1].Currency)) : null;
        return VenueMonthCalculator.OfVenue(book.Inputs(month), venueId, AgreementDirection.VenuePays, adjustments, carried);
    }

    private static VenueStatementLine Stored(Guid statementId, int position, CalculatedLine line)
    {
        var details = StatementLine.Of(line);
        var stored = new VenueStatementLine(
            statementId,
            position,
            line.Kind switch
            {
                PayLineKind.Fixed => PayoutLineKind.FixedMonthly,
                PayLineKind.Adjustment or PayLineKind.Carried => PayoutLineKind.Adjustment,
                _ => PayoutLineKind.Session,
            },
            details.Amount,
            PayoutJson.Write(details));
        stored.About(details.PupilId is null ? details.SessionId : null, details.PupilId is null ? null : details.SessionId, line.Rate?.Id, details.AdjustsMonth);
        return stored;
    }

    private static List<MissingRoll> Missing(IReadOnlyList<StatementLine> lines) =>
        [.. lines.Where(line => line.Kind == PayLineKind.WithoutRoll).Select(line => new MissingRoll(line.SessionId!.Value, line.Title, line.Date!.Value, line.Start!.Value))];

    private static async Task<Book> BookAsync(TenantSession session, Month first, Month last, MarksWanted marks, CancellationToken cancellationToken)
    {
        var set = session.Db;
        var (firstDay, lastDay) = (first.FirstDay, last.LastDay);
        var closed = await set.Set<VenueStatement>().AsNoTracking().Where(row => row.Month <= lastDay).ToListAsync(cancellationToken);
        var ids = closed.ConvertAll(row => row.Id);
        var lines = (await set.Set<VenueStatementLine>().AsNoTracking().Where(line => ids.Contains(line.StatementId)).OrderBy(line => line.Position).ToListAsync(cancellationToken)).ToLookup(line => line.StatementId);

        // Only a month that follows a closed one may carry its later facts, and only then the past is read again.
        var from = closed.Exists(row => row.Month >= firstDay.AddMonths(-1) && row.Month < last.FirstDay)
            ? closed.Where(row => row.Month >= firstDay.AddMonths(-MonthsLookedBack)).Min(row => row.Month)
            : firstDay;
        from = from < firstDay ? from : firstDay;
        var range = new DateRange(from, lastDay);
        var venues = await set.Set<Venue>().AsNoTracking().ToDictionaryAsync(venue => venue.Id, venue => new StatementVenue(venue.Id, venue.Name, venue.Address), cancellationToken);
        var groups = await set.Set<Group>().AsNoTracking().ToDictionaryAsync(group => group.Id, group => group.Name, cancellationToken);
        var agreements = await set.Set<VenueAgreement>().AsNoTracking()
            .Where(row => row.VoidedAt == null && row.ValidFrom <= lastDay && (row.ValidTo == null || row.ValidTo >= @from)).OrderBy(row => row.ValidFrom).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var privates = await (from row in set.Set<PrivateSession>().AsNoTracking()
                              join student in set.Set<Student>() on row.StudentId equals student.Id
                              join venue in set.Set<Venue>() on row.VenueId equals venue.Id
                              where row.Date >= @from && row.Date <= lastDay
                              orderby row.StartsAt, row.Id
                              select new PrivateItem(
                                  row.Id, row.StudentId, student.FullName, student.PreferredName ?? student.GivenName, row.VenueId, venue.Name, row.TeacherId, row.Date, row.StartTime, row.DurationMinutes,
                                  row.StartsAt, row.EndsAt, row.Price, row.Status, row.CancellationKind, row.CancelReason, row.Charged ?? false, row.Version)).ToListAsync(cancellationToken);
        var received = await (from row in set.Set<ReceivedPayment>().AsNoTracking()
                              where row.ValueDate >= firstDay && row.ValueDate <= lastDay
                              join student in set.Set<Student>() on row.StudentId equals (Guid?)student.Id into students
                              from student in students.DefaultIfEmpty()
                              select new { row, Pupil = student == null ? null : student.FullName }).ToListAsync(cancellationToken);
        var pupils = privates.DistinctBy(row => row.StudentId).ToDictionary(row => row.StudentId, row => row.StudentName);
        var facts = await PayoutSql.FactsAsync(session, await PayoutSql.SettingsAsync(session, cancellationToken), range, null, marks, cancellationToken);
        return new Book
        {
            Currency = session.Organization.Currency,
            Payer = await PayoutSql.PayerAsync(session, cancellationToken),
            BankAccount = await set.Set<Organization>().Where(row => row.Id == session.Organization.Id).Select(row => row.BankAccount).SingleAsync(cancellationToken),
            Venues = venues,
            Closed = closed,
            Lines = lines,
            Agreements = agreements.ConvertAll(row => (new DateRange(row.ValidFrom, row.ValidTo), Terms(row, groups))),
            Sessions = [.. facts.Sessions.SelectMany(of => of).DistinctBy(s => s.Id), .. privates.Select(row => Session(row, session.Now))],
            Privates = privates,
            Received = received.ConvertAll(found => new ReceivedRow(
                found.row.Id, found.row.ValueDate, new Money(found.row.Amount, session.Organization.Currency), found.row.VenueId, found.row.StudentId,
                found.row.VenueId is { } venue ? venues[venue].Name : found.Pupil, found.row.Note, found.row.VoidReason, found.row.Version)),
            Pupils = pupils,
        };
    }

    private static AgreementTerms Terms(VenueAgreement row, Dictionary<Guid, string> groups) => new()
    {
        VenueId = row.VenueId,
        Direction = row.Direction,
        CollectedBy = row.CollectedBy,
        PaysCancelled = row.Cancelled == AgreementCancelledRule.Paid,
        Rate = new PayRateTerms
        {
            Id = row.Id,
            Kind = row.Kind == AgreementKind.Private ? PayRateKind.Private : PayRateKind.Class,
            Model = row.Model switch
            {
                AgreementModel.FixedMonthly => PayModel.FixedMonthly,
                AgreementModel.PerClass => PayModel.PerClass,
                AgreementModel.PerHead => PayModel.PerHead,
                _ => PayModel.PerHour,
            },
            Scope = row.GroupId is null ? PayRateScope.Venue : PayRateScope.Group,
            VenueId = row.GroupId is null ? row.VenueId : null,
            GroupId = row.GroupId,
            Amount = row.Amount / 1.000000000000000000000000000000m,
            ScopeName = row.GroupId is { } group ? groups[group] : null,
            ValidFrom = row.ValidFrom,
            ValidTo = row.ValidTo,
        },
    };

    private static PaySession Session(PrivateItem row, DateTimeOffset now) => new()
    {
        Id = row.Id,
        Private = new PrivateTerms(row.StudentId, row.Price, row.Charged),
        VenueId = row.VenueId,
        Place = row.VenueName,
        Date = row.Date,
        Start = row.StartTime,
        End = row.StartTime.AddMinutes(row.DurationMinutes),
        State = row.Status switch
        {
            SessionStatus.Held => PaySessionState.Held,
            SessionStatus.Cancelled => PaySessionState.Cancelled,
            _ when row.EndsAt <= now => PaySessionState.WithoutRoll,
            _ => PaySessionState.Ahead,
        },
        Teachers = [],
        Heads = row.Status == SessionStatus.Held ? new PayHeads(1, 0) : default,
    };

    /// <summary>All facts of the months, and of closed months before them that may have changed since.</summary>
    private sealed record Book
    {
        public required string Currency { get; init; }

        public required StatementPayer Payer { get; init; }

        public required string? BankAccount { get; init; }

        public required Dictionary<Guid, StatementVenue> Venues { get; init; }

        public required List<VenueStatement> Closed { get; init; }

        public required ILookup<Guid, VenueStatementLine> Lines { get; init; }

        public required List<(DateRange Valid, AgreementTerms Terms)> Agreements { get; init; }

        public required IReadOnlyList<PaySession> Sessions { get; init; }

        public required IReadOnlyList<PrivateItem> Privates { get; init; }

        public required IReadOnlyList<ReceivedRow> Received { get; init; }

        public required Dictionary<Guid, string> Pupils { get; init; }

        public VenueMonthInputs Inputs(Month month) => new()
        {
            Month = month,
            Currency = Currency,
            Agreements = [.. Agreements.Where(agreement => agreement.Valid.Overlaps(month.Range)).Select(agreement => agreement.Terms)],
            Sessions = [.. Sessions.Where(session => month.Range.Contains(session.Date))],
        };

        /// <summary>Venues that pay in the month, were closed for it, or have later facts of the month before to settle.</summary>
        public IReadOnlyCollection<Guid> Paying(Month month) =>
            [.. Agreements.Where(agreement => agreement.Valid.Overlaps(month.Range) && agreement.Terms.Direction == AgreementDirection.VenuePays).Select(agreement => agreement.Terms.VenueId)
                .Concat(Closed.Where(row => row.Month == month.FirstDay || row.Month == month.Previous.FirstDay).Select(row => row.VenueId)).Distinct()];
    }
}
