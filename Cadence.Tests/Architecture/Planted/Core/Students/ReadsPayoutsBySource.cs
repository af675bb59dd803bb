using Cadence.Core.Payouts;

namespace Cadence.Tests.Architecture.Planted.Core.Students;

/// <summary>Compiled, nothing of the forbidden slice is left.</summary>
internal sealed class ReadsPayoutsBySource
{
    public const string Table = nameof(TeacherPayout);
}
