using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Core.Notifications;

/// <summary>A mail of an account that is ready to leave.</summary>
/// <param name="Token">What its link holds; it ends if the mail does not leave. Null for a mail without a link.</param>
public sealed record ComposedAccountMail(Mail Mail, string? Token);

/// <summary>
/// Writes the mails of accounts. The token of a link is made here, while the mail is written, so that it stands nowhere else: not in the outbox,
/// not in a log. Links lead to the address the operator named, never to one that a request asked with.
/// </summary>
public sealed class AccountMailComposer(AccountTokens tokens, PublicAddress address)
{
    private sealed record Letter(string Subject, IReadOnlyList<string> Paragraphs, string? Button = null, string? Path = null, string? Token = null);

    /// <summary>The mail in its reader's language; null where what it is about is gone or done.</summary>
    public async Task<ComposedAccountMail?> ComposeAsync(AccountMessage message, CancellationToken cancellationToken)
    {
        var mail = message.Mail;
        using var spoken = ReaderCulture.Speak(ReaderCulture.Of(mail.Language));
        if (await WriteAsync(mail, cancellationToken) is not { } letter)
        {
            return null;
        }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var body = new MailBody(SharedTexts.AppName)
        {
            Greeting = mail.Name.Length > 0 ? Format(NotificationsTexts.GreetingFormat, mail.Name) : AccountMailsTexts.Greeting,
            Paragraphs = letter.Paragraphs,
            Button = letter.Button,
            Link = letter.Path is null ? null : address.OfPlatform(language, letter.Path),
            WithoutLink = Format(AccountMailsTexts.WithoutLinkFormat, letter.Button ?? "", $"/{language}/{letter.Path}"),
            Footer = AccountMailsTexts.Footer,
        };
        var subject = MailBody.OneLine(letter.Subject);
        return new ComposedAccountMail(new Mail(mail.Address.Length > 0 ? mail.Address : null, mail.Name, subject, body.Text(), body.Html(subject)), letter.Token);
    }

    /// <summary>Ends the link of a mail that did not leave.</summary>
    public Task EndAsync(string token, CancellationToken cancellationToken) => tokens.DropAsync(token, cancellationToken);

    private async Task<Letter?> WriteAsync(AccountMail mail, CancellationToken cancellationToken) => mail.Kind switch
    {
        AccountMailKinds.ConfirmEmail => await WithLinkAsync(
            mail, TokenPurpose.ConfirmEmail, "account/confirm-email", null, AccountMailsTexts.ConfirmSubject, [AccountMailsTexts.ConfirmText, AccountMailsTexts.NotYou], AccountMailsTexts.ConfirmButton, cancellationToken),
        AccountMailKinds.ResetPassword => await WithLinkAsync(
            mail, TokenPurpose.ResetPassword, "account/reset", null, AccountMailsTexts.ResetSubject, [AccountMailsTexts.ResetText, AccountMailsTexts.NotYou], AccountMailsTexts.ResetButton, cancellationToken),
        AccountMailKinds.MagicLink => await WithLinkAsync(
            mail, TokenPurpose.MagicLink, "account/enter", null, AccountMailsTexts.MagicSubject, [AccountMailsTexts.MagicText, AccountMailsTexts.NotYou], AccountMailsTexts.MagicButton, cancellationToken),
        AccountMailKinds.ConfirmNewEmail => await WithLinkAsync(
            mail, TokenPurpose.ChangeEmail, "account/new-email", mail.Address, AccountMailsTexts.NewEmailSubject, [AccountMailsTexts.NewEmailText, AccountMailsTexts.NotYou], AccountMailsTexts.NewEmailButton, cancellationToken),
        AccountMailKinds.AccountExists => new(
            AccountMailsTexts.ExistsSubject, [AccountMailsTexts.ExistsText, AccountMailsTexts.ExistsForgot], AccountMailsTexts.ExistsButton, WithReturn("account/sign-in", null, mail.ReturnUrl)),
        AccountMailKinds.PasswordChanged => new(AccountMailsTexts.PasswordChangedSubject, [AccountMailsTexts.PasswordChangedText, AccountMailsTexts.PasswordChangedNotYou], AccountMailsTexts.PasswordChangedButton, "account/forgot"),
        AccountMailKinds.EmailChanged => new(AccountMailsTexts.EmailChangedSubject, [AccountMailsTexts.EmailChangedText, AccountMailsTexts.EmailChangedNotYou]),
        AccountMailKinds.AccountDeleted => new(AccountMailsTexts.DeletedSubject, [AccountMailsTexts.DeletedText]),
        _ => null,
    };

    private async Task<Letter?> WithLinkAsync(
        AccountMail mail, TokenPurpose purpose, string page, string? data, string subject, IReadOnlyList<string> paragraphs, string button, CancellationToken cancellationToken) =>
        mail.UserId is { } userId && await tokens.MakeAsync(userId, purpose, data, cancellationToken) is { } token
            ? new Letter(subject, paragraphs, button, WithReturn(page, token, mail.ReturnUrl), token)
            : null;

    private static string WithReturn(string page, string? token, string? returnUrl)
    {
        string?[] query = [token is null ? null : $"token={token}", returnUrl is null ? null : $"returnUrl={Uri.EscapeDataString(returnUrl)}"];
        var asked = string.Join('&', query.OfType<string>());
        return asked.Length == 0 ? page : $"{page}?{asked}";
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
