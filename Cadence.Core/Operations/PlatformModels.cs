using Cadence.Core.Organizations;

namespace Cadence.Core.Operations;

/// <summary>Somebody who asks as a platform administrator: by this sign-in. The database checks both.</summary>
public sealed record PlatformAsker(Guid UserId, Guid SessionId);

/// <summary>One organization as the platform's administrators see it: nothing of what it holds.</summary>
/// <param name="Members">Active ones.</param>
/// <param name="LastChange">When somebody last changed anything; null where nobody ever did.</param>
public sealed record PlatformOrganization(
    Guid Id, string Slug, string Name, OrganizationType Type, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Members, int Students, DateTimeOffset? LastChange);

/// <summary>One page of organizations, by name.</summary>
public sealed record PlatformOrganizations(IReadOnlyList<PlatformOrganization> Items, int Total);

/// <summary>When a job last ran, and in how many organizations it has.</summary>
public sealed record PlatformJob(string Name, DateTimeOffset LastRun, int Organizations);

/// <summary>How the installation is doing.</summary>
/// <param name="Waiting">Messages that are due and not sent.</param>
/// <param name="OldestWaiting">Since when the oldest of them is due.</param>
/// <param name="Dead">Messages given up in the last seven days.</param>
/// <param name="BackupsSetUp">Whether this program makes backups.</param>
/// <param name="BackupAt">When the newest whole one was finished.</param>
/// <param name="BackupFailedAt">When a later attempt failed.</param>
/// <param name="BackupIsOld">Whether the newest one is older than a day and a half.</param>
/// <param name="AccountsMigration">Name of the newest migration of the accounts.</param>
/// <param name="OrganizationsMigration">Name of the newest migration of what organizations hold.</param>
/// <param name="PostgresVersion">As the server says it.</param>
public sealed record PlatformHealth(
    int Waiting, DateTimeOffset? OldestWaiting, int Dead, IReadOnlyList<PlatformJob> Jobs,
    bool BackupsSetUp, DateTimeOffset? BackupAt, DateTimeOffset? BackupFailedAt, bool BackupIsOld, string AccountsMigration, string OrganizationsMigration, string PostgresVersion);
