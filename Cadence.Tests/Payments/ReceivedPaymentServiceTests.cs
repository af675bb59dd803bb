using Cadence.Core.Payments;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payments;

public sealed class ReceivedPaymentServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Day = new(2026, 11, 5);

    [Fact]
    public async Task Sent_twice_at_once_it_is_one()
    {
        var (school, service) = await SchoolAsync();
        var command = new AddReceivedPayment { ValueDate = Day, Amount = 40, Note = "Cuota" };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => Assert.Equal(command.Id, (await service.AddAsync(school.Owner, command, default)).Ok())));

        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from received_payments where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Wrong_values_are_said_at_their_fields()
    {
        var (school, service) = await SchoolAsync();
        var student = await school.AddStudentAsync();

        Assert.Equal("ValueDate: ErrorRequired, Amount: ErrorRequired", (await service.AddAsync(school.Owner, new AddReceivedPayment(), default)).Refusals());
        Assert.Equal("Amount: ErrorNotPositive", (await service.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = Day, Amount = 0 }, default)).Refusals());
        Assert.Equal("Amount: ErrorMoneyDecimals", (await service.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = Day, Amount = 1.005m }, default)).Refusals());
        Assert.Equal("StudentId: ErrorVenueOrPupil", (await service.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = Day, Amount = 1, VenueId = school.VenueId, StudentId = student }, default)).Refusals());
        (await service.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = Day, Amount = 1, VenueId = Guid.NewGuid() }, default)).IsNotFound();
    }

    [Fact]
    public async Task It_is_corrected_by_who_saw_the_last_version_and_voided_with_a_reason()
    {
        var (school, service) = await SchoolAsync();
        var id = (await service.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = Day, Amount = 40 }, default)).Ok();
        var edit = new EditReceivedPayment { Id = id, Version = 1, ValueDate = Day, Amount = 45 };

        Assert.Equal(2, (await service.EditAsync(school.Owner, edit, default)).Ok());
        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), (await service.EditAsync(school.Owner, edit with { Amount = 50 }, default)).Refusals());
        Assert.Equal("Reason: ErrorRequired", (await service.VoidAsync(school.Owner, new VoidReceivedPayment(id, 2, null), default)).Refusals());
        (await service.VoidAsync(school.Owner, new VoidReceivedPayment(id, 2, "Devuelto"), default)).Ok();

        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), (await service.EditAsync(school.Owner, edit with { Version = 3 }, default)).Refusals());
        Assert.Equal(45m, await school.ScalarAsync<decimal>("select amount from received_payments where id = $1 and void_reason = 'Devuelto'", id));
    }

    private async Task<(TestSchool School, ReceivedPaymentService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new ReceivedPaymentService(school.Tenants));
    }
}
