using Cadence.Core.Kernel;

namespace Cadence.Tests.Kernel;

public sealed class AttendancePercentageTests
{
    // Excused marks are not handed over at all: they stand on neither side.
    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(10, 0, 0, 1.0)]
    [InlineData(0, 10, 0, 1.0)]
    [InlineData(0, 0, 3, 0.0)]
    [InlineData(8, 1, 2, 0.8181)]
    [InlineData(5, 0, 7, 0.4166)]
    [InlineData(11, 0, 1, 0.9166)]
    public void Present_and_late_count_of_all_marks_that_count(int present, int late, int absent, double? expected)
    {
        decimal? truncated = AttendancePercentage.Of(present, late, absent) is { } ratio ? Math.Truncate(ratio * 10000) / 10000 : null;
        Assert.Equal((decimal?)expected, truncated);
    }
}
