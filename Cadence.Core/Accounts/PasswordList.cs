using System.Collections.Frozen;
using Cadence.Core.Localization;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Core.Accounts;

/// <summary>The passwords that everybody tries first, read once from the file beside this class, which says where they come from.</summary>
public static class PasswordList
{
    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>In lower case.</summary>
    public static IReadOnlySet<string> Common => All.Value;

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(PasswordList).Assembly.GetManifestResourceStream("Cadence.Core.Accounts.common-passwords.txt") ?? throw new InvalidOperationException("There is no list of common passwords.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("# ", StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
    }
}

/// <summary>Keeps <see cref="PasswordRules"/> wherever a password is set, also by the command line.</summary>
public sealed class PasswordValidator : IPasswordValidator<User>
{
    /// <inheritdoc />
    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(user);
        return Task.FromResult(PasswordRules.Check(password, manager.Options.Password.RequiredLength, PasswordList.Common, [user.GivenName, user.FamilyNames, user.Email], "Password") is { } error
            ? IdentityResult.Failed(new IdentityError { Code = error.Code, Description = ErrorText.Of(error) })
            : IdentityResult.Success);
    }
}
