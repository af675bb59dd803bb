namespace Cadence.Tests.Architecture.Planted;

/// <summary>Abstract, so that nobody runs it and nobody counts it.</summary>
public abstract class SkipsByHand
{
    [Fact(Skip = "planted")]
    public void Looks_the_other_way() => Assert.NotNull(this);
}
