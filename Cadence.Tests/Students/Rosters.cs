using System.Text;
using Cadence.Core.Students;

namespace Cadence.Tests.Students;

/// <summary>Small rosters for tests.</summary>
internal static class Rosters
{
    /// <summary>A Spanish school on 1 October 2026 that checks no group names and has nobody yet.</summary>
    public static RosterContext Spain { get; } = new("ES", "EUR", new DateOnly(2026, 10, 1));

    /// <summary>Reads lines of text as a UTF-8 file.</summary>
    public static RosterPreview Read(RosterContext context, params string[] lines) => RosterReader.Read(Utf8(lines), context).Value;

    /// <summary>Reads lines of text as a UTF-8 file of a Spanish school.</summary>
    public static RosterPreview Read(params string[] lines) => Read(Spain, lines);

    /// <summary>The bytes of lines of text.</summary>
    public static byte[] Utf8(params string[] lines) => Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n");

    /// <summary>A cell as most programs write it: in quotes only where it must be.</summary>
    public static string Cell(string text) => text.AsSpan().ContainsAny(";\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
