using Cadence.Tests.Support;

namespace Cadence.Tests.Architecture;

public sealed class HouseRulesTests
{
    public static TheoryData<string> Rules => [.. HouseRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_product_keeps_the_rule(string name) => Findings.None(Rule(name).InProduct());

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_planted_violation_is_found(string name)
    {
        Assert.NotEmpty(Rule(name).Plants);
        Findings.None(Rule(name).OverlookedPlants());
    }

    [Fact]
    public void An_exception_nobody_needs_is_found()
    {
        var rule = HouseRules.All[0] with { Exceptions = new() { ["Cadence.Core.Kernel.Month"] = "planted" } };

        Assert.Contains(rule.InProduct(), violation => violation.StartsWith("Cadence.Core.Kernel.Month: is excused without need", StringComparison.Ordinal));
    }

    private static HouseRule Rule(string name) => HouseRules.All.Single(rule => rule.Name == name);
}
