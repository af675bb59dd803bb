using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Cadence.Bench.Support;

/// <summary>How the mail server behaves.</summary>
internal enum MailServerMood
{
    Takes,
    /// <summary>451 to every mail.</summary>
    Busy,
    /// <summary>550 to every recipient.</summary>
    Refuses,
    /// <summary>Accepts the connection and never says a word.</summary>
    Hangs,
}

/// <summary>A mail server on a socket of its own: the conversation is real, the delivery is a list.</summary>
internal sealed class FakeMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeMailServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public MailServerMood Mood { get; set; }

    /// <summary>How long it takes over each mail before it says yes.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>The mails it said yes to, in their order.</summary>
    public ConcurrentQueue<MimeMessage> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            if (Mood == MailServerMood.Hangs)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await SayAsync("220 fake");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO" or "HELO":
                        await SayAsync("250 fake");
                        break;
                    case "RCPT" when Mood == MailServerMood.Refuses:
                        await SayAsync("550 5.1.1 no such mailbox");
                        break;
                    case "DATA":
                        await SayAsync("354 go on");
                        var text = new StringBuilder();
                        while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".")
                        {
                            text.Append(part.StartsWith("..", StringComparison.Ordinal) ? part[1..] : part).Append("\r\n");
                        }

                        if (Mood == MailServerMood.Busy)
                        {
                            await SayAsync("451 4.3.0 later");
                            break;
                        }

                        await Task.Delay(Pause, _stop.Token);
                        using (var raw = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())))
                        {
                            Mails.Enqueue(await MimeMessage.LoadAsync(raw));
                        }

                        await SayAsync("250 2.0.0 taken");
                        break;
                    case "QUIT":
                        await SayAsync("221 bye");
                        return;
                    default:
                        await SayAsync("250 2.0.0 ok");
                        break;
                }
            }

            async Task SayAsync(string words) => await stream.WriteAsync(Encoding.ASCII.GetBytes(words + "\r\n"), _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side left, or the test is over.
        }
    }
}
