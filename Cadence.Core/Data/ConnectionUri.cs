using System.Globalization;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>A connection string in the form that psql, pg_dump and most other tools take (libpq).</summary>
public static class ConnectionUri
{
    /// <summary>For example <c>postgresql://cadence_app:secret@/cadence?host=%2Ftmp%2Fcadence-12ab34cd&amp;port=5432</c>.</summary>
    public static string Of(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var password = string.IsNullOrEmpty(builder.Password) ? "" : ":" + Escape(builder.Password);
        var hosts = builder.Host!.Split(',').Select(h => h.Split(':') is [var name, var port] ? (Name: name, Port: port) : (Name: h, Port: builder.Port.ToString(CultureInfo.InvariantCulture))).ToList();
        List<string> parameters = [];
        var authority = "";
        if (hosts is [var only] && Uri.CheckHostName(only.Name) is UriHostNameType.Dns or UriHostNameType.IPv4)
        {
            authority = $"{only.Name}:{only.Port}";
        }
        else
        {
            // A socket's folder, several hosts or an IPv6 address don't fit between @ and /.
            parameters.Add("host=" + Escape(string.Join(',', hosts.Select(h => h.Name))));
            parameters.Add("port=" + Escape(string.Join(',', hosts.Select(h => h.Port))));
        }

        if (builder.SslMode != SslMode.Prefer)
        {
            parameters.Add("sslmode=" + builder.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() });
        }

        if (builder.RootCertificate is { Length: > 0 } certificate)
        {
            parameters.Add("sslrootcert=" + Escape(certificate));
        }

        return $"postgresql://{Escape(builder.Username!)}{password}@{authority}/{Escape(builder.Database!)}{(parameters.Count > 0 ? "?" + string.Join('&', parameters) : "")}";
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
