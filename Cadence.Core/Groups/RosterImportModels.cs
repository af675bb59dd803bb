using System.Security.Cryptography;
using Cadence.Core.Students;

namespace Cadence.Core.Groups;

/// <summary>A roster file as it was uploaded. It is read again when it is applied, against the school as it then is.</summary>
/// <param name="Name">File name, as the browser gave it.</param>
/// <param name="Content">All bytes.</param>
public sealed record RosterFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>SHA-256 of the bytes, in lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}

/// <summary>A roster read against the school, and what each row would do.</summary>
/// <param name="File">The file.</param>
/// <param name="Roster">Its rows.</param>
/// <param name="EnrolsOnly">Rows of people who are there already but not in the group the row names: applying one enrols them.</param>
/// <param name="Currency">ISO 4217, of the fees.</param>
public sealed record RosterImportPreview(RosterFile File, RosterPreview Roster, IReadOnlySet<int> EnrolsOnly, string Currency)
{
    /// <summary>Whether a row can be ticked: it would change something.</summary>
    public bool CanTick(RosterRow row) => row.State == RosterRowState.Ready || EnrolsOnly.Contains(row.Number);
}

/// <summary>Applies exactly these rows of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">Row numbers, as <see cref="RosterRow.Number"/>.</param>
public sealed record ApplyRoster(RosterFile File, IReadOnlyCollection<int> Rows);

/// <summary>What an import did.</summary>
/// <param name="BatchId">The batch, null when there was nothing new.</param>
/// <param name="Students">New students.</param>
/// <param name="Enrolments">New enrolments.</param>
public sealed record RosterApplied(Guid? BatchId, int Students, int Enrolments);
