namespace Cadence.Core.Organizations;

/// <summary>
/// Part of the queries that look up rights: whether a role asks for a second factor that a sign-in lacks. Codes of an app are asked for at every
/// sign-in of the account, whatever its first proof was, and turning them on ends all others. A passkey isn't asked for where a password is given,
/// so it counts for the sign-ins that were made or confirmed with it. Who acts for a user without a sign-in is reviewed code; then the account counts.
/// </summary>
internal static class SecondFactorSql
{
    /// <summary>Whether there is one; the parameters are expressions of the query around it.</summary>
    public static string Has(string user, string signIn) => $"""
        exists (select from accounts.users a where a.id = {user} and (a.two_factor_enabled or (
            exists (select from accounts.user_passkeys k where k.user_id = a.id)
            and ({signIn}::uuid is null or exists (select from accounts.user_sessions s where s.id = {signIn} and s.user_id = a.id and s.by_passkey)))))
        """;

    /// <summary>
    /// Whether the role of the member <c>m</c> asks for one that is not there. Who looks in as somebody else comes by the platform's own door.
    /// </summary>
    public static string Lacks(string signIn) => $"""
        (exists (select from organization_roles r where r.organization_id = m.organization_id and r.key = m.role and r.asks_second_factor)
            and not exists (select from accounts.user_sessions i where i.id = {signIn} and i.impersonator_id is not null)
            and not {Has("m.user_id", signIn)})
        """;
}
