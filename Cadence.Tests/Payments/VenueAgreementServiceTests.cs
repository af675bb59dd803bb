using Cadence.Core.Payments;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payments;

public sealed class VenueAgreementServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly September = new(2026, 9, 1);
    private static readonly DateOnly November = new(2026, 11, 1);

    [Fact]
    public async Task A_new_agreement_ends_the_one_before_the_day_before()
    {
        var (school, service) = await SchoolAsync();
        var first = (await service.AddAsync(school.Owner, New(school, September), default)).Ok();
        var second = (await service.AddAsync(school.Owner, New(school, November) with { Amount = 4 }, default)).Ok();

        var items = (await service.ListAsync(school.Owner, default)).Ok();
        Assert.Equal([(second, 4m, (DateOnly?)null, true), (first, 3.2m, new DateOnly(2026, 10, 31), false)], items.Select(item => (item.Id, item.Amount, item.ValidTo, item.IsCurrent)));
    }

    [Fact]
    public async Task Two_of_the_same_reach_on_one_day_are_refused_and_another_group_kind_or_direction_is_not()
    {
        var (school, service) = await SchoolAsync();
        var group = await school.AddGroupAsync("Sevillanas");
        (await service.AddAsync(school.Owner, New(school, September) with { ValidTo = new DateOnly(2026, 12, 31) }, default)).Ok();

        Assert.Equal("ValidFrom: ErrorAgreementOverlaps", (await service.AddAsync(school.Owner, New(school, November), default)).Refusals());
        (await service.AddAsync(school.Owner, New(school, November) with { GroupId = group.Id }, default)).Ok();
        (await service.AddAsync(school.Owner, New(school, November) with { Kind = AgreementKind.Private }, default)).Ok();
        (await service.AddAsync(school.Owner, New(school, November) with { Direction = AgreementDirection.OrganizationPays, Model = AgreementModel.PerHour }, default)).Ok();
    }

    [Fact]
    public async Task Sent_twice_it_is_one()
    {
        var (school, service) = await SchoolAsync();
        var command = New(school, September);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => Assert.Equal(command.Id, (await service.AddAsync(school.Owner, command, default)).Ok())));

        Assert.Single((await service.ListAsync(school.Owner, default)).Ok());
    }

    [Fact]
    public async Task Wrong_values_are_said_at_their_fields()
    {
        var (school, service) = await SchoolAsync();

        Assert.Equal("Amount: ErrorRequired, ValidFrom: ErrorRequired, VenueId: ErrorRequired", (await service.AddAsync(school.Owner, new AddVenueAgreement(), default)).Refusals());
        Assert.Equal(
            "Amount: ErrorMoneyDecimals, ValidTo: ErrorDateOrder",
            (await service.AddAsync(school.Owner, New(school, September) with { Amount = 3.333m, ValidTo = new DateOnly(2026, 8, 1) }, default)).Refusals());
        Assert.Equal("Amount: ErrorNegative", (await service.AddAsync(school.Owner, New(school, September) with { Amount = -1 }, default)).Refusals());
        (await service.AddAsync(school.Owner, New(school, September) with { VenueId = Guid.NewGuid() }, default)).IsNotFound();
    }

    [Fact]
    public async Task A_correction_needs_the_version_seen_and_a_void_one_makes_room()
    {
        var (school, service) = await SchoolAsync();
        var id = (await service.AddAsync(school.Owner, New(school, September) with { ValidTo = new DateOnly(2026, 12, 31) }, default)).Ok();
        var edit = new EditVenueAgreement { Id = id, Version = 1, Model = AgreementModel.PerClass, Amount = 25, ValidFrom = September, ValidTo = new DateOnly(2026, 12, 31) };
        Assert.Equal(2, (await service.EditAsync(school.Owner, edit, default)).Ok());
        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), (await service.EditAsync(school.Owner, edit with { Amount = 30 }, default)).Refusals());

        Assert.Equal("Reason: ErrorRequired", (await service.VoidAsync(school.Owner, new VoidVenueAgreement(id, 2, " "), default)).Refusals());
        (await service.VoidAsync(school.Owner, new VoidVenueAgreement(id, 2, "Era otro local"), default)).Ok();
        (await service.VoidAsync(school.Owner, new VoidVenueAgreement(id, 2, "Era otro local"), default)).Ok();
        (await service.AddAsync(school.Owner, New(school, November), default)).Ok();

        Assert.Equal([null, "Era otro local"], (await service.ListAsync(school.Owner, default)).Ok().Select(item => item.VoidReason));
    }

    private static AddVenueAgreement New(TestSchool school, DateOnly from) => new() { VenueId = school.VenueId, Model = AgreementModel.PerHead, Amount = 3.2m, ValidFrom = from };

    private async Task<(TestSchool School, VenueAgreementService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new VenueAgreementService(school.Tenants));
    }
}
