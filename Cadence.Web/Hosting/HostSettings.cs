using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Notifications;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>Everything the environment can say to the program, read once and checked before anything starts.</summary>
public sealed partial record HostSettings
{
    private const string UrlsVariable = "ASPNETCORE_URLS";

    private static readonly string[] BackupNumbers = ["Hour", "Daily", "Weekly", "Monthly"];

    /// <summary>The database and the program's own folder.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary><c>Cadence__BaseHost</c>: organizations are also reached as {slug}.{BaseHost}; null without.</summary>
    public string? BaseHost { get; init; }

    /// <summary><c>Cadence__Demo</c>: whether the demo is loaded; without the setting only in Development.</summary>
    public bool Demo { get; init; }

    /// <summary><c>Cadence__AllowHttp</c>: cookies also over plain http; without the setting only in Development.</summary>
    public bool AllowHttp { get; init; }

    /// <summary><c>Cadence__PublicUrl</c>: the origin people use, for links in mails; null where it was not said.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The domain that passkeys belong to: the base host, or that of the public address; in Development localhost. Null: there are no passkeys.</summary>
    public string? PasskeyDomain { get; init; }

    /// <summary><c>Cadence__Jobs</c>: whether this node closes classes, reminds and sends; true without the setting.</summary>
    public bool Jobs { get; init; }

    /// <summary><c>Cadence__Proxies</c>: addresses or networks of the reverse proxies whose word about scheme and caller is taken; nobody's without.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary><c>Cadence__Logs</c>: json or text; without the setting text only in Development.</summary>
    public bool JsonLogs { get; init; }

    /// <summary><c>Cadence__MetricsToken</c>: who sends it as a bearer token reads <c>/metrics</c>; null: there is no such page.</summary>
    public string? MetricsToken { get; init; }

    /// <summary><c>Cadence__Smtp__*</c>; null while mail is not set up.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary><c>Cadence__SignIns__IdleDays</c> and <c>__LongestDays</c>: how long a sign-in lasts; 14 and 90 without.</summary>
    public required SignInLife SignIns { get; init; }

    /// <summary><c>Cadence__Passwords__Shortest</c>: fewest characters of a new password; 10 without.</summary>
    public int ShortestPassword { get; init; }

    /// <summary><c>Cadence__Limits__AccountPosts</c>: forms of account pages that one network address sends within 5 minutes; 100 without.</summary>
    public int AccountPosts { get; init; }

    /// <summary><c>Cadence__Limits__AccountMails</c>: forms that have a mail written, that one network address sends within 15 minutes; 20 without.</summary>
    public int AccountMails { get; init; }

    /// <summary><c>Cadence__Circuits__PerUser</c>: open pages of one person; 10 without.</summary>
    public int CircuitsPerUser { get; init; }

    /// <summary><c>Cadence__Circuits__Total</c>: open pages of this node; 2000 without.</summary>
    public int CircuitsTotal { get; init; }

    /// <summary><c>Cadence__Circuits__KeepSeconds</c>: how long a page that is cut from its browser is kept; 180 without.</summary>
    public TimeSpan CircuitsKept { get; init; }

    /// <summary><c>Cadence__Backup__*</c>; null while nightly backups are not set up.</summary>
    public BackupSettings? Backups { get; init; }

    /// <summary>Whether the operator said where to listen; otherwise the program looks for a free port.</summary>
    public bool HasAddress { get; init; }

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="StartException">A value is wrong; the line names the variable.</exception>
    public static HostSettings Read(IConfiguration configuration, string contentRoot, bool isDevelopment)
    {
        var database = DatabaseSettings.Read(configuration, contentRoot);
        var (baseHost, publicUrl) = (ReadBaseHost(configuration), ReadPublicUrl(configuration));
        return new()
        {
            HasAddress = ReadAddresses(configuration),
            BaseHost = baseHost,
            Demo = ReadSwitch(configuration, "Cadence:Demo") ?? isDevelopment,
            AllowHttp = ReadSwitch(configuration, "Cadence:AllowHttp") ?? isDevelopment,
            PublicUrl = publicUrl,
            // Browsers know passkeys of names only, not of addresses.
            PasskeyDomain = baseHost ?? (publicUrl is { HostNameType: UriHostNameType.Dns } ? publicUrl.Host : null) ?? (isDevelopment ? "localhost" : null),
            Jobs = ReadSwitch(configuration, "Cadence:Jobs") ?? true,
            Proxies = ReadProxies(configuration),
            JsonLogs = ReadLogs(configuration) ?? !isDevelopment,
            MetricsToken = ReadMetricsToken(configuration),
            SignIns = ReadSignIns(configuration),
            ShortestPassword = ReadNumber(configuration, "Cadence:Passwords:Shortest", 10, 64, least: 8),
            AccountPosts = ReadNumber(configuration, "Cadence:Limits:AccountPosts", 100, 1_000_000),
            AccountMails = ReadNumber(configuration, "Cadence:Limits:AccountMails", 20, 1_000_000),
            CircuitsPerUser = ReadNumber(configuration, "Cadence:Circuits:PerUser", 10, 1_000_000),
            CircuitsTotal = ReadNumber(configuration, "Cadence:Circuits:Total", 2000, 1_000_000),
            CircuitsKept = TimeSpan.FromSeconds(ReadNumber(configuration, "Cadence:Circuits:KeepSeconds", 180, 86_400)),
            Smtp = ReadSmtp(configuration),
            Backups = ReadBackups(configuration, contentRoot, database),
            Database = database,
        };
    }

    private static string? ReadBaseHost(IConfiguration configuration)
    {
        if (DatabaseSettings.Text(configuration, "Cadence:BaseHost") is not { } host)
        {
            return null;
        }

        return host.Length <= 200 && HostName().IsMatch(host) && !IPAddress.TryParse(host, out _)
            ? host.ToLowerInvariant()
            : throw StartException.Of("Cadence:BaseHost", $"is '{host}', which is no host name such as cadence.example.com (no scheme, port or path).");
    }

    private static Uri? ReadPublicUrl(IConfiguration configuration)
    {
        if (DatabaseSettings.Text(configuration, "Cadence:PublicUrl") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? url
            : throw StartException.Of("Cadence:PublicUrl", $"is '{text}', which is no origin such as https://cadence.example.com (no path).");
    }

    private static SmtpSettings? ReadSmtp(IConfiguration configuration)
    {
        var (host, port, user, password, from) = (Smtp("Host"), Smtp("Port"), Smtp("User"), Smtp("Password"), Smtp("From"));
        if (host is null)
        {
            var orphan = (port, user, password, from) switch { ({ }, _, _, _) => "Port", (_, { }, _, _) => "User", (_, _, { }, _) => "Password", (_, _, _, { }) => "From", _ => null };
            return orphan is null ? null : throw StartException.Of("Cadence:Smtp:Host", $"is missing, although Cadence__Smtp__{orphan} is set.");
        }

        if (!HostName().IsMatch(host) && !IPAddress.TryParse(host, out _))
        {
            throw StartException.Of("Cadence:Smtp:Host", $"is '{host}', which is neither a host name nor an address.");
        }

        var number = 587;
        if (port is not null && !IsPort(port, out number))
        {
            throw StartException.Of("Cadence:Smtp:Port", $"is '{port}', which is no port number from 1 to 65535.");
        }

        if (user is null != password is null)
        {
            throw user is null
                ? StartException.Of("Cadence:Smtp:User", "is missing, although Cadence__Smtp__Password is set.")
                : StartException.Of("Cadence:Smtp:Password", "is missing, although Cadence__Smtp__User is set.");
        }

        if (from is null)
        {
            throw StartException.Of("Cadence:Smtp:From", "is missing: mail needs a sender.");
        }

        return MailAddress.TryCreate(from, out _)
            ? new(host, number, user, password, from)
            : throw StartException.Of("Cadence:Smtp:From", $"is '{from}', which is no mail address.");

        string? Smtp(string name) => DatabaseSettings.Text(configuration, "Cadence:Smtp:" + name);
    }

    private static BackupSettings? ReadBackups(IConfiguration configuration, string contentRoot, DatabaseSettings database)
    {
        var (hour, daily, weekly, monthly) = (Number("Hour", 2, 0, 23), Number("Daily", 7, 1, 3660), Number("Weekly", 4, 0, 520), Number("Monthly", 12, 0, 1200));
        if (DatabaseSettings.Text(configuration, "Cadence:Backup:Path") is not { } path)
        {
            return BackupNumbers.FirstOrDefault(name => DatabaseSettings.Text(configuration, "Cadence:Backup:" + name) is not null) is { } orphan
                ? throw StartException.Of("Cadence:Backup:Path", $"is missing, although Cadence__Backup__{orphan} is set.")
                : null;
        }

        if (!database.IsPrivate && database.Owner is null)
        {
            throw StartException.Of("Cadence:Backup:Path", "is set, but a backup reads as the owner of the tables: set ConnectionStrings__CadenceOwner too.");
        }

        return new(Path.GetFullPath(path, contentRoot), hour, daily, weekly, monthly);

        int Number(string name, int usual, int least, int most)
        {
            var key = "Cadence:Backup:" + name;
            return DatabaseSettings.Text(configuration, key) is not { } text ? usual
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
                : throw StartException.Of(key, string.Create(CultureInfo.InvariantCulture, $"is '{text}', which is no number from {least} to {most}."));
        }
    }

    private static List<IPNetwork> ReadProxies(IConfiguration configuration)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in DatabaseSettings.Text(configuration, "Cadence:Proxies")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            networks.Add(IPNetwork.TryParse(text, out var network) ? network
                : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                : throw StartException.Of("Cadence:Proxies", $"holds '{text}', which is neither an address nor a network such as 10.0.0.0/24."));
        }

        return networks;
    }

    private static bool? ReadLogs(IConfiguration configuration) => DatabaseSettings.Text(configuration, "Cadence:Logs") switch
    {
        null => null,
        "json" => true,
        "text" => false,
        var other => throw StartException.Of("Cadence:Logs", $"is '{other}': json or text."),
    };

    private static string? ReadMetricsToken(IConfiguration configuration) => DatabaseSettings.Text(configuration, "Cadence:MetricsToken") switch
    {
        { Length: < 16 } => throw StartException.Of("Cadence:MetricsToken", "is shorter than 16 characters."),
        var token => token,
    };

    private static SignInLife ReadSignIns(IConfiguration configuration)
    {
        var (idle, longest) = (ReadNumber(configuration, "Cadence:SignIns:IdleDays", 14, 365), ReadNumber(configuration, "Cadence:SignIns:LongestDays", 90, 3650));
        return new SignInLife(TimeSpan.FromDays(idle), TimeSpan.FromDays(longest));
    }

    private static int ReadNumber(IConfiguration configuration, string key, int without, int most, int least = 1) => DatabaseSettings.Text(configuration, key) switch
    {
        null => without,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw StartException.Of(key, $"is '{text}', which is no number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}."),
    };

    private static bool? ReadSwitch(IConfiguration configuration, string key) => DatabaseSettings.Text(configuration, key)?.ToLowerInvariant() switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var other => throw StartException.Of(key, $"is '{other}': true or false."),
    };

    private static bool ReadAddresses(IConfiguration configuration)
    {
        var urls = DatabaseSettings.Text(configuration, "urls");
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            var address = Address().Match(url);
            if (!address.Success || (address.Groups["port"] is { Success: true } port && !IsPort(port.Value, out _) && port.Value != "0"))
            {
                throw new StartException(UrlsVariable, $"{UrlsVariable} holds '{url}', which is no address to listen on such as http://localhost:5080.");
            }

            if (address.Groups["port"].Value == "0" && address.Groups["host"].Value.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                throw new StartException(UrlsVariable, $"{UrlsVariable} holds '{url}': a free port is chosen for an address only, such as http://127.0.0.1:0.");
            }
        }

        var hasPorts = false;
        foreach (var (key, variable) in new[] { ("http_ports", "ASPNETCORE_HTTP_PORTS"), ("https_ports", "ASPNETCORE_HTTPS_PORTS") })
        {
            foreach (var port in DatabaseSettings.Text(configuration, key)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            {
                hasPorts = IsPort(port, out _) ? true : throw new StartException(variable, $"{variable} holds '{port}', which is no port number from 1 to 65535.");
            }
        }

        return urls is not null || hasPorts || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
    }

    private static bool IsPort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    [GeneratedRegex(@"^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^https?://(unix:/.+|(?<host>[a-z0-9.\-]+|\*|\+|\[[0-9a-f:.%]+\])(:(?<port>[^/:]+))?/?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
