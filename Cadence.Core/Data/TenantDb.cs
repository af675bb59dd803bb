using System.Data.Common;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>
/// The only way to tenant data. Rents a context, tells the database the organization, the actor and the reason, looks up
/// the actor's rights in the same round trip, runs the work, and clears everything again. Whoever leaves before it has begun is not served;
/// once it has begun it ends by itself, for a query that is cancelled spoils its connection for the next: it may keep a statement as prepared
/// of which it never learned the columns (npgsql#6391), or be struck by the cancel itself, which arrives late.
/// </summary>
public sealed class TenantDb
{
    private const int Attempts = 4;

    private readonly PooledDbContextFactory<CadenceDbContext> _contexts;
    private readonly TenantMode _mode;
    private readonly TimeProvider _time;

    /// <param name="connectionString">Of the runtime role.</param>
    public TenantDb(string connectionString, TenantMode mode, TimeProvider time)
    {
        _contexts = new PooledDbContextFactory<CadenceDbContext>(CadenceDatabase.TenantOptions(CadenceDatabase.Tuned(connectionString)).Options);
        _mode = mode;
        _time = time;
    }

    /// <summary>Reads as <paramref name="actor"/>, who must hold <paramref name="permission"/>; otherwise Forbidden and nothing runs.</summary>
    public async Task<Result<T>> ReadAsync<T>(Actor actor, Permission permission, Func<TenantSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        await using var unit = await OpenAsync(actor, permission, writes: false, cancellationToken);
        return unit.Session.IsSuccess ? await work(unit.Session.Value, CancellationToken.None) : Result<T>.Failure(unit.Session.Errors);
    }

    /// <summary>
    /// Writes as <paramref name="actor"/> in one transaction that is committed only if the work succeeds. Deadlocks,
    /// serialization failures and an id that arrives twice at once run again from the start; refusals by known constraints come back as errors.
    /// </summary>
    public Task<Result<T>> WriteAsync<T>(Actor actor, Permission permission, Func<TenantSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken) =>
        WriteAsync(actor, (Permission?)permission, work, cancellationToken);

    /// <summary>
    /// Writes for somebody who needs no permission for it, because they are no member yet or leave: the work itself must see that it is theirs to do.
    /// Only <c>InvitationService</c> and <c>MemberService</c> call it.
    /// </summary>
    internal Task<Result<T>> WriteOwnMembershipAsync<T>(Actor actor, Func<TenantSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken) =>
        WriteAsync(actor, null, work, cancellationToken);

    private async Task<Result<T>> WriteAsync<T>(Actor actor, Permission? permission, Func<TenantSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var unit = await OpenAsync(actor, permission, writes: true, cancellationToken);
                if (!unit.Session.IsSuccess)
                {
                    return Result<T>.Failure(unit.Session.Errors);
                }

                var result = await work(unit.Session.Value, CancellationToken.None);
                if (result.IsSuccess)
                {
                    await unit.Db.SaveChangesAsync(CancellationToken.None);
                    await unit.Transaction!.CommitAsync(CancellationToken.None);
                }

                return result;
            }
            catch (Exception exception) when (ConstraintErrors.Postgres(exception) is { } refusal)
            {
                if (refusal.SqlState is PostgresErrorCodes.InsufficientPrivilege)
                {
                    Telemetry.WallHits.Add(1, new KeyValuePair<string, object?>("state", refusal.SqlState));
                }

                if (attempt < Attempts && (refusal.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected || ConstraintErrors.IsSameIdTwice(refusal)))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25) * attempt), _time, cancellationToken);
                    continue;
                }

                if (ConstraintErrors.Of(refusal) is { } error)
                {
                    return error;
                }

                throw;
            }
            catch (DbUpdateConcurrencyException)
            {
                return Error.Conflict(nameof(Resources.SharedTexts.ErrorChangedMeanwhile));
            }
        }
    }

    /// <summary>
    /// The one write for a tenant that does not exist yet: whoever founds it has no rights in it to look up. Only <see cref="OrganizationService"/> calls it.
    /// </summary>
    internal async Task<Result<Guid>> FoundAsync(Guid organizationId, Guid userId, Func<CadenceDbContext, DateTimeOffset, Result> work, CancellationToken cancellationToken)
    {
        var actor = Actor.User(organizationId, userId);
        try
        {
            await using var db = await RentAsync(actor, cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            await using (var prelude = TenantPrelude.Create((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), actor, Permission.OrganizationEdit, _time.GetUtcNow(), writes: true, local: true))
            {
                await prelude.ExecuteNonQueryAsync(CancellationToken.None);
            }

            var result = work(db, _time.GetUtcNow());
            if (!result.IsSuccess)
            {
                return Result<Guid>.Failure(result.Errors);
            }

            await db.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return organizationId;
        }
        catch (DbUpdateException exception) when (ConstraintErrors.Postgres(exception) is { } refusal && ConstraintErrors.Of(refusal) is { } error)
        {
            return error;
        }
    }

    /// <summary>
    /// The one write inside an archived organization, for whoever may archive: bringing it back. Elsewhere archived ones are as if they were not.
    /// </summary>
    internal async Task<Result<T>> WriteArchivedAsync<T>(Actor actor, Func<TenantSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        await using var unit = await OpenAsync(actor, Permission.OrganizationArchive, writes: true, cancellationToken, archivedToo: true);
        if (!unit.Session.IsSuccess)
        {
            return Result<T>.Failure(unit.Session.Errors);
        }

        var result = await work(unit.Session.Value, CancellationToken.None);
        if (result.IsSuccess)
        {
            await unit.Db.SaveChangesAsync(CancellationToken.None);
            await unit.Transaction!.CommitAsync(CancellationToken.None);
        }

        return result;
    }

    private async Task<CadenceDbContext> RentAsync(Actor actor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var db = await _contexts.CreateDbContextAsync(cancellationToken);
        db.OrganizationId = actor.OrganizationId;
        await db.Database.OpenConnectionAsync(cancellationToken);
        return db;
    }

    /// <summary>
    /// Opens a unit of work. A pooled connection may have died with a restarted database without anybody noticing: nothing has been done yet,
    /// so the pool is emptied and it is tried once more.
    /// </summary>
    private async Task<Unit> OpenAsync(Actor actor, Permission? permission, bool writes, CancellationToken cancellationToken, bool archivedToo = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            CadenceDbContext? db = null;
            IDbContextTransaction? transaction = null;
            try
            {
                db = await RentAsync(actor, cancellationToken);
                transaction = writes || _mode == TenantMode.Local ? await db.Database.BeginTransactionAsync(CancellationToken.None) : null;
                return new Unit(db, transaction, await SessionAsync(db, transaction, actor, permission, writes, archivedToo));
            }
            catch (Exception exception)
            {
                var isStale = attempt == 1 && db is not null && ConnectionLoss.Is(exception);
                if (isStale)
                {
                    NpgsqlConnection.ClearPool((NpgsqlConnection)db!.Database.GetDbConnection());
                }

                await Unit.EndAsync(db, transaction);
                if (!isStale)
                {
                    throw;
                }
            }
        }
    }

    private async Task<Result<TenantSession>> SessionAsync(CadenceDbContext db, IDbContextTransaction? transaction, Actor actor, Permission? permission, bool writes, bool archivedToo)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var npgsqlTransaction = (NpgsqlTransaction?)transaction?.GetDbTransaction();
        var now = _time.GetUtcNow();
        await using var prelude = TenantPrelude.Create(connection, npgsqlTransaction, actor, permission, now, writes, local: _mode == TenantMode.Local, archivedToo);
        await using var reader = await prelude.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        var rights = await TenantPrelude.ReadAsync(reader, actor, permission, CancellationToken.None);
        // A family's link reads what is shown under one permission; it changes nothing.
        if (rights is null || (actor.Kind == ActorKind.FamilyLink && (writes || permission != Permission.FamilyLinks)))
        {
            Telemetry.Refusals.Add(1, new KeyValuePair<string, object?>("permission", permission is { } asked ? SnakeCase.Of(asked) : "none"));
            return Error.Forbidden(nameof(Resources.SharedTexts.ErrorForbidden));
        }

        // Becoming a member and leaving need no permission, and so no second factor.
        if (rights.LacksSecondFactor && permission is not null && actor.Kind is not (ActorKind.Job or ActorKind.Platform))
        {
            Telemetry.Refusals.Add(1, new KeyValuePair<string, object?>("permission", "second_factor"));
            return Error.Forbidden(nameof(Resources.SharedTexts.ErrorSecondFactorNeeded));
        }

        if (!rights.IsProved && permission is { } wanted && StepUpRules.Needs(wanted) && StepUpRules.Asks(actor))
        {
            return Error.StepUpNeeded(nameof(Resources.SharedTexts.ErrorStepUpNeeded));
        }

        return new TenantSession(db, connection, npgsqlTransaction, actor, rights.Rights, rights.GuardianId, rights.Organization, now);
    }

    /// <summary>What is open while a unit of work runs.</summary>
    private sealed record Unit(CadenceDbContext Db, IDbContextTransaction? Transaction, Result<TenantSession> Session) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => EndAsync(Db, Transaction);

        public static async ValueTask EndAsync(CadenceDbContext? db, IDbContextTransaction? transaction)
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            if (db is not null)
            {
                await db.DisposeAsync();
            }
        }
    }
}

/// <summary>What the prelude found: how far the asked permission reaches, and what is the actor's own.</summary>
/// <param name="Places">Venues and groups that the member was given, as far as the scope reaches.</param>
internal sealed record TenantRights(GrantScope Scope, Guid? TeacherId, IReadOnlyList<Guid> Places)
{
    /// <summary>As <see cref="TenantSession.Reach"/>.</summary>
    public Guid[]? Reach(Guid organizationId) => Scope switch
    {
        GrantScope.All => null,
        GrantScope.Own => [.. Own],
        _ => [.. Own, .. Places, organizationId],
    };

    private IEnumerable<Guid> Own => TeacherId is { } teacher ? [teacher] : [];
}

/// <summary>Whether the database was gone, as against having refused.</summary>
internal static class ConnectionLoss
{
    /// <summary>The connection broke, or the server is stopping or starting.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException refusal => refusal.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException => exception.InnerException is IOException or System.Net.Sockets.SocketException or EndOfStreamException,
        { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}

/// <summary>The one place that sets the tenant.</summary>
internal static class TenantPrelude
{
    // Whoever looks in as somebody else acts as the platform, under their own name, for the reason given at the start: what is written says
    // so whatever the code in between believes. The other one's id is the actor's.
    private const string SetTenant = """
        select set_config('cadence.organization_id', $1, $6), set_config('cadence.actor_kind', case when i.impersonator_id is null then $2 else 'platform' end, $6),
               set_config('cadence.actor_id', $3, $6), set_config('cadence.user_id', coalesce(i.impersonator_id::text, $4), $6),
               set_config('cadence.reason', concat_ws(' · ', nullif($5, ''), i.reason), $6)
        from (select 1) once left join accounts.user_sessions i on i.id = $7 and i.impersonator_id is not null
        """;

    private static readonly string Rights = $"""
        select o.id, o.slug, o.name, o.type, o.currency, o.time_zone, o.language, o.country, o.color, g.scope, t.id,
            exists (select from accounts.user_sessions s where s.id = $4 and s.user_id = $2 and s.revoked_at is null and s.stepped_up_at > $5),
               case when g.scope in ('group', 'venue') then array(
                   select coalesce(p.group_id, p.venue_id) from member_places p
                   where p.organization_id = o.id and p.member_id = m.id and (g.scope = 'venue' or p.venue_id is null)) end,
               case when $3::text is null then $4::uuid is null or exists (
                    select from accounts.user_sessions s where s.id = $4 and s.user_id = $2 and s.revoked_at is null and s.impersonator_id is null) end,
               {SecondFactorSql.Lacks("$4")}
        from organizations o
        left join organization_members m on m.organization_id = o.id and m.user_id = $2 and m.status = 'active'
            and ($4::uuid is null or exists (
                select from accounts.user_sessions s
                where s.id = $4 and s.user_id = $2 and s.revoked_at is null
                    and (s.impersonator_id is null or (s.organization_id = o.id and s.until > $7 and (s.may_write or not $8)
                        and exists (select from accounts.platform_admins p where p.user_id = s.impersonator_id)))))
        left join role_grants g on g.organization_id = o.id and g.role_key = m.role and g.permission = $3
        left join teachers t on t.organization_id = o.id and t.user_id = $2
        where o.id = $1 and (o.archived_at is null or $6) and o.purged_at is null
        """;

    // A link has no membership: its own row gives the right, while it lives.
    private const string FamilyRights = """
        select o.id, o.slug, o.name, o.type, o.currency, o.time_zone, o.language, o.country, o.color, f.guardian_id
        from organizations o
        join family_links f on f.organization_id = o.id and f.id = $2 and f.revoked_at is null and f.expires_at > $3 and f.token_hash is not null
        where o.id = $1 and o.archived_at is null and o.purged_at is null
        """;

    /// <param name="IsProved">Whether the sign-in gave a proof of who it is shortly before.</param>
    /// <param name="LacksSecondFactor">Whether the actor's role asks for a second factor that is not there.</param>
    /// <param name="GuardianId">Whose link acts; null for everybody else.</param>
    public sealed record Found(OrganizationProfile Organization, TenantRights Rights, bool IsProved, bool LacksSecondFactor = false, Guid? GuardianId = null);

    public static NpgsqlBatch Create(NpgsqlConnection connection, NpgsqlTransaction? transaction, Actor actor, Permission? permission, DateTimeOffset now, bool writes, bool local, bool archivedToo = false) => new(connection, transaction)
    {
        BatchCommands =
        {
            new NpgsqlBatchCommand(SetTenant)
            {
                Parameters =
                {
                    new() { Value = actor.OrganizationId.ToString() },
                    new() { Value = SnakeCase.Of(actor.Kind) },
                    new() { Value = actor.Id.ToString() },
                    new() { Value = actor.UserId?.ToString() ?? "" },
                    new() { Value = actor.Reason ?? "" },
                    new() { Value = local },
                    new() { Value = (object?)actor.SessionId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                },
            },
            actor.Kind == ActorKind.FamilyLink
                ? new NpgsqlBatchCommand(FamilyRights)
                {
                    Parameters = { new() { Value = actor.OrganizationId }, new() { Value = actor.Id }, new() { Value = now.ToUniversalTime() } },
                }
                : new NpgsqlBatchCommand(Rights)
                {
                    Parameters =
                    {
                        new() { Value = actor.OrganizationId },
                        new() { Value = actor.UserId ?? Guid.Empty },
                        new() { Value = permission is { } asked ? SnakeCase.Of(asked) : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                        new() { Value = (object?)actor.SessionId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                        new() { Value = now - StepUpRules.Lasts },
                        new() { Value = archivedToo },
                        new() { Value = now },
                        new() { Value = writes },
                    },
                },
        },
    };

    /// <summary>Null when the actor may not: no such organization, no member, no grant, no live link.</summary>
    public static async Task<Found?> ReadAsync(DbDataReader reader, Actor actor, Permission? permission, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var organization = new OrganizationProfile(
            reader.GetGuid(0), reader.GetString(1), reader.GetString(2), SnakeCase.Parse<OrganizationType>(reader.GetString(3)),
            reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8));
        if (actor.Kind == ActorKind.FamilyLink)
        {
            return new Found(organization, new TenantRights(GrantScope.Own, null, []), IsProved: false, GuardianId: reader.GetGuid(9));
        }

        GrantScope? scope = actor.Kind switch
        {
            // The program itself and the platform run reviewed code, not requests.
            ActorKind.Job or ActorKind.Platform => GrantScope.All,
            // Asked for no permission: somebody who is no member yet, or no longer wants to be. They own nothing here.
            _ when !reader.IsDBNull(13) => reader.GetBoolean(13) ? GrantScope.Own : null,
            _ => reader.IsDBNull(9) ? null : SnakeCase.Parse<GrantScope>(reader.GetString(9)),
        };
        if (scope is null || (permission is { } asked && !PermissionScopes.Fits(asked, scope.Value)))
        {
            return null;
        }

        return new Found(organization, new TenantRights(scope.Value, reader.IsDBNull(10) ? null : reader.GetGuid(10), reader.IsDBNull(12) ? [] : reader.GetFieldValue<Guid[]>(12)), reader.GetBoolean(11), reader.GetBoolean(14));
    }
}
