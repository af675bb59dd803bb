using System.Net.Sockets;
using Cadence.Core.Outbox;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Cadence.Core.Notifications;

/// <summary>One conversation with the mail server, over which any number of mails leave.</summary>
public sealed class MailDelivery(SmtpSettings settings) : IAsyncDisposable
{
    private const int ImplicitTlsPort = 465;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly SmtpClient _client = new() { Timeout = (int)Patience.TotalMilliseconds };

    /// <summary>Sends one mail. Null when the server took it, otherwise one of <see cref="OutboxErrors"/>.</summary>
    /// <param name="messageId">The same at every attempt, so that a mail that left twice is seen to be one.</param>
    public async Task<string?> SendAsync(Mail mail, Guid messageId, CancellationToken cancellationToken)
    {
        if (!MailboxAddress.TryParse(settings.From, out var from) || !MailboxAddress.TryParse(mail.To, out var to))
        {
            return OutboxErrors.NoAddress;
        }

        using var message = new MimeMessage
        {
            Subject = mail.Subject,
            MessageId = $"{messageId:n}@{from.Domain}",
            Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(mail.ToName, to.Address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await ConnectAsync(limit.Token);
            await _client.SendAsync(message, limit.Token);
            return null;
        }
        catch (SmtpCommandException e)
        {
            return (int)e.StatusCode >= 500 ? OutboxErrors.Refused : OutboxErrors.Busy;
        }
        catch (AuthenticationException)
        {
            return OutboxErrors.SignIn;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OutboxErrors.Unreachable;
        }
        catch (Exception e) when (e is IOException or SocketException or SslHandshakeException or ProtocolException or NotSupportedException or TimeoutException)
        {
            return OutboxErrors.Unreachable;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await _client.DisconnectAsync(quit: true, limit.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or OperationCanceledException)
        {
            // It wanted to leave anyway.
        }

        _client.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client.IsConnected)
        {
            return;
        }

        await _client.ConnectAsync(settings.Host, settings.Port, settings.Port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, cancellationToken);
        if (settings.User is not null)
        {
            await _client.AuthenticateAsync(settings.User, settings.Password ?? "", cancellationToken);
        }
    }
}
