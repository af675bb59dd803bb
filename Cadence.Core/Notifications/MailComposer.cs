using System.Globalization;
using System.Net;
using System.Text;
using Cadence.Core.Data;
using Cadence.Core.Localization;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Notifications;

/// <summary>Turns a message of the outbox, which holds ids only, into what its recipient reads.</summary>
public sealed class MailComposer(PublicAddress address, InvitationSecrets secrets)
{
    /// <summary>
    /// The mail in the recipient's language as things stand now; null where what it tells of is gone or unknown.
    /// <c>IsNeeded</c> is false where it was done meanwhile. Read by somebody else than its recipient (<paramref name="forReading"/>), links that are keys are left out.
    /// </summary>
    public async Task<(Mail Mail, bool IsNeeded)?> ComposeAsync(TenantSession session, OutboxMessage message, CancellationToken cancellationToken, bool forReading = false) => message.Kind switch
    {
        InvitationService.MessageKind when Guid.TryParse(message.Subject, out var invitationId) =>
            await InvitationAsync(session, invitationId, secrets.Open(message.Payload), forReading, cancellationToken),
        NotificationKinds.RollCallMissing when Guid.TryParse(message.Subject, out var sessionId) && Guid.TryParse(message.Recipient, out var teacherId) =>
            await RollCallMissingAsync(session, sessionId, teacherId, cancellationToken),
        FamilyLinkService.MailKind when Guid.TryParse(message.Subject, out var linkId) => await FamilyLinkAsync(session, linkId, forReading, cancellationToken),
        OwnershipService.MailKind when Guid.TryParse(message.Recipient, out var heirId) && Guid.TryParse(message.Subject, out var formerId) =>
            await OwnershipAsync(session, heirId, formerId, cancellationToken),
        _ => null,
    };

    private async Task<(Mail, bool)?> InvitationAsync(TenantSession session, Guid invitationId, string? token, bool forReading, CancellationToken cancellationToken)
    {
        if (await NotificationSql.InvitationAsync(session, invitationId, cancellationToken) is not { } invited)
        {
            return null;
        }

        using var spoken = ReaderCulture.Speak(ReaderCulture.Of(invited.Language));
        var role = RoleNames.Of(invited.Role, invited.RoleName);
        var link = token is null ? null : address.OfPlatform(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, $"invitation/{token}");
        var body = new MailBody(invited.Organization)
        {
            Greeting = NotificationsTexts.InvitationGreeting,
            Paragraphs =
            [
                invited.Inviter is { } inviter
                    ? Format(NotificationsTexts.InvitationFormat, inviter, invited.Organization, role)
                    : Format(NotificationsTexts.InvitationByNobodyFormat, invited.Organization, role),
                Format(NotificationsTexts.InvitationTermsFormat, invited.Email, ReaderDate.FullDate(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(invited.ExpiresAt, session.Zone).DateTime))),
            ],
            Button = NotificationsTexts.InvitationButton,
            Link = forReading ? null : link,
            WithoutLink = forReading ? NotificationsTexts.InvitationHidden : NotificationsTexts.InvitationWithoutLink,
            Footer = NotificationsTexts.InvitationFooter,
        };
        var subject = Format(NotificationsTexts.InvitationSubjectFormat, invited.Organization);
        var isCurrent = token is not null && invited.TokenHash.AsSpan().SequenceEqual(InvitationRules.Hash(token));
        return (new Mail(invited.Email, invited.Email, MailBody.OneLine(subject), body.Text(), body.Html(subject)), invited.State == InvitationState.Pending && (forReading || isCurrent));
    }

    private async Task<(Mail, bool)?> FamilyLinkAsync(TenantSession session, Guid linkId, bool forReading, CancellationToken cancellationToken)
    {
        if (await NotificationSql.FamilyLinkAsync(session, linkId, cancellationToken) is not { } found)
        {
            return null;
        }

        using var spoken = ReaderCulture.Speak(ReaderCulture.Of(found.Language));
        var isNeeded = found.RevokedAt is null && found.ExpiresAt > session.Now && found.Students.Count > 0;
        string? link = null;
        // Its secret is made in the transaction of the sending and stands nowhere before.
        if (!forReading && isNeeded)
        {
            var row = await session.Db.Set<FamilyLink>().SingleAsync(l => l.Id == linkId, cancellationToken);
            link = address.OfPlatform(found.Language, $"{FamilyLinkService.Path}/{row.Mint()}");
        }

        var body = new MailBody(found.Organization)
        {
            Greeting = Format(NotificationsTexts.GreetingFormat, found.ShortName),
            Paragraphs =
            [
                Format(NotificationsTexts.FamilyLinkTextFormat, string.Join(", ", found.Students)),
                Format(NotificationsTexts.FamilyLinkPrivateFormat, ReaderDate.FullDate(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(found.ExpiresAt, session.Zone).DateTime))),
            ],
            Button = NotificationsTexts.OpenFamilyPage,
            Link = link,
            WithoutLink = NotificationsTexts.FamilyLinkHidden,
            Footer = Format(NotificationsTexts.FooterFormat, found.Organization),
        };
        var subject = Format(NotificationsTexts.FamilyLinkSubjectFormat, found.Organization);
        return (new Mail(found.Email, found.Name, MailBody.OneLine(subject), body.Text(), body.Html(subject)), isNeeded);
    }

    private async Task<(Mail, bool)?> OwnershipAsync(TenantSession session, Guid heirId, Guid formerId, CancellationToken cancellationToken)
    {
        if (await NotificationSql.NewOwnerAsync(session, heirId, formerId, cancellationToken) is not { } owner)
        {
            return null;
        }

        using var spoken = ReaderCulture.Speak(ReaderCulture.Of(owner.Language));
        var body = new MailBody(owner.Organization)
        {
            Greeting = Format(NotificationsTexts.GreetingFormat, owner.ShortName),
            Paragraphs =
            [
                owner.From is { } from ? Format(NotificationsTexts.OwnershipFormat, from, owner.Organization) : Format(NotificationsTexts.OwnershipByNobodyFormat, owner.Organization),
                NotificationsTexts.OwnershipMeans,
            ],
            Button = NotificationsTexts.OwnershipButton,
            Link = address.Of(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, owner.Slug, "members"),
            WithoutLink = NotificationsTexts.OwnershipWithoutLink,
            Footer = Format(NotificationsTexts.FooterFormat, owner.Organization),
        };
        var subject = Format(NotificationsTexts.OwnershipSubjectFormat, owner.Organization);
        return (new Mail(owner.Email, owner.Name, MailBody.OneLine(subject), body.Text(), body.Html(subject)), owner.IsOwner);
    }

    private async Task<(Mail, bool)?> RollCallMissingAsync(TenantSession session, Guid sessionId, Guid teacherId, CancellationToken cancellationToken)
    {
        if (await NotificationSql.MissingAsync(session, sessionId, teacherId, cancellationToken) is not { } missing)
        {
            return null;
        }

        using var spoken = ReaderCulture.Speak(ReaderCulture.Of(missing.Language));
        var when = $"{ReaderDate.WithWeekday(missing.Date, session.Today)}, {ReaderDate.Times(missing.Start, missing.End)}";
        var body = new MailBody(missing.Organization)
        {
            Greeting = Format(NotificationsTexts.GreetingFormat, missing.ShortName),
            Paragraphs =
            [
                Format(NotificationsTexts.RollCallMissingFormat, missing.Title, when, missing.Venue),
                missing.Unmarked > 0 && missing.Unmarked < missing.People
                    ? Counted.Text(missing.Unmarked, NotificationsTexts.UnmarkedOne, NotificationsTexts.UnmarkedMany)
                    : NotificationsTexts.RollCallMissingWhy,
            ],
            Button = NotificationsTexts.TakeRollCall,
            Link = address.Of(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, missing.Slug, $"sessions/{sessionId}/roll-call"),
            WithoutLink = NotificationsTexts.OpenCadence,
            Footer = Format(NotificationsTexts.FooterFormat, missing.Organization),
        };
        var subject = Format(NotificationsTexts.RollCallMissingSubjectFormat, missing.Title, ReaderDate.Relative(missing.Date, session.Today).ToLower(CultureInfo.CurrentCulture));
        return (new Mail(missing.Email, missing.Name, MailBody.OneLine(subject), body.Text(), body.Html(subject)), missing.IsMissing);
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);
}

/// <summary>The two forms of one letter.</summary>
internal sealed class MailBody(string heading)
{
    public required string Greeting { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>What the button says; null for a letter that leads nowhere.</summary>
    public string? Button { get; init; }

    /// <summary>Where the button leads; null where the program does not know its own address.</summary>
    public string? Link { get; init; }

    /// <summary>Stands for the button where there is no link.</summary>
    public string WithoutLink { get; init; } = "";

    public required string Footer { get; init; }

    public string Text()
    {
        var text = new StringBuilder().Append(Greeting).Append("\n\n");
        foreach (var paragraph in Paragraphs)
        {
            text.Append(paragraph).Append("\n\n");
        }

        if (Button is not null)
        {
            text.Append(Link is null ? WithoutLink : $"{Button}: {Link}").Append("\n\n");
        }

        return text.Append("-- \n").Append(Footer).Append('\n').ToString();
    }

    // Tables and inline styles, because mail programs know little else. Nothing is fetched from anywhere.
    public string Html(string title)
    {
        var html = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html><html lang=\"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Safe(title)}</title></head>")
            .Append("<body style=\"margin:0;background:#F8F5F6;color:#271A2B;font:16px/1.5 'Instrument Sans',system-ui,sans-serif\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\" style=\"padding:24px\">")
            .Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:520px;background:#FFFFFF;border:1px solid #E7DFE4;border-radius:14px\"><tr><td style=\"padding:24px\">")
            .Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 16px;font-size:13px;color:#5D4D5C\">{Safe(heading)}</p><p style=\"margin:0 0 16px\">{Safe(Greeting)}</p>");
        foreach (var paragraph in Paragraphs)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 16px\">{Safe(paragraph)}</p>");
        }

        html.Append(Button is null ? "" : Link is null
            ? $"<p style=\"margin:0\">{Safe(WithoutLink)}</p>"
            : $"<p style=\"margin:8px 0 0\"><a href=\"{Safe(Link)}\" style=\"display:inline-block;padding:12px 20px;border-radius:10px;background:#8A2560;color:#FFFFFF;font-weight:600;text-decoration:none\">{Safe(Button)}</a></p>");
        return html.Append(CultureInfo.InvariantCulture, $"</td></tr></table><p style=\"margin:16px 0 0;font-size:13px;color:#5D4D5C\">{Safe(Footer)}</p></td></tr></table></body></html>").ToString();
    }

    /// <summary>A name with a line break would otherwise become a header of its own.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
