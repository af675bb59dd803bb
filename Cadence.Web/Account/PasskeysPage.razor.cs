using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>A person's own passkeys: add, rename, remove. A fresh proof is asked for first.</summary>
public sealed partial class PasskeysPage(Passkeys passkeys, UserManager<User> users, SecurityEvents events, SignIns signIns, ILogger<PasskeysPage> logger)
{
    private User? _user;
    private IReadOnlyList<PasskeyItem> _mine = [];
    private IReadOnlyList<Error> _errors = [];
    private string? _done;
    private string? _proposed;

    [SupplyParameterFromForm]
    private PasskeyForm? Input { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (await users.GetUserAsync(HttpContext.User) is not { } user)
        {
            return;
        }

        _user = user;
        _mine = await passkeys.OfAsync(user);
        _proposed = DeviceName.Of(HttpContext.Request.Headers.UserAgent.ToString());
    }

    private Task AddAsync() => ChangeAsync(SecurityEventKind.PasskeyAdded, ProofsTexts.PasskeyAdded, user => passkeys.AddAsync(user, Input?.Credential, Input?.Name, HttpContext.Request.Headers.UserAgent.ToString()));

    private Task RenameAsync(PasskeyItem passkey) => ChangeAsync(null, ProofsTexts.PasskeyRenamed, user => passkeys.RenameAsync(user, passkey.Id, Input?.Name));

    private Task RemoveAsync(PasskeyItem passkey) => ChangeAsync(SecurityEventKind.PasskeyRemoved, ProofsTexts.PasskeyRemoved, user => passkeys.RemoveAsync(user, passkey.Id));

    private async Task ChangeAsync(SecurityEventKind? what, string done, Func<User, Task<Result<bool>>> change)
    {
        if (_user is not { } user)
        {
            return;
        }

        var changed = await change(user);
        _errors = changed.Errors;
        _mine = await passkeys.OfAsync(user);
        if (changed.IsSuccess)
        {
            if (what is SecurityEventKind.PasskeyAdded)
            {
                // Whoever made it here holds it.
                await signIns.StepUpByPasskeyAsync(HttpContext);
            }

            _done = done;
            if (what is { } kind)
            {
                Changed(logger, user.Id, kind);
                await events.RecordAsync(HttpContext, kind, user.Id);
            }
        }
    }

    [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "User {UserId}: {What}")]
    private static partial void Changed(ILogger logger, Guid userId, SecurityEventKind what);
}
