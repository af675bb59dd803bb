using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payouts;

/// <summary>Dated rates: a new one ends the one of the same reach the day before; past ones never change.</summary>
public sealed class PayRateService(TenantDb db)
{
    /// <summary>The largest amount of a rate.</summary>
    public const decimal Largest = 99_999.999m;

    private const int MostTiers = 20;
    private const int MostHeads = 10_000;
    private const int LongestLevel = 60;
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2199, 12, 31);

    /// <summary>A teacher's rates for classes, the newest first. Teachers see their own.</summary>
    public Task<Result<IReadOnlyList<PayRateRow>>> OfTeacherAsync(Actor actor, Guid teacherId, CancellationToken ct) =>
        db.ReadAsync<IReadOnlyList<PayRateRow>>(actor, Permission.PayRead, async (session, ct) =>
        {
            if ((session.Scope != GrantScope.All && session.TeacherId != teacherId) || !await session.Db.Set<Teacher>().AnyAsync(teacher => teacher.Id == teacherId, ct))
            {
                return Error.NotFound();
            }

            List<PayRateRow> rows = [.. (await PayoutSql.RatesAsync(session, teacherId, ct)).Select(terms => new PayRateRow(terms, terms.IsValidOn(session.Today)))];
            return rows;
        }, ct);

    /// <summary>Adds a rate from a day on. Overlap with a later rate of the same reach is refused by the database.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddPayRate command, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.PayWrite, async (session, ct) =>
        {
            var errors = Check(command, Money.DecimalsOf(session.Organization.Currency));
            if (errors.Count > 0)
            {
                return Result<Guid>.Failure(errors);
            }

            if (!await session.Db.Set<Teacher>().AnyAsync(teacher => teacher.Id == command.TeacherId, ct))
            {
                return Error.NotFound();
            }

            var level = command.Level?.Trim();
            var before = await session.Db.Set<PayRate>()
                .Where(rate => rate.TeacherId == command.TeacherId && rate.Kind == PayRateKind.Class && rate.Scope == command.Scope
                    && rate.VenueId == command.VenueId && rate.Level == level && rate.GroupId == command.GroupId
                    && rate.ValidFrom < command.ValidFrom && (rate.ValidTo == null || rate.ValidTo >= command.ValidFrom))
                .SingleOrDefaultAsync(ct);
            before?.End(command.ValidFrom.AddDays(-1));

            // The old one ends first: the database compares every row at once.
            await session.Db.SaveChangesAsync(ct);
            var added = new PayRate(command.TeacherId, PayRateKind.Class, command.Model, command.Scope, command.Amount, command.ValidFrom);
            added.Narrow(command.VenueId, level, command.GroupId);
            added.SetHeadRules(command.Base, command.Minimum, command.Cap, command.FreeHeads, command.Tiers.Count == 0 ? null : PayoutJson.Write(command.Tiers));
            session.Db.Add(added);
            session.Record("pay_rate.added", added.Id);
            return added.Id;
        }, ct);

    private static List<Error> Check(AddPayRate command, int decimals)
    {
        var errors = new List<Error>();
        var finest = Math.Max(3, decimals);
        Amount(command.Amount, nameof(AddPayRate.Amount));
        Amount(command.Base, nameof(AddPayRate.Base));
        Amount(command.Minimum, nameof(AddPayRate.Minimum));
        if (command.Cap is { } cap)
        {
            Amount(cap, nameof(AddPayRate.Cap));
            if (cap < command.Minimum)
            {
                errors.Add(Error.Invalid(nameof(PayoutsTexts.ErrorCapBelowMinimum), nameof(AddPayRate.Cap)));
            }
        }

        if (command.FreeHeads is < 0 or > MostHeads)
        {
            errors.Add(command.FreeHeads < 0 ? Error.Invalid(nameof(SharedTexts.ErrorNegative), nameof(AddPayRate.FreeHeads)) : Error.Invalid(nameof(SharedTexts.ErrorTooLarge), nameof(AddPayRate.FreeHeads), MostHeads));
        }

        foreach (var tier in command.Tiers)
        {
            Amount(tier.Amount, nameof(AddPayRate.Tiers));
        }

        if (command.Tiers.Count > MostTiers || command.Tiers.Any(tier => tier.From is < 1 or > MostHeads) || command.Tiers.Zip(command.Tiers.Skip(1)).Any(pair => pair.First.From >= pair.Second.From))
        {
            errors.Add(Error.Invalid(nameof(PayoutsTexts.ErrorTiersOrder), nameof(AddPayRate.Tiers)));
        }

        if (command.Model != PayModel.PerHead && (command.Base != 0 || command.Minimum != 0 || command.Cap is not null || command.FreeHeads != 0 || command.Tiers.Count > 0))
        {
            errors.Add(Error.Invalid(nameof(PayoutsTexts.ErrorOnlyPerHead), nameof(AddPayRate.Model)));
        }

        if (!Enum.IsDefined(command.Model) || command.Model == PayModel.PerHour)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(AddPayRate.Model)));
        }

        if (!Enum.IsDefined(command.Scope))
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(AddPayRate.Scope)));
        }

        Target(PayRateScope.Venue, command.VenueId is not null, nameof(AddPayRate.VenueId));
        Target(PayRateScope.Level, !string.IsNullOrWhiteSpace(command.Level), nameof(AddPayRate.Level));
        Target(PayRateScope.Group, command.GroupId is not null, nameof(AddPayRate.GroupId));
        var level = new FieldChecks();
        level.Optional(nameof(AddPayRate.Level), command.Level, LongestLevel);
        errors.AddRange(level.Errors);

        if (command.ValidFrom < Earliest || command.ValidFrom > Latest)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), nameof(AddPayRate.ValidFrom), Earliest, Latest));
        }

        return errors;

        void Amount(decimal amount, string field)
        {
            if (amount < 0)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorNegative), field));
            }
            else if (amount > Largest)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLarge), field, Largest));
            }
            else if (decimal.Round(amount, finest) != amount)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorMoneyDecimals), field, finest));
            }
        }

        void Target(PayRateScope scope, bool given, string field)
        {
            if (given != (command.Scope == scope))
            {
                errors.Add(Error.Invalid(given ? nameof(SharedTexts.ErrorChoiceInvalid) : nameof(SharedTexts.ErrorRequired), field));
            }
        }
    }
}
