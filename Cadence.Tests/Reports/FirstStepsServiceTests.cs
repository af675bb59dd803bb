using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Teachers;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Reports;

/// <summary>The steps follow the rows: nothing says that a step was taken except what it made.</summary>
public sealed class FirstStepsServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Each_step_is_taken_by_the_row_it_makes_and_the_next_one_opens()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new FirstStepsService(school.Tenants);

        // A test school begins with a place and a teacher.
        var begun = (await service.StateAsync(school.Admin, default)).Ok();
        Assert.Equal([FirstStep.Venue, FirstStep.Teacher, FirstStep.Group, FirstStep.Students, FirstStep.Session, FirstStep.RollCall], begun.Steps.Select(step => step.Step));
        Assert.Equal((2, FirstStep.Group, "Estudio Centro", "Leo"), (begun.Taken, begun.Open!.Step, begun.Of(FirstStep.Venue).Name, begun.Of(FirstStep.Teacher).Name));

        var group = await school.AddGroupAsync("Salsa");
        Assert.Equal(FirstStep.Students, (await service.StateAsync(school.Admin, default)).Ok().Open!.Step);

        // Somebody in no group is on no roll call.
        var student = await school.AddStudentAsync();
        var waiting = (await service.StateAsync(school.Admin, default)).Ok();
        Assert.Equal((FirstStep.Students, 1, group.Id), (waiting.Open!.Step, waiting.Open.Count, waiting.GroupId));

        await school.EnrolAsync(group, student, school.Today.AddDays(-1));
        Assert.Equal(FirstStep.Session, (await service.StateAsync(school.Admin, default)).Ok().Open!.Step);

        var cancelled = await school.AddSessionAsync(group, school.Today.AddDays(1));
        await school.CancelAsync(cancelled);
        Assert.Equal(FirstStep.Session, (await service.StateAsync(school.Admin, default)).Ok().Open!.Step);

        await school.AddSessionAsync(group, school.Today.AddDays(7));
        var session = await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        var planned = (await service.StateAsync(school.Admin, default)).Ok();
        Assert.Equal((5, FirstStep.RollCall, session), (planned.Taken, planned.Open!.Step, planned.SessionId));

        await school.MarkAsync(session, (student, AttendanceStatus.Present));
        var all = (await service.StateAsync(school.Admin, default)).Ok();
        Assert.Equal((6, null), (all.Taken, all.Open));
    }

    [Fact]
    public async Task Who_teaches_alone_is_there_from_the_founding_and_begins_with_the_place()
    {
        var school = await TestSchool.CreateAsync(database);
        var founded = Guid.CreateVersion7();
        var founder = school.Owner.UserId!.Value;
        await using var dataSource = NpgsqlDataSource.Create(database.AppConnectionString);
        (await new FoundingService(new OrganizationService(school.Tenants), new OrganizationDirectory(dataSource)).FoundAsync(
            new FoundOwnOrganization { Id = founded, Name = "Lucía baila", Slug = "l-" + Guid.NewGuid().ToString("n")[..12], Type = OrganizationType.IndependentTeacher, Country = "ES" },
            new Founder(founder, "Lucía", "Reina"), default)).Ok();

        var steps = (await new FirstStepsService(school.Tenants).StateAsync(Actor.User(founded, founder), default)).Ok();

        Assert.Equal([FirstStep.Teacher, FirstStep.Venue], steps.Steps.Take(2).Select(step => step.Step));
        Assert.Equal((1, FirstStep.Venue, "Lucía"), (steps.Taken, steps.Open!.Step, steps.Of(FirstStep.Teacher).Name));
    }

    [Fact]
    public async Task Hidden_steps_stay_hidden_for_everybody_until_somebody_brings_them_back()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new FirstStepsService(school.Tenants);

        Assert.True((await service.HideAsync(school.Owner, true, default)).Ok());
        Assert.False((await service.HideAsync(school.Admin, true, default)).Ok());
        Assert.True((await service.StateAsync(school.Staff, default)).Ok().Hidden);
        Assert.True((await service.HideAsync(school.Admin, false, default)).Ok());
        Assert.False((await service.StateAsync(school.Staff, default)).Ok().Hidden);
        Assert.Equal(ErrorKind.Forbidden, (await service.HideAsync(school.Staff, true, default)).Errors.Single().Kind);
    }

    [Fact]
    public async Task Who_looks_after_a_part_is_not_shown_the_founding_of_the_whole()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.WriteAsync(db =>
        {
            db.Add(new OrganizationRole("lead", preset: false));
            db.Add(new RoleGrant("lead", Permission.GroupsWrite, GrantScope.Own));
        });

        var answer = await new FirstStepsService(school.Tenants).StateAsync(await school.AddMemberAsync("lead"), default);

        Assert.Equal(ErrorKind.Forbidden, answer.Errors.Single().Kind);
    }
}
