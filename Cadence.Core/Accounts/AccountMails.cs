using Cadence.Core.Outbox;
using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>Mails of an account, as the outbox names them.</summary>
public static class AccountMailKinds
{
    /// <summary>Channel: a mail.</summary>
    public const string Email = "email";

    /// <summary>Somebody made an account with this address: please confirm it.</summary>
    public const string ConfirmEmail = "confirm_email";

    /// <summary>Somebody tried to make an account with an address that has one.</summary>
    public const string AccountExists = "account_exists";

    /// <summary>A link to choose a new password.</summary>
    public const string ResetPassword = "reset_password";

    /// <summary>A link to sign in.</summary>
    public const string MagicLink = "magic_link";

    /// <summary>The password was changed.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>A link, sent to a new address, that makes it the account's.</summary>
    public const string ConfirmNewEmail = "confirm_new_email";

    /// <summary>Tells the old address of the new one.</summary>
    public const string EmailChanged = "email_changed";

    /// <summary>The account is deleted.</summary>
    public const string AccountDeleted = "account_deleted";
}

/// <summary>A mail to write to somebody about their account.</summary>
/// <param name="Kind">One of <see cref="AccountMailKinds"/>.</param>
/// <param name="UserId">Whose account it is about; null where there is none.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Name">How its reader is greeted; may be empty.</param>
/// <param name="Language">es or en.</param>
public sealed record AccountMail(string Kind, Guid? UserId, string Address, string Name, string Language)
{
    /// <summary>A page of this site where its reader goes on afterwards.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>Makes it unique together with kind and recipient; a new one for each act without it.</summary>
    public Guid Subject { get; init; } = Guid.CreateVersion7();
}

/// <summary>A mail of an account in its outbox.</summary>
public sealed record AccountMessage(Guid Id, AccountMail Mail, DateTimeOffset CreatedAt, OutboxProgress Progress);

/// <summary>Puts mails of accounts into their outbox. Nothing here waits for a mail server.</summary>
public sealed class AccountMails(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>So many mails of one kind to one reader within <see cref="Window"/>; more are quietly left out, so that nobody is flooded by a stranger.</summary>
    public const int Most = 3;

    /// <summary>See <see cref="Most"/>.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Puts one into the outbox. False where its reader got enough of that kind lately.</summary>
    public Task<bool> WriteAsync(AccountMail mail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return AccountOutboxSql.AddAsync(dataSource, mail, now, now - Window, Most, cancellationToken);
    }
}
