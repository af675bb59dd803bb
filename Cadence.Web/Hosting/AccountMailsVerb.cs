using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Notifications;

namespace Cadence.Web.Hosting;

/// <summary>The mails of accounts for whoever operates the program: what became of them and, while nothing can be sent, what they say.</summary>
internal static class AccountMailsVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        if (context.Words.Count > 1)
        {
            throw context.Misused();
        }

        await using var database = await context.OpenDatabaseAsync(ct);
        await database.EnsureReadyAsync(context.Logger, ct);
        await using var app = WebHost.Build([], context.Settings, database);
        var outbox = app.Services.GetRequiredService<AccountOutboxService>();
        if (context.Words is [var word])
        {
            if (!Guid.TryParse(word, out var id))
            {
                throw context.Misused();
            }

            var read = await outbox.ReadAsync(id, null, Whereabouts.None, ct);
            if (!read.IsSuccess)
            {
                throw context.Failed(read.Errors);
            }

            await context.AnswerAsync(new { read.Value.To, read.Value.Subject, read.Value.Text }, $"{read.Value.To}\n{read.Value.Subject}\n\n{read.Value.Text}");
            return;
        }

        var list = await outbox.ListAsync(ct);
        var mails = list.Items.Select(m => new { m.Id, m.Kind, State = SnakeCase.Of(m.State), m.Address, m.CreatedAt, m.At, m.Error }).ToList();
        await context.AnswerAsync(
            new { list.HasMail, Mails = mails },
            mails.Count == 0 ? "No mails of accounts in the last 90 days." : string.Join('\n', mails.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Id}  {m.CreatedAt:yyyy-MM-dd HH:mm}  {m.State,-10} {m.Kind,-18} {m.Address} {m.Error}"))));
    }
}
