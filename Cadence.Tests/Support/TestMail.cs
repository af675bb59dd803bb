using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Support;

/// <summary>Mails of a school as the program composes and sends them.</summary>
internal static class TestMail
{
    public static MailComposer Composer { get; } = new(new PublicAddress(new Uri("https://cadence.example.com")), new InvitationSecrets(TestSchool.Protection));

    public static SmtpSettings Smtp(FakeMailServer server) => new("127.0.0.1", server.Port, null, null, "Cadence <cadence@example.com>");

    /// <summary>Sends what is due in all organizations; answers how many left.</summary>
    public static Task<int> SendDueAsync(NpgsqlDataSource source, TestSchool school, SmtpSettings smtp) =>
        new OutboxSender(source, school.Tenants, Composer, smtp, school.Time, NullLogger<OutboxSender>.Instance).SendDueAsync(default);
}
