using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>PostgreSQL's own client programs, signed in with a connection string. The password travels in the environment, which other users can't read.</summary>
internal sealed class PostgresClient
{
    private readonly string _folder;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private PostgresClient(string folder, NpgsqlConnectionStringBuilder connection)
    {
        _folder = folder;
        _connection = connection;
    }

    /// <summary>The programs that fit the server of an open connection.</summary>
    /// <exception cref="StartException">They are not installed.</exception>
    public static PostgresClient For(NpgsqlConnection connection, string connectionString, string? binariesFolder) =>
        new(PostgresBinaries.FindClient(binariesFolder, connection.PostgreSqlVersion.Major), new NpgsqlConnectionStringBuilder(connectionString));

    /// <summary>A program, its input and output redirected.</summary>
    public ClientProgram Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = "/",
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Environment())
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        return new ClientProgram(program, Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    private IEnumerable<(string Name, string? Value)> Environment()
    {
        var hosts = _connection.Host!.Split(',').Select(h => h.Split(':') is [var name, var port] ? (Name: name, Port: port) : (Name: h, Port: _connection.Port.ToString(CultureInfo.InvariantCulture))).ToList();
        return
        [
            ("PGHOST", string.Join(',', hosts.Select(h => h.Name))),
            ("PGPORT", string.Join(',', hosts.Select(h => h.Port))),
            ("PGUSER", _connection.Username),
            ("PGPASSWORD", _connection.Password),
            ("PGPASSFILE", _connection.Passfile),
            ("PGDATABASE", _connection.Database),
            ("PGSSLMODE", _connection.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() }),
            ("PGSSLROOTCERT", _connection.RootCertificate),
            ("PGSSLCERT", _connection.SslCertificate),
            ("PGSSLKEY", _connection.SslKey),
            ("PGOPTIONS", _connection.Options),
            ("PGAPPNAME", "cadence"),
        ];
    }
}

/// <summary>One of PostgreSQL's programs at work. Disposing it early ends it.</summary>
internal sealed class ClientProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public ClientProgram(string name, Process process)
    {
        Name = name;
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public string Name { get; }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Says that no more input comes.</summary>
    public void EndInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code says why.
        }
    }

    /// <summary>Waits for the end; null when it went well, else its first complaint on one line.</summary>
    public async Task<string?> FailureAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        var said = (await _errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (_process.ExitCode == 0)
        {
            return null;
        }

        return said.FirstOrDefault(l => l.Contains("ERROR", StringComparison.Ordinal) || l.Contains("error:", StringComparison.Ordinal)) ?? said.FirstOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"{Name} ended with {_process.ExitCode}");
    }

    /// <summary>Ends it, if it is still at work.</summary>
    public async Task EndAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }
}
