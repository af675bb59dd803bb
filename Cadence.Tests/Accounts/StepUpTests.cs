using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Tests.Isolation;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Accounts;

/// <summary>Approving pay, bank details, taking everything out and archiving need a fresh proof of the same sign-in (promises.md S13, S14).</summary>
public sealed class StepUpTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;
    private TestSchool _school = null!;
    private UserSessionService _signIns = null!;

    private Guid Owner => _school.Owner.UserId!.Value;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(database);
        _source = NpgsqlDataSource.Create(database.AppConnectionString);
        _signIns = new UserSessionService(_source, new SignInLife(TimeSpan.FromDays(14), TimeSpan.FromDays(90)), _school.Time);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Pay_is_approved_within_ten_minutes_of_a_proof_and_not_after()
    {
        var ids = await SchoolIds.PlantAsync(_school, "Propia");
        var (payouts, month) = (new PayoutService(_school.Tenants), Month.Of(_school.Today));
        var approve = new ApprovePayout(ids[SchoolIds.Payee], month, SchoolIds.Pay);
        var signIn = await OpenAsync(proved: false);
        var actor = Actor.User(_school.OrganizationId, Owner, signIn);

        var without = await payouts.ApproveAsync(actor, approve, default);
        Assert.True(await _signIns.StepUpAsync(Owner, signIn, default));
        _school.Time.Advance(TimeSpan.FromMinutes(10));
        var expired = await payouts.ApproveAsync(actor, approve, default);
        Assert.Equal(0L, await _school.ScalarAsync<long>("select count(*) from teacher_payouts where organization_id = $1 and teacher_id = $2", _school.OrganizationId, ids[SchoolIds.Payee]));
        await _signIns.StepUpAsync(Owner, signIn, default);
        _school.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        var with = await payouts.ApproveAsync(actor, approve, default);

        Assert.Equal([ErrorKind.StepUpNeeded, ErrorKind.StepUpNeeded], new[] { without.Errors.Single().Kind, expired.Errors.Single().Kind });
        Assert.Equal(nameof(SharedTexts.ErrorStepUpNeeded), without.Errors.Single().Code);
        with.Ok();
    }

    [Fact]
    public async Task The_proof_of_another_sign_in_or_person_does_not_count()
    {
        var (here, there) = (await OpenAsync(proved: false), await OpenAsync(proved: true));
        var admins = await _signIns.OpenAsync(_school.Admin.UserId!.Value, null, null, proved: true, null, default);

        Assert.False(await _signIns.StepUpAsync(Owner, admins, default));
        Assert.Equal(ErrorKind.StepUpNeeded, (await AskAsync(Permission.PayApprove, Owner, here)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.Forbidden, (await AskAsync(Permission.PayApprove, Owner, admins)).Errors.Single().Kind);
        Assert.True((await AskAsync(Permission.PayApprove, Owner, there)).IsSuccess);
    }

    [Fact]
    public async Task Signing_in_with_a_password_counts_and_going_on_with_a_sign_in_keeps_its_proof_but_makes_none()
    {
        var fresh = await OpenAsync(proved: true);
        _school.Time.Advance(TimeSpan.FromMinutes(6));
        var goneOn = await _signIns.OpenAsync(Owner, null, null, proved: false, fresh, default);
        var borrowed = await _signIns.OpenAsync(_school.Admin.UserId!.Value, null, null, proved: false, fresh, default);

        Assert.True((await AskAsync(Permission.PayApprove, Owner, goneOn)).IsSuccess);
        Assert.Equal(ErrorKind.StepUpNeeded, (await AskAsync(Permission.PayApprove, _school.Admin.UserId!.Value, borrowed)).Errors.Single().Kind);
        _school.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(ErrorKind.StepUpNeeded, (await AskAsync(Permission.PayApprove, Owner, goneOn)).Errors.Single().Kind);
    }

    [Fact]
    public async Task An_ended_sign_in_proves_nothing()
    {
        var signIn = await OpenAsync(proved: false);
        await _signIns.RevokeAsync(Owner, signIn, default);

        Assert.False(await _signIns.StepUpAsync(Owner, signIn, default));
        Assert.Equal(ErrorKind.Forbidden, (await AskAsync(Permission.PayApprove, Owner, signIn)).Errors.Single().Kind);
    }

    [Fact]
    public async Task Each_permission_that_pays_shows_banks_takes_out_or_archives_asks_and_no_other()
    {
        var signIn = await OpenAsync(proved: false);
        var asking = new List<Permission>();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var (read, written) = (await AskAsync(permission, Owner, signIn), await WriteAsync(permission, Owner, signIn));
            Assert.Equal(read.IsSuccess, written.IsSuccess);
            if (!read.IsSuccess)
            {
                Assert.Equal(ErrorKind.StepUpNeeded, read.Errors.Single().Kind);
                asking.Add(permission);
            }
        }

        Assert.Equal([Permission.PayApprove, Permission.OrganizationArchive, Permission.BankDetails, Permission.ExportAll], asking);
    }

    [Fact]
    public async Task Without_the_right_nobody_is_asked_to_prove_anything()
    {
        var staff = _school.Staff.UserId!.Value;
        var signIn = await _signIns.OpenAsync(staff, null, null, proved: false, null, default);

        Assert.Equal(ErrorKind.Forbidden, (await AskAsync(Permission.PayApprove, staff, signIn)).Errors.Single().Kind);
    }

    [Fact]
    public async Task The_program_itself_passes_and_a_key_or_the_copilot_of_a_person_does_not()
    {
        Assert.True((await AskAsync(_school.Job, Permission.PayApprove)).IsSuccess);
        Assert.True((await AskAsync(_school.Owner, Permission.PayApprove)).IsSuccess);
        foreach (var kind in new[] { ActorKind.ApiKey, ActorKind.CopilotForUser })
        {
            Assert.Equal(ErrorKind.StepUpNeeded, (await AskAsync(new Actor(_school.OrganizationId, kind, Guid.CreateVersion7(), Owner), Permission.PayApprove)).Errors.Single().Kind);
        }
    }

    private Task<Guid> OpenAsync(bool proved) => _signIns.OpenAsync(Owner, null, null, proved, null, CancellationToken.None);

    private Task<Result<bool>> AskAsync(Permission permission, Guid user, Guid signIn) => AskAsync(Actor.User(_school.OrganizationId, user, signIn), permission);

    private Task<Result<bool>> AskAsync(Actor actor, Permission permission) =>
        _school.Tenants.ReadAsync<bool>(actor, permission, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);

    private Task<Result<bool>> WriteAsync(Permission permission, Guid user, Guid signIn) =>
        _school.Tenants.WriteAsync<bool>(Actor.User(_school.OrganizationId, user, signIn), permission, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);
}
