using Cadence.Core.Data;
using Cadence.Core.Notifications;
using Cadence.Core.Operations;
using Cadence.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Cadence.Tests.Hosting;

public sealed class HostSettingsTests : IDisposable
{
    private const string App = "Host=db;Username=app;Password=hush;Database=cadence";
    private const string Owner = "Host=db;Username=owner;Password=hush;Database=cadence";
    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-settings-").FullName;

    public static TheoryData<string, string, string> Wrong { get; } = new()
    {
        // environment, as NAME=value separated by |; the variable named; what is said about it
        { "ConnectionStrings__Cadence=nonsense", "ConnectionStrings__Cadence", "can't be read" },
        { "ConnectionStrings__Cadence=Host=db;Username=a;Password=hush;Database=c;Sparkle=1", "ConnectionStrings__Cadence", "can't be read at 'sparkle'" },
        { "ConnectionStrings__Cadence=Host=db;Port=many;Username=a;Password=hush;Database=c", "ConnectionStrings__Cadence", "can't be read at 'port'" },
        { "ConnectionStrings__Cadence=postgresql://a:hush@db/c?host=x", "ConnectionStrings__Cadence", "is a URI" },
        { "ConnectionStrings__Cadence=Username=a;Password=hush;Database=c", "ConnectionStrings__Cadence", "names no Host" },
        { "ConnectionStrings__Cadence=Host=db;Password=hush;Database=c", "ConnectionStrings__Cadence", "names no Username" },
        { "ConnectionStrings__Cadence=Host=db;Username=a;Password=hush", "ConnectionStrings__Cadence", "names no Database" },
        { $"ConnectionStrings__Cadence={App};No Reset On Close=true", "ConnectionStrings__Cadence", "No Reset On Close" },
        { $"ConnectionStrings__Cadence={App};Multiplexing=true", "ConnectionStrings__Cadence", "Multiplexing" },
        { $"ConnectionStrings__CadenceOwner={Owner}", "ConnectionStrings__Cadence", "is missing, although ConnectionStrings__CadenceOwner is set" },
        { $"ConnectionStrings__CadenceListen={App}", "ConnectionStrings__Cadence", "is missing, although ConnectionStrings__CadenceListen is set" },
        { $"ConnectionStrings__Cadence={App}|ConnectionStrings__CadenceOwner=Host", "ConnectionStrings__CadenceOwner", "can't be read" },
        { $"ConnectionStrings__Cadence={App}|ConnectionStrings__CadenceOwner={App}", "ConnectionStrings__CadenceOwner", "names the role app" },
        { $"ConnectionStrings__Cadence={App}|ConnectionStrings__CadenceOwner=Host=db;Username=owner;Database=other", "ConnectionStrings__CadenceOwner", "names the database other" },
        { $"ConnectionStrings__Cadence={App}|ConnectionStrings__CadenceListen=Host=db;Username=app;Database=other", "ConnectionStrings__CadenceListen", "names another database" },
        { "ConnectionStrings__Cadence_FILE=/no/such/file", "ConnectionStrings__Cadence_FILE", "names /no/such/file, which can't be read" },
        { $"ConnectionStrings__Cadence={App}|ConnectionStrings__Cadence_FILE=FOLDER/secret", "ConnectionStrings__Cadence_FILE", "both set" },
        { "ConnectionStrings__Cadence_FILE=FOLDER/empty", "ConnectionStrings__Cadence_FILE", "is empty" },
        { "ConnectionStrings__Cadence_FILE=FOLDER/secret", "ConnectionStrings__Cadence", "can't be read" },
        { "Cadence__TenantMode=global", "Cadence__TenantMode", "is 'global': session or local" },
        { "Cadence__DataPath=FOLDER/secret", "Cadence__DataPath", "can't be written" },
        { "Cadence__DataPath=/proc/cadence", "Cadence__DataPath", "can't be written" },
        { "Cadence__BaseHost=https://cadence.example.com", "Cadence__BaseHost", "no host name" },
        { "Cadence__BaseHost=cadence.example.com:8080", "Cadence__BaseHost", "no host name" },
        { "Cadence__BaseHost=-cadence..example", "Cadence__BaseHost", "no host name" },
        { "Cadence__BaseHost=192.168.1.4", "Cadence__BaseHost", "no host name" },
        { "Cadence__Demo=sometimes", "Cadence__Demo", "true or false" },
        { "Cadence__AllowHttp=on", "Cadence__AllowHttp", "true or false" },
        { "Cadence__Smtp__Host=mail.example.com|Cadence__Smtp__From=a@example.com|Cadence__Smtp__Port=smtp", "Cadence__Smtp__Port", "no port number" },
        { "Cadence__Smtp__Host=mail.example.com|Cadence__Smtp__From=a@example.com|Cadence__Smtp__Port=70000", "Cadence__Smtp__Port", "no port number" },
        { "Cadence__Smtp__Host=smtp://mail|Cadence__Smtp__From=a@example.com", "Cadence__Smtp__Host", "neither a host name nor an address" },
        { "Cadence__Smtp__Host=mail.example.com", "Cadence__Smtp__From", "is missing" },
        { "Cadence__Smtp__Host=mail.example.com|Cadence__Smtp__From=the school", "Cadence__Smtp__From", "no mail address" },
        { "Cadence__Smtp__Host=mail.example.com|Cadence__Smtp__From=a@example.com|Cadence__Smtp__User=u", "Cadence__Smtp__Password", "is missing" },
        { "Cadence__Smtp__Host=mail.example.com|Cadence__Smtp__From=a@example.com|Cadence__Smtp__Password=hush", "Cadence__Smtp__User", "is missing" },
        { "Cadence__Smtp__Port=25", "Cadence__Smtp__Host", "is missing, although Cadence__Smtp__Port is set" },
        { "Cadence__Backup__Daily=7", "Cadence__Backup__Path", "is missing, although Cadence__Backup__Daily is set" },
        { "Cadence__Backup__Path=/backups|Cadence__Backup__Daily=0", "Cadence__Backup__Daily", "no number from 1 to 3660" },
        { "Cadence__Backup__Path=/backups|Cadence__Backup__Hour=24", "Cadence__Backup__Hour", "no number from 0 to 23" },
        { $"Cadence__Backup__Path=/backups|ConnectionStrings__Cadence={App}", "Cadence__Backup__Path", "set ConnectionStrings__CadenceOwner too" },
        { "Cadence__PublicUrl=cadence.example.com", "Cadence__PublicUrl", "no origin" },
        { "Cadence__PublicUrl=https://cadence.example.com/app", "Cadence__PublicUrl", "no origin" },
        { "Cadence__Jobs=night", "Cadence__Jobs", "true or false" },
        { "Cadence__Logs=xml", "Cadence__Logs", "json or text" },
        { "Cadence__MetricsToken=short", "Cadence__MetricsToken", "shorter than 16" },
        { "Cadence__Proxies=10.0.0.1, proxy.example.com", "Cadence__Proxies", "neither an address nor a network" },
        { "urls=localhost:5080", "ASPNETCORE_URLS", "no address to listen on" },
        { "urls=http://localhost:eighty", "ASPNETCORE_URLS", "no address to listen on" },
        { "urls=http://localhost:99999", "ASPNETCORE_URLS", "no address to listen on" },
        { "urls=http://localhost:5080/cadence", "ASPNETCORE_URLS", "no address to listen on" },
        { "urls=ftp://localhost:21", "ASPNETCORE_URLS", "no address to listen on" },
        { "urls=http://localhost:0", "ASPNETCORE_URLS", "127.0.0.1:0" },
        { "http_ports=80a", "ASPNETCORE_HTTP_PORTS", "no port number" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_value_is_refused_with_one_line_that_names_it_and_keeps_secrets(string environment, string variable, string said)
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), "hush\n");
        File.WriteAllText(Path.Combine(_folder, "empty"), "\n");

        var refused = Assert.Throws<StartException>(() => Read(environment));

        Assert.Equal(variable, refused.Setting);
        Assert.StartsWith(variable, refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Without_any_setting_the_program_keeps_a_database_of_its_own_below_its_folder()
    {
        var settings = Read("");

        Assert.True(settings.Database.IsPrivate);
        Assert.Equal(Path.Combine(_folder, ".cadence"), settings.Database.DataPath);
        Assert.Equal(TenantMode.Session, settings.Database.Mode);
        Assert.False(settings.HasAddress);
        Assert.False(settings.Demo);
        Assert.Null(settings.Smtp);
        Assert.Null(settings.Backups);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var settings = Read($"ConnectionStrings__Cadence={App}|ConnectionStrings__CadenceOwner={Owner}|ConnectionStrings__CadenceListen={App};Application Name=listen|Cadence__TenantMode=local|Cadence__BaseHost=Cadence.Example.com|Cadence__Demo=TRUE|Cadence__Jobs=false|Cadence__Logs=text|Cadence__MetricsToken=0123456789abcdef|Cadence__PublicUrl=https://cadence.example.com|Cadence__Proxies=10.0.0.1, 192.168.0.0/24|Cadence__Smtp__Host=10.0.0.7|Cadence__Smtp__Port=25|Cadence__Smtp__User=u|Cadence__Smtp__Password=p|Cadence__Smtp__From=Escuela <hola@example.com>|urls=http://127.0.0.1:0;https://[::1]:5443|Cadence__Backup__Path=/backups|Cadence__Backup__Daily=3|Cadence__Backup__Hour=0");

        Assert.Equal((App, Owner, App + ";Application Name=listen"), (settings.Database.App, settings.Database.Owner, settings.Database.Listen));
        Assert.Equal((TenantMode.Local, false), (settings.Database.Mode, settings.Database.IsPrivate));
        Assert.Equal(("cadence.example.com", true, true), (settings.BaseHost, settings.Demo, settings.HasAddress));
        Assert.Equal((false, false, "0123456789abcdef", new Uri("https://cadence.example.com")), (settings.Jobs, settings.JsonLogs, settings.MetricsToken, settings.PublicUrl));
        Assert.Equal(["10.0.0.1/32", "192.168.0.0/24"], settings.Proxies.Select(network => network.ToString()));
        Assert.Equal(new SmtpSettings("10.0.0.7", 25, "u", "p", "Escuela <hola@example.com>"), settings.Smtp);
        Assert.Equal(new BackupSettings("/backups", 0, 3), settings.Backups);
    }

    [Fact]
    public void A_secret_may_come_from_a_file()
    {
        File.WriteAllText(Path.Combine(_folder, "app"), App + "\n");
        File.WriteAllText(Path.Combine(_folder, "password"), "p q\n");

        var settings = Read("ConnectionStrings__Cadence_FILE=FOLDER/app|Cadence__Smtp__Host=mail|Cadence__Smtp__From=a@b.c|Cadence__Smtp__User=u|Cadence__Smtp__Password_FILE=FOLDER/password");

        Assert.Equal(App, settings.Database.App);
        Assert.Equal("p q", settings.Smtp!.Password);
    }

    [Fact]
    public void A_verb_that_needs_the_owner_says_so()
    {
        var refused = Assert.Throws<StartException>(() => Read($"ConnectionStrings__Cadence={App}").Database.OwnerFor("migrate"));

        Assert.Equal("ConnectionStrings__CadenceOwner is missing: migrate needs the role that owns the tables.", refused.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HostSettings Read(string environment)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(environment.Replace("FOLDER", _folder, StringComparison.Ordinal).Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2)).Select(v => KeyValuePair.Create(v[0].Replace("__", ":", StringComparison.Ordinal), (string?)v[1])));
        SecretFiles.AddTo(configuration);
        return HostSettings.Read(configuration, _folder, isDevelopment: false);
    }
}
