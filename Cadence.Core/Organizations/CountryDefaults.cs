namespace Cadence.Core.Organizations;

/// <summary>What an organization of a country starts with, where it says nothing else.</summary>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="TimeZone">IANA; that of the capital where there are several.</param>
/// <param name="Language">es or en.</param>
public sealed record CountryDefaults(string Country, string Currency, string TimeZone, string Language)
{
    /// <summary>The countries offered, Spain first.</summary>
    public static IReadOnlyList<CountryDefaults> All { get; } =
    [
        new("ES", "EUR", "Europe/Madrid", "es"), new("AD", "EUR", "Europe/Andorra", "es"), new("AR", "ARS", "America/Argentina/Buenos_Aires", "es"), new("BO", "BOB", "America/La_Paz", "es"),
        new("CL", "CLP", "America/Santiago", "es"), new("CO", "COP", "America/Bogota", "es"), new("CR", "CRC", "America/Costa_Rica", "es"), new("DO", "DOP", "America/Santo_Domingo", "es"),
        new("EC", "USD", "America/Guayaquil", "es"), new("GT", "GTQ", "America/Guatemala", "es"), new("MX", "MXN", "America/Mexico_City", "es"), new("PA", "USD", "America/Panama", "es"),
        new("PE", "PEN", "America/Lima", "es"), new("PY", "PYG", "America/Asuncion", "es"), new("UY", "UYU", "America/Montevideo", "es"), new("VE", "VES", "America/Caracas", "es"),
        new("DE", "EUR", "Europe/Berlin", "en"), new("FR", "EUR", "Europe/Paris", "en"), new("GB", "GBP", "Europe/London", "en"), new("IE", "EUR", "Europe/Dublin", "en"),
        new("IT", "EUR", "Europe/Rome", "en"), new("PT", "EUR", "Europe/Lisbon", "en"), new("US", "USD", "America/New_York", "en"),
    ];

    /// <summary>The currencies offered.</summary>
    public static IReadOnlyList<string> Currencies { get; } = [.. All.Select(country => country.Currency).Distinct()];

    /// <summary>The defaults of a country, or null for one that is not offered.</summary>
    public static CountryDefaults? Of(string? country) => All.FirstOrDefault(known => string.Equals(known.Country, country, StringComparison.OrdinalIgnoreCase));
}
