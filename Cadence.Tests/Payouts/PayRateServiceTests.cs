using Cadence.Core.Kernel;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payouts;

public sealed class PayRateServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_new_rate_ends_the_old_one_the_day_before()
    {
        var (school, rates) = await SchoolAsync();

        await rates.AddAsync(school.Admin, PerHead(school, 1.40m, new DateOnly(2026, 9, 1)), default);
        await rates.AddAsync(school.Admin, PerHead(school, 1.60m, new DateOnly(2026, 11, 16)), default);

        var rows = (await rates.OfTeacherAsync(school.TeacherActor, school.TeacherId, default)).Value;
        Assert.Equal(
            [(1.60m, new DateOnly(2026, 11, 16), null, true), (1.40m, new DateOnly(2026, 9, 1), (DateOnly?)new DateOnly(2026, 11, 15), false)],
            rows.Select(row => (row.Terms.Amount, row.Terms.ValidFrom, row.Terms.ValidTo, row.IsCurrent)));
    }

    [Fact]
    public async Task A_narrower_rate_leaves_the_wider_one_alone()
    {
        var (school, rates) = await SchoolAsync();
        var group = await school.AddGroupAsync("Compañía");
        await rates.AddAsync(school.Admin, PerHead(school, 1.40m, new DateOnly(2026, 9, 1)), default);

        var added = await rates.AddAsync(school.Admin, PerHead(school, 1.60m, new DateOnly(2026, 11, 16)) with { Scope = PayRateScope.Group, GroupId = group.Id, Tiers = [new PayTier(1, 2), new PayTier(11, 1.5m)] }, default);

        Assert.True(added.IsSuccess);
        var rows = (await rates.OfTeacherAsync(school.Admin, school.TeacherId, default)).Value;
        Assert.All(rows, row => Assert.Null(row.Terms.ValidTo));
        Assert.Equal("Compañía", rows[0].Terms.ScopeName);
        Assert.Equal([new PayTier(1, 2), new PayTier(11, 1.5m)], rows[0].Terms.Tiers);
    }

    [Fact]
    public async Task A_rate_that_overlaps_a_later_one_is_refused_at_its_first_day_and_changes_nothing()
    {
        var (school, rates) = await SchoolAsync();
        await rates.AddAsync(school.Admin, PerHead(school, 1.40m, new DateOnly(2026, 9, 1)), default);
        await rates.AddAsync(school.Admin, PerHead(school, 1.60m, new DateOnly(2026, 11, 16)), default);

        foreach (var day in new[] { new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 16) })
        {
            var refused = await rates.AddAsync(school.Admin, PerHead(school, 2m, day), default);
            Assert.Equal((nameof(SharedTexts.ErrorRateOverlaps), nameof(AddPayRate.ValidFrom)), (refused.Errors.Single().Code, refused.Errors.Single().Field));
        }

        Assert.Equal([null, new DateOnly(2026, 11, 15)], (await rates.OfTeacherAsync(school.Admin, school.TeacherId, default)).Value.Select(row => row.Terms.ValidTo));
    }

    [Fact]
    public async Task Wrong_rates_are_refused_at_their_fields()
    {
        var (school, rates) = await SchoolAsync();
        var good = PerHead(school, 1.40m, new DateOnly(2026, 9, 1));

        await RefusedAsync(good with { Amount = -1 }, nameof(AddPayRate.Amount), nameof(SharedTexts.ErrorNegative));
        await RefusedAsync(good with { Amount = 100_000 }, nameof(AddPayRate.Amount), nameof(SharedTexts.ErrorTooLarge));
        await RefusedAsync(good with { Amount = 1.2345m }, nameof(AddPayRate.Amount), nameof(SharedTexts.ErrorMoneyDecimals));
        await RefusedAsync(good with { Minimum = 10, Cap = 9 }, nameof(AddPayRate.Cap), nameof(PayoutsTexts.ErrorCapBelowMinimum));
        await RefusedAsync(good with { FreeHeads = -1 }, nameof(AddPayRate.FreeHeads), nameof(SharedTexts.ErrorNegative));
        await RefusedAsync(good with { Tiers = [new PayTier(11, 1), new PayTier(1, 2)] }, nameof(AddPayRate.Tiers), nameof(PayoutsTexts.ErrorTiersOrder));
        await RefusedAsync(good with { Model = PayModel.PerClass, Minimum = 3 }, nameof(AddPayRate.Model), nameof(PayoutsTexts.ErrorOnlyPerHead));
        await RefusedAsync(good with { Scope = PayRateScope.Group }, nameof(AddPayRate.GroupId), nameof(SharedTexts.ErrorRequired));
        await RefusedAsync(good with { Scope = PayRateScope.Level, Level = " " }, nameof(AddPayRate.Level), nameof(SharedTexts.ErrorRequired));
        await RefusedAsync(good with { VenueId = school.VenueId }, nameof(AddPayRate.VenueId), nameof(SharedTexts.ErrorChoiceInvalid));
        await RefusedAsync(good with { ValidFrom = new DateOnly(1999, 12, 31) }, nameof(AddPayRate.ValidFrom), nameof(SharedTexts.ErrorDateRange));
        Assert.Empty((await rates.OfTeacherAsync(school.Admin, school.TeacherId, default)).Value);

        async Task RefusedAsync(AddPayRate command, string field, string code)
        {
            var error = Assert.Single((await rates.AddAsync(school.Admin, command, default)).Errors);
            Assert.Equal((field, code), (error.Field, error.Code));
        }
    }

    [Fact]
    public async Task Unknown_and_foreign_ids_look_the_same()
    {
        var (school, rates) = await SchoolAsync();
        var (other, _) = await SchoolAsync();
        var good = PerHead(school, 1.40m, new DateOnly(2026, 9, 1));

        foreach (var command in new[]
        {
            good with { TeacherId = other.TeacherId },
            good with { TeacherId = Guid.CreateVersion7() },
            good with { Scope = PayRateScope.Venue, VenueId = other.VenueId },
            good with { Scope = PayRateScope.Group, GroupId = Guid.CreateVersion7() },
        })
        {
            Assert.Equal(ErrorKind.NotFound, Assert.Single((await rates.AddAsync(school.Admin, command, default)).Errors).Kind);
        }

        Assert.Equal(ErrorKind.Forbidden, (await rates.AddAsync(school.TeacherActor, good, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.Forbidden, (await rates.AddAsync(school.Staff, good, default)).Errors.Single().Kind);
    }

    private static AddPayRate PerHead(TestSchool school, decimal amount, DateOnly from) => new() { TeacherId = school.TeacherId, Model = PayModel.PerHead, Amount = amount, ValidFrom = from };

    private async Task<(TestSchool School, PayRateService Rates)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new PayRateService(school.Tenants));
    }
}
