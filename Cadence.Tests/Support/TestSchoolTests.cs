using Cadence.Core.Attendance;
using Cadence.Core.Data;

namespace Cadence.Tests.Support;

public sealed class TestSchoolTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_school_has_people_groups_and_classes_with_counts(TenantMode mode)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var group = await school.AddGroupAsync("Urbano", students: 5);
        var held = await school.AddHeldSessionAsync(group, school.Today.AddDays(-2), i => i == 0 ? AttendanceStatus.Absent : AttendanceStatus.Present);
        await school.AddSessionAsync(group, school.Today, "19:30", "20:30");

        Assert.Equal("4/1/0/0 of 5", await school.ScalarAsync<string>(
            "select concat(heads, '/', absent, '/', excused, '/', unmarked, ' of ', roster_count) from class_sessions where id = $1", held));
        Assert.Equal(2L, await school.ScalarAsync<long>("select count(*) from bookings where organization_id = $1 and resource_id = $2", school.OrganizationId, school.RoomId));
    }
}
