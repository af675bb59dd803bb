using Cadence.Core.Payouts;
using Cadence.Core.Resources;

namespace Cadence.Web.Teachers;

/// <summary>Models and scopes of pay rates as forms offer them.</summary>
internal static class RateWords
{
    public static IReadOnlyList<(PayModel, string)> Models => [.. Enum.GetValues<PayModel>().Where(model => model != PayModel.PerHour).Select(model => (model, PayoutText.Model(model)))];

    public static IReadOnlyList<(PayModel?, string)> ModelsOrLater => [.. Models.Select(choice => ((PayModel?)choice.Item1, choice.Item2)), (null, TeachersTexts.RateLater)];

    public static IReadOnlyList<(PayRateScope, string)> Scopes =>
    [
        (PayRateScope.All, TeachersTexts.RateScopeAll), (PayRateScope.Venue, TeachersTexts.RateScopeVenue),
        (PayRateScope.Level, TeachersTexts.RateScopeLevel), (PayRateScope.Group, TeachersTexts.RateScopeGroup),
    ];

    public static string? Hint(PayModel? model) => model switch
    {
        PayModel.FixedMonthly => TeachersTexts.RateModelFixedHint,
        PayModel.PerClass => TeachersTexts.RateModelPerClassHint,
        PayModel.PerHead => TeachersTexts.RateModelPerHeadHint,
        _ => null,
    };

    public static string AmountLabel(PayModel? model) => model switch
    {
        PayModel.FixedMonthly => TeachersTexts.RateAmountPerMonth,
        PayModel.PerClass => TeachersTexts.RateAmountPerClass,
        PayModel.PerHead => TeachersTexts.RateAmountPerHead,
        _ => TeachersTexts.RateAmount,
    };
}
