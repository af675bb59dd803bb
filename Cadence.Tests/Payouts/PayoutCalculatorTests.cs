using Cadence.Core.Payouts;

namespace Cadence.Tests.Payouts;

public class PayoutCalculatorTests
{
    private static readonly IReadOnlyList<GoldenPayout> Golden = GoldenPayout.ReadAll();

    public static TheoryData<string> Titles => [.. Golden.Select(golden => golden.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Golden_payout(string title)
    {
        var golden = Golden.Single(g => g.Title == title);

        var calculation = PayoutCalculator.Calculate(golden.Inputs());

        Assert.Equal(
            golden.Lines.Select(line => (line.Id, line.Kind, line.Heads, line.Amount)),
            calculation.Lines.Select(line => (golden.Name(line.Session?.Id ?? line.Rate!.Id), line.Kind, line.Formula?.Heads ?? 0, line.Amount.Amount)));
        Assert.All(golden.Lines, line => Assert.Equal(line.Amount, HandArithmetic.Of(line.Arithmetic)));
        Assert.Equal(golden.Total, golden.Lines.Sum(line => line.Amount));
        Assert.Equal(golden.Total, calculation.Gross.Amount);
        Assert.Equal(golden.Missing, calculation.MissingAttendance.Select(session => golden.Name(session.Id)));
        Assert.Equal(golden.Blocked, calculation.WithoutRate.Select(line => golden.Name(line.Session!.Id)));
        Assert.Equal(golden.Replaced, calculation.Replaced.Select(r => $"{golden.Name(r.Session.Id)} by {golden.Name(r.SubstituteId)}"));
        if (golden.Net is { } net)
        {
            Assert.Equal(net.Amount, HandArithmetic.Of(net.Arithmetic));
            Assert.Equal(net.Amount, calculation.Net.Amount);
        }
        else
        {
            Assert.Equal(calculation.Gross, calculation.Net);
        }
    }

    [Fact]
    public void There_are_enough_golden_payouts() => Assert.True(Golden.Count >= 15, $"{Golden.Count} cases");
}
