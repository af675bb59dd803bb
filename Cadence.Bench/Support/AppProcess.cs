using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cadence.Bench.Support;

/// <summary>The built program as a process of its own, as an operator runs it.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data, _output);
        process.ErrorDataReceived += (_, line) => Take(line.Data, _errors);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Cadence.Web.dll of a published program; without it the one the repository was last built to.</summary>
    public static string? Published { get; set; }

    /// <summary>Where it answers; known after <see cref="StartAsync"/>.</summary>
    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it as a server and waits for its ready line.</summary>
    public static async Task<AppProcess> StartAsync(params (string Name, string? Value)[] environment)
    {
        var app = Launch([], [("ASPNETCORE_URLS", "http://127.0.0.1:0"), .. environment]);
        var first = await Task.WhenAny(app._ready.Task, app._process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != app._ready.Task)
        {
            var said = $"{app.Output}\n{app.Errors}";
            await app.DisposeAsync();
            throw new InvalidOperationException($"The program did not become ready:\n{said}");
        }

        app.Address = await app._ready.Task;
        return app;
    }

    /// <summary>Runs a verb, or a start that is to be refused, to its end.</summary>
    public static Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, params (string Name, string? Value)[] environment) => RunAsync(arguments, "", environment);

    /// <summary>As above, with something on stdin.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, string input, params (string Name, string? Value)[] environment)
    {
        await using var app = Launch(arguments, environment);
        await app._process.StandardInput.WriteAsync(input);
        app._process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        await app._process.WaitForExitAsync(limit.Token);
        return (app._process.ExitCode, app.Output, app.Errors);
    }

    /// <summary>Runs a verb and kills the program after a while, unless it ended before. Answers whether it was killed.</summary>
    public static Task<bool> RunAndKillAsync(string[] arguments, TimeSpan after, params (string Name, string? Value)[] environment) => RunAndKillAsync(arguments, over => Task.Delay(after, over), environment);

    /// <summary>Runs a verb and kills the program at a moment, unless it ended before. Answers whether it was killed.</summary>
    /// <param name="moment">Waits for it; given up when the program ends.</param>
    public static async Task<bool> RunAndKillAsync(string[] arguments, Func<CancellationToken, Task> moment, params (string Name, string? Value)[] environment)
    {
        await using var app = Launch(arguments, environment);
        using var over = new CancellationTokenSource();
        await Task.WhenAny(app._process.WaitForExitAsync(CancellationToken.None), moment(over.Token));
        await over.CancelAsync();
        if (app._process.HasExited)
        {
            return false;
        }

        await app.KillAsync();
        return true;
    }

    /// <summary>SIGKILL: no last words.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as service managers send it; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await StopAsync();
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private static AppProcess Launch(string[] arguments, (string Name, string? Value)[] environment)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Published ?? Path.Combine(Repository.Root, "Cadence.Web", "bin", configuration, "net10.0", "Cadence.Web.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("Cadence__", StringComparison.Ordinal) || n.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || n.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["Cadence__TenantMode"] = TestMode.Setting;
        start.Environment["Cadence__Jobs"] = "false"; // Only tests of the jobs want them to meddle.
        start.Environment["Cadence__Limits__AccountPosts"] = "100000"; // All tests come from one address.
        start.Environment["Cadence__Limits__AccountMails"] = "100000";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new AppProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
    }

    private void Take(string? line, ConcurrentQueue<string> lines)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (line.StartsWith("CADENCE READY ", StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line["CADENCE READY ".Length..]));
        }
    }
}
