using Microsoft.Extensions.Configuration;

namespace Cadence.Core.Data;

/// <summary>Secrets in files: <c>NAME_FILE</c> holds the path of a file with the value of <c>NAME</c>, as container platforms mount them.</summary>
public static class SecretFiles
{
    private const string Suffix = "_FILE";
    private static readonly string[] Sections = ["ConnectionStrings", "Cadence"];

    /// <summary>Adds the contents of every <c>…_FILE</c> setting of the connection strings and of Cadence under the setting's own name.</summary>
    /// <exception cref="StartException">A file can't be read, or the value is given both ways.</exception>
    public static void AddTo(IConfigurationManager configuration)
    {
        var values = Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(setting => setting.Key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(setting.Value))
            .ToDictionary(setting => setting.Key[..^Suffix.Length], setting => (string?)Read(configuration, setting.Key, setting.Value!.Trim()));
        if (values.Count > 0)
        {
            configuration.AddInMemoryCollection(values);
        }
    }

    private static string Read(IConfiguration configuration, string key, string file)
    {
        var name = key[..^Suffix.Length];
        if (DatabaseSettings.Text(configuration, name) is not null)
        {
            throw StartException.Of(key, $"and {StartException.Variable(name)} are both set: give one of them.");
        }

        try
        {
            var content = File.ReadAllText(file).TrimEnd('\r', '\n');
            return content.Length > 0 ? content : throw StartException.Of(key, $"names {file}, which is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw StartException.Of(key, $"names {file}, which can't be read: {e.Message}");
        }
    }
}
