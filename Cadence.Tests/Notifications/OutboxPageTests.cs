using Bunit;
using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Tests.Support;
using Cadence.Web.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.Notifications;

/// <summary>The admin reads what the program wrote, and asks for another try.</summary>
public sealed class OutboxPageTests : SchoolPageTest
{
    public OutboxPageTests(TestDatabase database)
        : base(database)
    {
        Services.AddSingleton(new MailComposer(new PublicAddress(null), new InvitationSecrets(TestSchool.Protection)));
        Services.AddSingleton(provider => new OutboxService(School.Tenants, provider.GetRequiredService<MailComposer>(), HasMail ? new SmtpSettings("127.0.0.1", 1, null, null, "cadence@example.com") : null));
    }

    private bool HasMail { get; set; }

    [Fact]
    public async Task Without_messages_it_says_when_there_will_be_some_and_that_mail_is_not_set_up()
    {
        await EnterAsync();

        var page = Render<OutboxPage>();

        page.WaitForAssertion(() => Assert.Contains("Todavía no hay avisos", page.Markup, StringComparison.Ordinal));
        Assert.Contains("El correo no está configurado", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_failed_shows_its_text_and_reason_and_is_sent_again_once()
    {
        HasMail = true;
        var school = await EnterAsync();
        var session = await school.AddSessionAsync(await school.AddGroupAsync("Salsa", 2), school.Today.AddDays(-1));
        school.Time.Advance(TimeSpan.FromHours(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        await school.ScalarAsync<int>("update outbox_messages set dead_at = now(), last_error = 'refused', attempts = 3 where subject = $1 returning 1", session.ToString());
        var page = Render<OutboxPage>();
        page.WaitForAssertion(() => page.Find("[data-message]"));
        var row = page.Find("[data-message]");
        Assert.Equal("failed", row.GetAttribute("data-state"));
        Assert.Contains("Falta la lista de Salsa, ayer", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Hola, Leo:", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("El servidor de correo rechaza esta dirección.", row.TextContent, StringComparison.Ordinal);

        var button = page.Find("[data-message] button");
        await Task.WhenAll(button.ClickAsync(), button.ClickAsync());

        page.WaitForAssertion(() => Assert.Contains("Se enviará en un momento.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("0|", await school.ScalarAsync<string>("select attempts || '|' || coalesce(dead_at::text, '') from outbox_messages where subject = $1", session.ToString()));
    }
}
