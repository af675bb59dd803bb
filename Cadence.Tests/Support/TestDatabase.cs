namespace Cadence.Bench.Support;

/// <content>As a fixture of a test class.</content>
public sealed partial class TestDatabase : IAsyncLifetime;
