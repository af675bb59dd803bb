namespace Cadence.Core.Operations;

/// <summary>Where the nightly backups go and how many stay.</summary>
/// <param name="Path">The folder; one that outlives this machine, if possible.</param>
/// <param name="Hour">From this hour (UTC) on a night's backup is due.</param>
/// <param name="Daily">How many days keep their newest backup.</param>
/// <param name="Weekly">How many weeks do.</param>
/// <param name="Monthly">How many months do.</param>
public sealed record BackupSettings(string Path, int Hour = 2, int Daily = 7, int Weekly = 4, int Monthly = 12);
