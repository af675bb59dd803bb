using Cadence.Core.Data;

namespace Cadence.Bench.Support;

/// <summary>How the tests that don't say otherwise tell the database its tenant: <c>CADENCE_TEST_MODE=local</c> runs the whole suite as behind a transaction pooler.</summary>
internal static class TestMode
{
    public static TenantMode Usual { get; } = Environment.GetEnvironmentVariable("CADENCE_TEST_MODE") == "local" ? TenantMode.Local : TenantMode.Session;

    /// <summary>The same as a setting of the program.</summary>
    public static string Setting { get; } = Usual == TenantMode.Local ? "local" : "session";
}
