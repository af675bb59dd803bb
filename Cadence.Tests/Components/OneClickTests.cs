using AngleSharp.Dom;
using Bunit;
using Cadence.Tests.Support;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Cadence.Tests.Components;

public sealed class OneClickTests : ComponentTest
{
    [Fact]
    public async Task A_hundred_clicks_while_it_works_have_one_effect()
    {
        var effects = 0;
        var gate = new TaskCompletionSource();
        var button = Render<OneClickButton>(p => p.Add(b => b.OnClick, async () => { effects++; await gate.Task; }).AddChildContent("Aprobar"));

        var first = button.Find("button").ClickAsync(new MouseEventArgs { Detail = 1 });
        for (var i = 0; i < 99; i++)
        {
            await button.Find("button").ClickAsync(new MouseEventArgs { Detail = 1 });
        }

        Assert.Equal("true", button.Find("button").GetAttribute("aria-busy"));
        gate.SetResult();
        await first;
        Assert.Equal(1, effects);
        Assert.False(button.Find("button").HasAttribute("aria-busy"));
    }

    [Fact]
    public async Task The_second_click_of_a_double_click_has_no_effect_even_when_the_first_is_done()
    {
        var effects = 0;
        var button = Render<OneClickButton>(p => p.Add(b => b.OnClick, () => effects++));

        for (var i = 0; i < 100; i++)
        {
            await button.Find("button").ClickAsync(new MouseEventArgs { Detail = 1 });
            await button.Find("button").ClickAsync(new MouseEventArgs { Detail = 2 });
        }

        Assert.Equal(100, effects);
    }

    [Fact]
    public async Task A_key_press_clicks_and_after_a_failure_one_can_try_again()
    {
        var once = new Once();
        await Assert.ThrowsAsync<InvalidOperationException>(() => once.RunAsync(() => throw new InvalidOperationException()));
        Assert.False(once.IsRunning);

        var effects = 0;
        var button = Render<OneClickButton>(p => p.Add(b => b.OnClick, () => effects++));
        await button.Find("button").ClickAsync(new MouseEventArgs { Detail = 0 });
        Assert.Equal(1, effects);
    }
}
