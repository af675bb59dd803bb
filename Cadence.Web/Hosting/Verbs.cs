using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;

namespace Cadence.Web.Hosting;

/// <summary>One thing the program does besides serving pages, such as <c>cadence migrate</c>.</summary>
/// <param name="Name">The first word on the command line.</param>
/// <param name="Usage">What follows it, for the help.</param>
/// <param name="Summary">One line for the help.</param>
/// <param name="RunAsync">Does it. Expected failures are thrown as <see cref="StartException"/>.</param>
internal sealed record Verb(string Name, string Usage, string Summary, Func<VerbContext, CancellationToken, Task> RunAsync);

/// <summary>What a verb gets: its words and options, the settings, and the places to write to.</summary>
/// <param name="Verb">The verb that runs.</param>
/// <param name="Words">What stands behind the verb, without options.</param>
/// <param name="Options"><c>--name value</c>, by name; <c>--name</c> alone, where the usage says so, with an empty value.</param>
/// <param name="Json">Whether the answer is wanted as JSON.</param>
/// <param name="Output">The answer, and nothing else.</param>
/// <param name="Logger">Goes to stderr.</param>
internal sealed record VerbContext(Verb Verb, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, bool Json, TextWriter Output, ILogger Logger)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The settings, read and checked when a verb first asks; some verbs need none.</summary>
    [field: MaybeNull]
    public HostSettings Settings => field ??= ReadSettings();

    /// <summary>The only word behind the verb.</summary>
    /// <exception cref="StartException">There is none, or there are more.</exception>
    public string OnlyWord => Words.Count == 1 ? Words[0] : throw Misused();

    /// <summary>The refusal of a wrong command line.</summary>
    public StartException Misused() => new(Verb.Name, $"Usage: cadence {Verb.Name} {Verb.Usage}".TrimEnd());

    /// <summary>The value of an option, null without it.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <summary>The value of an option that the verb can't do without.</summary>
    public string NeededOption(string name) => Option(name) ?? throw Misused();

    /// <summary>The database of this installation, up and reachable.</summary>
    public Task<InstalledDatabase> OpenDatabaseAsync(CancellationToken ct, LocalPostgresStop stop = LocalPostgresStop.IfStarted) =>
        InstalledDatabase.OpenAsync(Settings.Database, stop, Logger, ct);

    /// <summary>Refuses words that the verb does not take.</summary>
    public void ExpectNoWords()
    {
        if (Words.Count > 0)
        {
            throw Misused();
        }
    }

    /// <summary>The errors of a use case as the one line of a failure.</summary>
    public StartException Failed(IEnumerable<Error> errors) => new(Verb.Name, $"cadence {Verb.Name}: {string.Join(" · ", errors.Select(ErrorText.Of))}");

    /// <summary>Writes the answer: as JSON when asked for, else as text.</summary>
    public Task AnswerAsync<T>(T json, string text) => Output.WriteLineAsync(Json ? JsonSerializer.Serialize(json, Indented) : text);

    private static HostSettings ReadSettings()
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production;
        var contentRoot = AppPaths.ContentRoot();
        var configuration = new ConfigurationManager();
        configuration.SetBasePath(contentRoot);
        configuration.AddJsonFile("appsettings.json", optional: true).AddJsonFile($"appsettings.{environment}.json", optional: true);
        configuration.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables();
        SecretFiles.AddTo(configuration);
        return HostSettings.Read(configuration, contentRoot, environment == Environments.Development);
    }
}

/// <summary>The verbs of the program and how they are called.</summary>
internal static class Verbs
{
    private static readonly string[] HelpWords = ["--help", "-h", "-?", "help"];

    /// <summary>All verbs, in the order of the help.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("migrate", "", "bring the database to this program's schema", DatabaseVerbs.MigrateAsync),
        new("seed-demo", "", "load the example organizations compas and lucia", DatabaseVerbs.SeedDemoAsync),
        new("create-admin", "EMAIL --organization S [--name NAME]", "give a person an account and an organization to administer; the password comes from stdin", CreateAdminVerb.RunAsync),
        new("platform-admin", "EMAIL [--remove]", "let a person look after the whole installation, or no longer", PlatformAdminVerb.RunAsync),
        new("account-mails", "[ID]", "list the mails of accounts; with ID and no mail server, read one, so that its link can be handed on", AccountMailsVerb.RunAsync),
        new("connection", "app|owner", "print the address of the database for psql and other tools", DatabaseVerbs.ConnectionAsync),
        new("routes", "", "list every page and endpoint", RoutesVerb.RunAsync),
        new("doctor", "", "look for inconsistencies in the whole database; finding some is a failure", DoctorVerb.RunAsync),
        new("backup", "FILE", "write database and uploads into one file, while the program runs", BackupVerbs.BackupAsync),
        new("restore", "FILE [--replace] [--dry-run]", "fill an empty database from a backup; with --replace also one that is not empty; with --dry-run only verify and say what would happen", BackupVerbs.RestoreAsync),
        new("purge", "SLUG [--dry-run]", "delete an organization that was archived 30 days ago or earlier for good; with --dry-run only count", PurgeVerb.RunAsync),
        new("health", "[URL]", "ask the running program whether it can do its work", HealthVerb.RunAsync),
        new("read-roster", "FILE [--organization S]", "show what an import of the file would find, without saving anything", ReadingVerbs.RosterAsync),
    ];

    /// <summary>
    /// Runs the verb on the command line. Null when there is none and the program is to serve pages: no arguments, or only
    /// settings such as <c>--urls</c>. A failure is one line on stderr and a code other than 0.
    /// </summary>
    public static async Task<int?> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        if (arguments.Any(a => HelpWords.Contains(a)) && (arguments[0].StartsWith('-') || arguments[0] == "help" || Find(arguments[0]) is not null))
        {
            await output.WriteLineAsync(Help());
            return 0;
        }

        if (arguments is ["--version"])
        {
            await output.WriteLineAsync(typeof(Verbs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
            return 0;
        }

        if (arguments.Length == 0 || arguments[0].StartsWith('-') || arguments[0].StartsWith('/'))
        {
            return null;
        }

        if (Find(arguments[0]) is not { } verb)
        {
            await errors.WriteLineAsync($"'{arguments[0]}' is no verb of cadence; cadence --help lists them.");
            return 2;
        }

        using var logging = LoggerFactory.Create(logs => logs
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter("Microsoft", LogLevel.Error)
            .SetMinimumLevel(LogLevel.Warning));
        try
        {
            await verb.RunAsync(Parse(verb, arguments[1..], output, logging.CreateLogger("Cadence")), ct);
            return 0;
        }
        catch (StartException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"cadence {verb.Name} failed: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    internal static VerbContext Parse(Verb verb, IReadOnlyList<string> arguments, TextWriter output, ILogger logger)
    {
        List<string> words = [];
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        var json = false;
        var context = new VerbContext(verb, words, options, false, output, logger);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--json")
            {
                json = true;
            }
            else if (verb.Usage.Contains($"[{arguments[i]}]", StringComparison.Ordinal))
            {
                if (!options.TryAdd(arguments[i][2..], ""))
                {
                    throw context.Misused();
                }
            }
            else if (arguments[i].StartsWith("--", StringComparison.Ordinal) && arguments[i].Length > 2)
            {
                var (name, value) = arguments[i].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[i], i + 1 < arguments.Count ? arguments[++i] : throw context.Misused());
                if (!verb.Usage.Contains(name, StringComparison.Ordinal) || !options.TryAdd(name[2..], value))
                {
                    throw context.Misused();
                }
            }
            else
            {
                words.Add(arguments[i]);
            }
        }

        return context with { Json = json };
    }

    private static Verb? Find(string name) => All.FirstOrDefault(v => v.Name == name);

    private static string Help()
    {
        var width = All.Max(v => v.Name.Length + v.Usage.Length) + 3;
        return $"""
            Cadence {typeof(Verbs).Assembly.GetName().Version?.ToString(3)}: without a verb it serves the pages.

            Verbs:
            {string.Join('\n', All.Select(v => $"  {$"{v.Name} {v.Usage}".PadRight(width)} {v.Summary}"))}

            Verbs that answer take --json: stdout then holds the JSON and nothing else. A failure is one line on stderr and a code other than 0.
            """;
    }
}
