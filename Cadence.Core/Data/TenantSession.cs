using Cadence.Core.Accounts;
using Cadence.Core.Organizations;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>One unit of work inside one organization, with the actor's rights already looked up.</summary>
public sealed class TenantSession
{
    internal TenantSession(CadenceDbContext db, NpgsqlConnection connection, NpgsqlTransaction? transaction, Actor actor, TenantRights rights, Guid? guardianId, OrganizationProfile organization, DateTimeOffset now)
    {
        Db = db;
        Connection = connection;
        Transaction = transaction;
        Actor = actor;
        Scope = rights.Scope;
        TeacherId = rights.TeacherId;
        GuardianId = guardianId;
        Reach = rights.Reach(organization.Id);
        Organization = organization;
        Now = now;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(organization.TimeZone);
        Today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
    }

    /// <summary>The tenant's tables.</summary>
    public CadenceDbContext Db { get; }

    /// <summary>The same connection, for the SQL of <c>*Sql</c> classes.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The open transaction, in writes.</summary>
    public NpgsqlTransaction? Transaction { get; }

    public Actor Actor { get; }

    /// <summary>How far the asked permission reaches for this actor.</summary>
    public GrantScope Scope { get; }

    /// <summary>The actor's own teacher record in this organization, if any.</summary>
    public Guid? TeacherId { get; }

    /// <summary>Whose link it is that acts; null for everybody else.</summary>
    public Guid? GuardianId { get; }

    /// <summary>
    /// Ids of what the asked permission reaches: the actor's own teacher record, and the venues and groups they were given. Null is everything.
    /// Who was given places, and not only what is their own, reaches what belongs to no place yet: then the organization's own id is among them.
    /// </summary>
    public Guid[]? Reach { get; }

    public OrganizationProfile Organization { get; }

    /// <summary>One instant for the whole unit of work.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The organization's zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Today in the organization's zone.</summary>
    public DateOnly Today { get; }

    /// <summary>The reach as a parameter of <see cref="ReachSql"/>.</summary>
    public NpgsqlParameter ReachParameter => new() { Value = (object?)Reach ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid };

    /// <summary>Whether something that happens at this venue, belongs to this group or is done by this teacher is within reach. What a row becomes is asked like what it was.</summary>
    public bool Reaches(params Guid?[] ids) => Reach is not { } reach || Array.Exists(ids, id => id is { } known && reach.Contains(known));

    /// <summary>A command on this unit of work's connection and transaction.</summary>
    public NpgsqlCommand Command(string sql) => new(sql, Connection, Transaction);

    /// <summary>Records a fact in the transaction of the act. The payload holds ids only.</summary>
    public void Record(string type, Guid subjectId, object? payload = null) =>
        Db.Add(new Outbox.DomainEvent(type, 1, subjectId, System.Text.Json.JsonSerializer.Serialize(payload ?? new { }, System.Text.Json.JsonSerializerOptions.Web), Now));

    /// <summary>Writes a security event down in the transaction of the act: it stands if and only if the act does. Whose sign-in it was says where it came from.</summary>
    /// <param name="subjectId">What it was done to; null where the kind says all.</param>
    /// <param name="detail">One more word of the program, never a name.</param>
    public Task RecordSecurityAsync(SecurityEventKind kind, Guid? subjectId, string? detail, CancellationToken cancellationToken) => SecurityEventSql.AddAsync(
        Connection,
        Transaction,
        new SecurityEvent(kind, Actor.UserId) { OrganizationId = Organization.Id, SubjectId = subjectId, SessionId = Actor.SessionId, Detail = detail },
        Whereabouts.None,
        Now,
        cancellationToken);
}
