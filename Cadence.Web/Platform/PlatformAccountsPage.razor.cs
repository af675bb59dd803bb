using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Notifications;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Platform;

/// <summary>
/// Who may make an account, and what became of the mails of accounts. Where nothing can be sent, their text is read here to be handed on: it may
/// open an account, so a fresh proof is asked for and each reading is a security event.
/// </summary>
public sealed partial class PlatformAccountsPage(PlatformSettings settings, AccountOutboxService outbox, SignIns signIns, NavigationManager navigation, TimeProvider time)
{
    private SignUpMode _signUp;
    private AccountOutboxList _mails = new([], HasMail: true);
    private (Guid Id, Mail Mail)? _read;
    private Error? _error;
    private string? _done;

    [SupplyParameterFromForm(FormName = "sign-up")]
    private SignUpChoice? Choice { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private CancellationToken Aborted => HttpContext.RequestAborted;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _signUp = await settings.SignUpAsync(Aborted);
        _mails = await outbox.ListAsync(Aborted);
    }

    private async Task ChangeSignUpAsync()
    {
        if (Choice?.SignUp is { } mode && Enum.IsDefined(mode))
        {
            await settings.ChangeSignUpAsync(mode, HttpContext.User.UserId(), HttpContext.Whereabouts(), Aborted);
            (_signUp, _done) = (mode, PlatformTexts.SignUpSaved);
        }
        else
        {
            _error = Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(SignUpChoice.SignUp));
        }
    }

    private async Task ReadAsync(Guid id)
    {
        if (!await signIns.AskProofAsync(HttpContext, navigation))
        {
            return;
        }

        var read = await outbox.ReadAsync(id, HttpContext.User.UserId(), HttpContext.Whereabouts(), Aborted);
        if (read.IsSuccess)
        {
            _read = (id, read.Value);
        }

        _error = read.Errors.Count > 0 ? read.Errors[0] : null;
    }

    private async Task TryAgainAsync(Guid id)
    {
        var tried = await outbox.TryAgainAsync(id, Aborted);
        _error = tried.IsSuccess ? null : tried.Errors[0];
        _done = tried.IsSuccess ? NotificationsTexts.TryAgainDone : null;
        _mails = await outbox.ListAsync(Aborted);
    }

    private string When(DateTimeOffset moment) => ReaderDate.RelativeWithTime(moment, time.GetUtcNow(), TimeZoneInfo.Utc);

    private static string KindOf(string kind) => kind switch
    {
        AccountMailKinds.ConfirmEmail => PlatformTexts.MailConfirm,
        AccountMailKinds.AccountExists => PlatformTexts.MailExists,
        AccountMailKinds.ResetPassword => PlatformTexts.MailReset,
        AccountMailKinds.MagicLink => PlatformTexts.MailMagic,
        AccountMailKinds.PasswordChanged => PlatformTexts.MailPasswordChanged,
        AccountMailKinds.ConfirmNewEmail => PlatformTexts.MailNewEmail,
        AccountMailKinds.EmailChanged => PlatformTexts.MailEmailChanged,
        AccountMailKinds.AccountDeleted => PlatformTexts.MailDeleted,
        _ => kind,
    };
}

/// <summary>Who may make an account.</summary>
public sealed class SignUpChoice
{
    /// <summary>Null where nothing readable was sent.</summary>
    public SignUpMode? SignUp { get; set; }
}
