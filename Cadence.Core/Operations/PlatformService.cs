using Cadence.Core.Kernel;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// What a platform administrator sees of the whole installation. There is no actor, because there is no organization: the functions of the
/// database ask for themselves whether the person, by this very sign-in, is one. Everybody else is NotFound.
/// </summary>
public sealed class PlatformService(NpgsqlDataSource dataSource, BackupSettings? backups, TimeProvider time)
{
    /// <summary>Longer questions are cut.</summary>
    public const int LongestSearch = 80;

    private const int MostOnPage = 200;

    /// <summary>Whether this person is one, by this sign-in.</summary>
    public async Task<bool> IsAdminAsync(PlatformAsker asker, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await PlatformSql.IsAdminAsync(connection, asker, cancellationToken);
    }

    /// <summary>Organizations by name whose name or slug holds words that begin so; archived ones too.</summary>
    public async Task<Result<PlatformOrganizations>> OrganizationsAsync(PlatformAsker asker, string? search, int page, int pageSize, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await PlatformSql.IsAdminAsync(connection, asker, cancellationToken))
        {
            return Error.NotFound();
        }

        var asked = search is { Length: > LongestSearch } ? search[..LongestSearch] : search ?? "";
        var words = StorableText.Is(asked) ? FoldedText.Of(asked).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        var size = Math.Clamp(pageSize, 1, MostOnPage);
        return await PlatformSql.OrganizationsAsync(connection, asker, words, size, Math.Max(0, page) * (long)size, cancellationToken);
    }

    /// <summary>Outbox, jobs, backups and versions.</summary>
    public async Task<Result<PlatformHealth>> HealthAsync(PlatformAsker asker, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await PlatformSql.IsAdminAsync(connection, asker, cancellationToken)
            ? await PlatformSql.HealthAsync(connection, asker, backups is not null, time.GetUtcNow(), cancellationToken)
            : Error.NotFound();
    }
}
