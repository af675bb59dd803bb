namespace Cadence.Tests.Support;

/// <summary>Fails with every finding on a line of its own, where a collection assertion would cut them off.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings, string about = "findings")
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{all.Count} {about}:\n{string.Join('\n', all)}");
    }
}
