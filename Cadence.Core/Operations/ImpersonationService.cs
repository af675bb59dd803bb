using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>Somebody one may look in as.</summary>
/// <param name="Role">Key of the member's role.</param>
public sealed record ImpersonationChoice(Guid UserId, string Name, string Email, string Role);

/// <summary>The members of an organization whom one may look in as.</summary>
public sealed record ImpersonationChoices(Guid OrganizationId, string Organization, IReadOnlyList<ImpersonationChoice> Members);

/// <summary>What is settled when a platform administrator begins to look in as somebody else.</summary>
/// <param name="UserId">The member; never another platform administrator.</param>
/// <param name="Reason">Read by the organization in its audit.</param>
/// <param name="MayWrite">Whether they may change things; otherwise they only look.</param>
public sealed record StartImpersonation(Guid OrganizationId, Guid? UserId, string? Reason, bool MayWrite);

/// <summary>One that runs.</summary>
public sealed record RunningImpersonation(
    Guid Id, string Organization, string Slug, string Impersonator, string Member, bool MayWrite, DateTimeOffset StartedAt, DateTimeOffset Until, string Reason);

/// <summary>
/// Platform administrators look in as a member of an organization: with a reason, there only, reading only unless settled otherwise, an
/// hour at most. It is a stored sign-in, so that the database itself refuses what goes beyond, and the organization's audit has its start and end.
/// </summary>
public sealed class ImpersonationService(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>It ends by itself after this long.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    /// <summary>Shortest reason that says anything.</summary>
    public const int ShortestReason = 10;

    /// <summary>Longest reason.</summary>
    public const int LongestReason = 300;

    private const int LongestAddress = 200;

    /// <summary>Whom one may look in as; NotFound for everybody but platform administrators, and where there is no such organization.</summary>
    public async Task<Result<ImpersonationChoices>> ChoicesAsync(PlatformAsker asker, string slug, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await PlatformSql.MembersAsync(connection, asker, slug, cancellationToken) is { } choices ? choices : Error.NotFound();
    }

    /// <summary>Begins, and gives back the sign-in by which they look in.</summary>
    public async Task<Result<Guid>> StartAsync(PlatformAsker asker, StartImpersonation command, string? userAgent, string? address, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var reason = checks.Required(nameof(StartImpersonation.Reason), command.Reason ?? "", LongestReason);
        if (checks.Passed && reason.Length < ShortestReason)
        {
            checks.Add(Error.Invalid(nameof(PlatformTexts.ErrorReasonShort), nameof(StartImpersonation.Reason), ShortestReason));
        }

        if (command.UserId is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(StartImpersonation.UserId)));
        }

        if (!checks.Passed)
        {
            return Result<Guid>.Failure(checks.Errors);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var from = address is { Length: > LongestAddress } ? address[..LongestAddress] : address;
        return await PlatformSql.StartAsync(connection, asker, command with { Reason = reason }, DeviceName.Of(userAgent), from, time.GetUtcNow(), Lasts, cancellationToken) is { } started
            ? started
            : Error.NotFound();
    }

    /// <summary>Ends one: one's own from inside, or any as a platform administrator. False where there is none such.</summary>
    public async Task<bool> EndAsync(PlatformAsker asker, Guid impersonation, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await PlatformSql.EndAsync(connection, asker, impersonation, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>Those that run now, the newest first; nobody but platform administrators is told of any.</summary>
    public async Task<IReadOnlyList<RunningImpersonation>> ListAsync(PlatformAsker asker, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await PlatformSql.RunningAsync(connection, asker, time.GetUtcNow(), cancellationToken);
    }
}
