using Cadence.Core.Attendance;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Groups;

public sealed class EnrolmentServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly First = new(2026, 11, 1);

    [Fact]
    public async Task A_student_is_enrolled_from_a_day_on_with_an_agreed_fee()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", monthlyPrice: 45);
        var ana = await school.AddStudentAsync(status: StudentStatus.Lead);

        var enrolled = await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First, AgreedFee = 40, AgreedFeeReason = "Hermanas" }, default);

        Assert.Empty(enrolled.Errors);
        var line = Assert.Single((await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines);
        Assert.Equal(("Salsa", First, null, 40m, 45m), (line.GroupName, line.StartDate, line.EndDate, line.AgreedFee!.Value, line.GroupPrice!.Value));
        Assert.Equal("active", await school.ScalarAsync<string>("select status from students where id = $1", ana));
        Assert.Equal(["Salsa"], (await enrolments.TagsAsync(school.Admin, [ana], default)).Value.Select(tag => tag.Name));
    }

    [Fact]
    public async Task A_fee_equal_to_the_groups_is_no_agreement()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", monthlyPrice: 45);
        var ana = await school.AddStudentAsync();
        await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First, AgreedFee = 45 }, default);
        Assert.Null(Assert.Single((await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines).AgreedFee);
    }

    [Fact]
    public async Task Overlapping_days_in_one_group_are_refused_at_the_start_date_and_a_gap_is_not()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa");
        var ana = await school.AddStudentAsync();
        await school.EnrolAsync(salsa, ana, First, First.AddDays(9));

        var touching = await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First.AddDays(9) }, default);
        Assert.Equal((nameof(SharedTexts.ErrorAlreadyEnrolled), "StartDate"), (Assert.Single(touching.Errors).Code, touching.Errors[0].Field));
        Assert.Empty((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First.AddDays(10) }, default)).Errors);
    }

    [Fact]
    public async Task The_same_enrolment_sent_fifty_times_at_once_is_one()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa");
        var ana = await school.AddStudentAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First }, default)));
        Assert.Single(results, result => result.IsSuccess);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(nameof(SharedTexts.ErrorAlreadyEnrolled), Assert.Single(result.Errors).Code));
    }

    [Fact]
    public async Task A_full_group_warns_and_lets_in()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", students: 2, capacity: 2);
        var enrolled = (await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = await school.AddStudentAsync(), GroupId = salsa.Id, StartDate = school.Today }, default)).Value;
        Assert.Equal((3, 2, true), (enrolled.Taken, enrolled.Capacity, enrolled.IsOver));
    }

    [Fact]
    public async Task A_move_ends_the_old_enrolment_the_day_before_and_starts_the_new_one()
    {
        var (school, enrolments) = await SchoolAsync();
        var (salsa, jazz) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Jazz"));
        var ana = await school.AddStudentAsync();
        var old = await school.EnrolAsync(salsa, ana, First);

        var moved = await enrolments.MoveAsync(school.Admin, new Move { EnrolmentId = old, GroupId = jazz.Id, StartDate = First.AddDays(14) }, default);

        Assert.Empty(moved.Errors);
        var lines = (await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines;
        Assert.Equal([("Jazz", First.AddDays(14), null), ("Salsa", First, First.AddDays(13))], lines.Select(line => (line.GroupName, line.StartDate, line.EndDate)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task A_move_on_the_first_day_or_before_voids_the_old_enrolment(int days)
    {
        var (school, enrolments) = await SchoolAsync();
        var (salsa, jazz) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Jazz"));
        var ana = await school.AddStudentAsync();
        var old = await school.EnrolAsync(salsa, ana, First, First.AddDays(60));

        await enrolments.MoveAsync(school.Admin, new Move { EnrolmentId = old, GroupId = jazz.Id, StartDate = First.AddDays(days) }, default);

        var lines = (await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines;
        Assert.True(Assert.Single(lines, line => line.GroupName == "Salsa").IsVoided);
        var jazzLine = Assert.Single(lines, line => line.GroupName == "Jazz");
        Assert.Equal((First.AddDays(days), First.AddDays(60), false), (jazzLine.StartDate, jazzLine.EndDate!.Value, jazzLine.IsVoided));
    }

    [Fact]
    public async Task A_second_click_on_the_same_move_changes_nothing_more()
    {
        var (school, enrolments) = await SchoolAsync();
        var (salsa, jazz) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Jazz"));
        var old = await school.EnrolAsync(salsa, await school.AddStudentAsync(), First);
        var move = new Move { EnrolmentId = old, GroupId = jazz.Id, StartDate = First.AddDays(5) };
        Assert.True((await enrolments.MoveAsync(school.Admin, move, default)).IsSuccess);
        Assert.Equal(nameof(EnrolmentsTexts.ErrorEnrolmentOver), Assert.Single((await enrolments.MoveAsync(school.Admin, move, default)).Errors).Code);
    }

    [Fact]
    public async Task A_move_that_the_new_group_refuses_leaves_the_old_enrolment_running()
    {
        var (school, enrolments) = await SchoolAsync();
        var (salsa, jazz) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Jazz"));
        var ana = await school.AddStudentAsync();
        var old = await school.EnrolAsync(salsa, ana, First);
        await school.EnrolAsync(jazz, ana, First.AddDays(20));

        var moved = await enrolments.MoveAsync(school.Admin, new Move { EnrolmentId = old, GroupId = jazz.Id, StartDate = First.AddDays(5) }, default);

        Assert.Equal(nameof(SharedTexts.ErrorAlreadyEnrolled), Assert.Single(moved.Errors).Code);
        Assert.Null(Assert.Single((await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines, line => line.GroupName == "Salsa").EndDate);
    }

    [Fact]
    public async Task Moving_a_student_over_closed_classes_lists_them_asks_and_leaves_their_lists_as_they_were()
    {
        var (school, enrolments) = await SchoolAsync();
        var (salsa, jazz) = (await school.AddGroupAsync("Salsa", students: 3), await school.AddGroupAsync("Jazz", students: 2));
        var closed = await school.AddHeldSessionAsync(salsa, First.AddDays(9), _ => AttendanceStatus.Present);
        await school.AddHeldSessionAsync(jazz, First.AddDays(10), _ => AttendanceStatus.Present);
        var ana = salsa.StudentIds[0];
        var old = (await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines[0].Id;
        var move = new Move { EnrolmentId = old, GroupId = jazz.Id, StartDate = First.AddDays(5) };

        var asked = Assert.Single((await enrolments.MoveAsync(school.Admin, move, default)).Errors);
        Assert.Equal((nameof(EnrolmentsTexts.ErrorClosedClasses), "StartDate", 2), (asked.Code, asked.Field, (int)asked.Arguments[0]));
        Assert.Null((await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines[0].EndDate);
        Assert.Equal([closed], (await enrolments.ClosedClassesAsync(school.Admin, salsa.Id, move.StartDate, null, default)).Value.Select(c => c.Id));

        const string picture = "select (select string_agg(student_id::text, ',' order by student_id) from session_rosters where class_session_id = $1) || (select heads::text || roster_count::text from class_sessions where id = $1)";
        var before = await school.ScalarAsync<string>(picture, closed);
        Assert.Empty((await enrolments.MoveAsync(school.Admin, move with { Confirmed = true }, default)).Errors);
        Assert.Equal(before, await school.ScalarAsync<string>(picture, closed));
    }

    [Fact]
    public async Task Only_classes_that_are_closed_and_lie_inside_the_days_are_asked_about()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", students: 1);
        await school.AddHeldSessionAsync(salsa, First.AddDays(2), _ => AttendanceStatus.Present);
        await school.AddSessionAsync(salsa, First.AddDays(9));
        Assert.Empty((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = await school.AddStudentAsync(), GroupId = salsa.Id, StartDate = First.AddDays(3) }, default)).Errors);
        Assert.Equal(1, Assert.Single((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = await school.AddStudentAsync(), GroupId = salsa.Id, StartDate = First.AddDays(2) }, default)).Errors).Arguments[0]);
    }

    [Fact]
    public async Task Leaving_sets_the_last_day_and_the_open_classes_after_it_lose_the_place()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", students: 2);
        var before = await school.AddSessionAsync(salsa, First.AddDays(20));
        var after = await school.AddSessionAsync(salsa, First.AddDays(21));
        var old = (await enrolments.OfStudentAsync(school.Admin, salsa.StudentIds[0], default)).Value.Lines[0];

        Assert.Empty((await enrolments.LeaveAsync(school.Admin, new Leave { EnrolmentId = old.Id, EndDate = First.AddDays(20), Reason = "Se muda" }, default)).Errors);

        var line = Assert.Single((await enrolments.OfStudentAsync(school.Admin, salsa.StudentIds[0], default)).Value.Lines);
        Assert.Equal((First.AddDays(20), "Se muda"), (line.EndDate!.Value, line.Reason));
        Assert.Equal((2, 1), (await school.ScalarAsync<int>("select roster_count from class_sessions where id = $1", before), await school.ScalarAsync<int>("select roster_count from class_sessions where id = $1", after)));
    }

    [Fact]
    public async Task Nobody_leaves_before_they_came_and_a_mistake_is_voided_with_a_reason()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa");
        var ana = await school.AddStudentAsync();
        var id = await school.EnrolAsync(salsa, ana, First);

        var early = Assert.Single((await enrolments.LeaveAsync(school.Admin, new Leave { EnrolmentId = id, EndDate = First.AddDays(-1) }, default)).Errors);
        Assert.Equal((nameof(EnrolmentsTexts.ErrorEndBeforeStart), "EndDate"), (early.Code, early.Field));
        Assert.Equal(nameof(SharedTexts.ErrorRequired), Assert.Single((await enrolments.VoidAsync(school.Admin, new VoidEnrolment { EnrolmentId = id, Reason = " " }, default)).Errors).Code);

        Assert.Empty((await enrolments.VoidAsync(school.Admin, new VoidEnrolment { EnrolmentId = id, Reason = "Era otra Ana" }, default)).Errors);
        Assert.True(Assert.Single((await enrolments.OfStudentAsync(school.Admin, ana, default)).Value.Lines).IsVoided);
        Assert.Empty((await enrolments.TagsAsync(school.Admin, [ana], default)).Value);
        Assert.Empty((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First }, default)).Errors);
    }

    [Fact]
    public async Task Bad_input_is_refused_at_its_field()
    {
        var (school, enrolments) = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa");
        var ana = await school.AddStudentAsync();
        async Task<(string, string?)> Refused(Enrol command)
        {
            var error = Assert.Single((await enrolments.EnrolAsync(school.Admin, command, default)).Errors);
            return (error.Code, error.Field);
        }

        var good = new Enrol { StudentId = ana, GroupId = salsa.Id, StartDate = First };
        Assert.Equal((nameof(SharedTexts.ErrorDateRange), "StartDate"), await Refused(good with { StartDate = new DateOnly(1999, 1, 1) }));
        Assert.Equal((nameof(SharedTexts.ErrorDateOrder), "EndDate"), await Refused(good with { EndDate = First.AddDays(-1) }));
        Assert.Equal((nameof(SharedTexts.ErrorNegative), "AgreedFee"), await Refused(good with { AgreedFee = -1 }));
        Assert.Equal((nameof(SharedTexts.ErrorMoneyDecimals), "AgreedFee"), await Refused(good with { AgreedFee = 1.005m }));
        Assert.Equal((nameof(SharedTexts.ErrorTooLarge), "AgreedFee"), await Refused(good with { AgreedFee = 1e12m }));
        Assert.Equal((nameof(SharedTexts.ErrorTooLong), "AgreedFeeReason"), await Refused(good with { AgreedFeeReason = new string('x', 501) }));
        Assert.Equal((nameof(SharedTexts.ErrorChoiceInvalid), "GroupId"), await Refused(good with { GroupId = Guid.CreateVersion7() }));
        Assert.Equal((nameof(SharedTexts.ErrorNotFound), null), await Refused(good with { StudentId = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task Another_schools_ids_are_unknown_here()
    {
        var (school, enrolments) = await SchoolAsync();
        var other = await TestSchool.CreateAsync(database);
        var theirs = await other.AddGroupAsync("Salsa", students: 1);
        var their = await school.ScalarAsync<Guid>("select id from student_groups where group_id = $1", theirs.Id);
        var ana = await school.AddStudentAsync();
        var own = await school.AddGroupAsync("Jazz");

        Assert.Equal(nameof(SharedTexts.ErrorChoiceInvalid), Assert.Single((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = ana, GroupId = theirs.Id, StartDate = First }, default)).Errors).Code);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await enrolments.EnrolAsync(school.Admin, new Enrol { StudentId = theirs.StudentIds[0], GroupId = own.Id, StartDate = First }, default)).Errors).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await enrolments.MoveAsync(school.Admin, new Move { EnrolmentId = their, GroupId = own.Id, StartDate = First }, default)).Errors).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await enrolments.LeaveAsync(school.Admin, new Leave { EnrolmentId = their, EndDate = First }, default)).Errors).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await enrolments.VoidAsync(school.Admin, new VoidEnrolment { EnrolmentId = their, Reason = "x" }, default)).Errors).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await enrolments.OfStudentAsync(school.Admin, theirs.StudentIds[0], default)).Errors).Kind);
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await enrolments.EnrolAsync(school.TeacherActor, new Enrol { StudentId = ana, GroupId = own.Id, StartDate = First }, default)).Errors).Kind);
    }

    private async Task<(TestSchool School, EnrolmentService Enrolments)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new EnrolmentService(school.Tenants));
    }
}
