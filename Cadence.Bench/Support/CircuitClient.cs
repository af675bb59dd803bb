using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MessagePack;

namespace Cadence.Bench.Support;

/// <summary>
/// A browser's half of an interactive circuit without a browser: loads the page, opens the hub's web socket, starts the circuit with
/// the page's own markers, acknowledges render batches and answers calls to JavaScript with null. Enough to watch a page live.
/// </summary>
public sealed partial class CircuitClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _interactive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _sentAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private string _operations = "";
    private string _state = "";
    private string _circuit = "";
    private Uri? _hub;
    private int _disposed;
    private Action<ReadOnlyMemory<byte>>? _received;

    private CircuitClient()
    {
    }

    /// <summary>Every render batch after the first, with the time it arrived; called on the reader's thread.</summary>
    public Action<ReadOnlyMemory<byte>, long>? Rendered { get; set; }

    /// <summary>Completes when the server sends the browser to another address or asks for the page again.</summary>
    public Task SentAway => _sentAway.Task;

    /// <summary>Bytes received over the socket.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Why the server ended the circuit; completes only if it did.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>
    /// Opens <paramref name="page"/> and waits until it is interactive. <paramref name="hubBase"/> and <paramref name="claimedBase"/> default to the
    /// page's own base address; tests give others to see them refused. <paramref name="received"/> gets every render batch, the first included.
    /// </summary>
    public static async Task<CircuitClient> OpenAsync(HttpClient http, Uri page, string cookieHeader, Uri? hubBase = null, Uri? claimedBase = null, Action<ReadOnlyMemory<byte>>? received = null, CancellationToken cancellationToken = default)
    {
        var html = await http.GetStringAsync(page, cancellationToken);
        var origin = new Uri(page.GetLeftPart(UriPartial.Authority));
        var own = new Uri(origin, BaseHref().Match(html).Groups[1].Value);
        var markers = Marker().Matches(html).Select(m => m.Groups[1].Value).Where(m => m.Contains("\"type\":\"server\"", StringComparison.Ordinal) && m.Contains("\"descriptor\"", StringComparison.Ordinal)).ToList();
        if (markers.Count == 0)
        {
            throw new InvalidOperationException("The page has no interactive root.");
        }

        var client = new CircuitClient
        {
            _received = received,
            _state = State().Match(html) is { Success: true } state ? state.Groups[1].Value : "",
            _operations = $$"""{"batchId":1,"operations":[{{string.Join(',', markers.Select((marker, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker}}}"""))}}]}""",
        };
        var hub = new Uri(hubBase ?? own, "_blazor");
        client._hub = hub;
        using var negotiate = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, "_blazor/negotiate?negotiateVersion=1"));
        using var negotiated = await http.SendAsync(negotiate, cancellationToken);
        if (!negotiated.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The hub answered {(int)negotiated.StatusCode}.");
        }

        var token = (await negotiated.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("connectionToken").GetString();
        client._socket.Options.SetRequestHeader("Cookie", cookieHeader);
        client._socket.Options.SetRequestHeader("Origin", origin.GetLeftPart(UriPartial.Authority));
        // Names below localhost are this machine for the client that loaded the page; the system's resolver need not know them.
        var invoker = hub.Host.EndsWith(".localhost", StringComparison.Ordinal) ? http : null;
        await client._socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws", Query = "id=" + token }.Uri, invoker, cancellationToken);
        await client.SendRawAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Binary);
        client._reading = client.ReadAsync();
        await client.InvokeAsync("0", "StartCircuit", (claimedBase ?? own).ToString(), page.ToString(), "[]", client._state);
        var done = await Task.WhenAny(client._interactive.Task, client._closed.Task, Task.Delay(TimeSpan.FromSeconds(30), cancellationToken));
        if (done != client._interactive.Task)
        {
            var why = client._closed.Task.IsCompleted ? await client._closed.Task : "no render batch in 30 s";
            await client.DisposeAsync();
            throw new InvalidOperationException($"The circuit did not start: {why}");
        }

        return client;
    }

    /// <summary>Closes the circuit as a browser does that leaves the page, so that the server keeps nothing of it.</summary>
    public async Task CloseAsync(HttpClient http)
    {
        using var form = new MultipartFormDataContent { { new StringContent(_circuit), "circuitId" } };
        using var answer = await http.PostAsync(new Uri(_hub!, "_blazor/disconnect"), form);
        answer.EnsureSuccessStatusCode();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new ArrayBufferWriter<byte>();
        var handshake = true;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _closed.TrySetResult("the socket was closed");
                    return;
                }

                BytesReceived += received.Count;
                message.Write(buffer.AsSpan(0, received.Count));
                if (!received.EndOfMessage)
                {
                    continue;
                }

                var data = message.WrittenMemory.ToArray().AsMemory();
                message.Clear();
                if (handshake)
                {
                    handshake = false;
                    data = data[(data.Span.IndexOf((byte)0x1e) + 1)..];
                }

                while (data.Length > 0)
                {
                    var (length, prefix) = Length(data.Span);
                    await HandleAsync(data.Slice(prefix, length));
                    data = data[(prefix + length)..];
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            _closed.TrySetResult(exception.Message);
        }
    }

    private async Task HandleAsync(ReadOnlyMemory<byte> frame)
    {
        var at = Stopwatch.GetTimestamp();
        var (target, arguments, ended) = Parse(frame);
        switch (target)
        {
            case "completion" when ended is not null:
                _closed.TrySetResult(ended);
                break;
            case "completion":
                _circuit = arguments is [string circuit] ? circuit : _circuit;
                await InvokeAsync(null, "UpdateRootComponents", _operations, _state);
                break;
            case "close":
                _closed.TrySetResult(ended ?? "closed by the server");
                break;
            case "JS.RenderBatch":
                var batch = (long)arguments[0]!;
                _received?.Invoke((byte[])arguments[1]!);
                await InvokeAsync(null, "OnRenderCompleted", batch, null);
                if (!_interactive.TrySetResult())
                {
                    Rendered?.Invoke((byte[])arguments[1]!, at);
                }

                break;
            case "JS.BeginInvokeJS" when arguments[1] is string name && name.Contains("navigateTo", StringComparison.Ordinal):
                _sentAway.TrySetResult();
                await InvokeAsync(null, "EndInvokeJSFromDotNet", arguments[0], true, $"[{arguments[0]},true,null]");
                break;
            case "JS.BeginInvokeJS" when arguments[0] is long call and not 0:
                await InvokeAsync(null, "EndInvokeJSFromDotNet", call, true, $"[{call},true,null]");
                break;
            case "JS.Error":
                _closed.TrySetResult("error: " + arguments[0]);
                break;
        }
    }

    private static (string Target, object?[] Arguments, string? Ended) Parse(ReadOnlyMemory<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        var fields = reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case 1:
                reader.Skip();
                reader.Skip();
                var target = reader.ReadString()!;
                var arguments = new object?[reader.ReadArrayHeader()];
                for (var i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = Value(ref reader);
                }

                return (target, arguments, null);
            case 3:
                reader.Skip();
                reader.Skip();
                return reader.ReadInt32() switch
                {
                    1 => ("completion", [], reader.ReadString()),
                    3 => Value(ref reader) is { } value ? ("completion", [value], null) : ("completion", [], "the circuit was refused"),
                    _ => ("completion", [], null),
                };
            case 7:
                return ("close", [], fields > 1 && !reader.TryReadNil() ? reader.ReadString() : null);
            default:
                return ("", [], null);
        }
    }

    private static object? Value(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.String:
                return reader.ReadString();
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Binary:
                return reader.ReadBytes()?.ToArray();
            default:
                reader.Skip();
                return null;
        }
    }

    private async Task InvokeAsync(string? id, string target, params object?[] arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(1);
        writer.WriteMapHeader(0);
        writer.Write(id);
        writer.Write(target);
        writer.WriteArrayHeader(arguments.Length);
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case long number:
                    writer.Write(number);
                    break;
                case bool flag:
                    writer.Write(flag);
                    break;
                default:
                    writer.Write((string?)argument);
                    break;
            }
        }

        writer.WriteArrayHeader(0);
        writer.Flush();
        var framed = new ArrayBufferWriter<byte>();
        var length = body.WrittenCount;
        do
        {
            var part = (byte)(length & 127);
            length >>= 7;
            framed.Write([length > 0 ? (byte)(part | 128) : part]);
        }
        while (length > 0);
        framed.Write(body.WrittenSpan);
        await SendRawAsync(framed.WrittenMemory, WebSocketMessageType.Binary);
    }

    private async Task SendRawAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        await _sending.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(bytes, type, endOfMessage: true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static (int Length, int Prefix) Length(ReadOnlySpan<byte> data)
    {
        var (length, shift, prefix) = (0, 0, 0);
        byte part;
        do
        {
            part = data[prefix++];
            length |= (part & 127) << shift;
            shift += 7;
        }
        while ((part & 128) != 0);
        return (length, prefix);
    }

    [GeneratedRegex("""<base href="([^"]+)" """)]
    private static partial Regex BaseHref();

    [GeneratedRegex(@"<!--Blazor:(\{.*?\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex(@"<!--Blazor-Server-Component-State:([^>]*?)-->")]
    private static partial Regex State();
}
