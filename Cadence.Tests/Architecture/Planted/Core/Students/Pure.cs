using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Tests.Architecture.Planted.Core.Students;

internal sealed class InstanceRules
{
    public static bool IsFull(int count) => count > 25;
}

internal static class ClockPolicy
{
    public static bool IsOverdue(TimeProvider time, DateTimeOffset due) => time.GetUtcNow() > due;
}

internal static class DatabasePlanner
{
    public static int Plan(DbContext db) => db.ChangeTracker.Entries().Count();
}

internal static class CultureCalculator
{
    public static string Show(decimal amount) => amount.ToString(CultureInfo.CurrentCulture);
}
