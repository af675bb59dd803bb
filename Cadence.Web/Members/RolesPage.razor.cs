using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Members;

/// <summary>What each role may do: the presets as they are, the organization's own to change.</summary>
public sealed partial class RolesPage(RoleService service, IDialogService dialogs)
{
    private IReadOnlyList<Error> _errors = [];

    /// <summary>Read once, while prerendering.</summary>
    [PersistentState]
    public RoleList? Shown { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Shown is null)
        {
            await ReadAsync();
        }
    }

    private static string Named(string format, string name) => string.Format(CultureInfo.CurrentCulture, format, name);

    private static string Line(RoleItem role) => string.Join(" · ", new[]
    {
        role.Id is null ? RolesTexts.Preset : RolesTexts.Own,
        role.Members == 0 ? RolesTexts.Unused : Counted.Text(role.Members, RolesTexts.UsedOne, RolesTexts.UsedMany),
        role.AsksSecondFactor ? RolesTexts.AsksSecondFactor : null,
    }.OfType<string>());

    private static string SecondFactorNamed(RoleItem role) =>
        Named(role.AsksSecondFactor ? RolesTexts.LetGoSecondFactorNamed : RolesTexts.AskSecondFactorNamed, RoleNames.Of(role.Key, role.Name));

    private async Task ReadAsync()
    {
        var found = await service.ListAsync(Actor, CancellationToken.None);
        (Shown, _errors) = found.IsSuccess ? (found.Value, []) : (Shown, found.Errors);
    }

    private async Task EditAsync(RoleItem? role)
    {
        await FormDialog.ShowAsync<RoleDialog>(
            dialogs, role is null ? RolesTexts.Add : RolesTexts.EditTitle, new DialogParameters<RoleDialog> { { d => d.List, Shown! }, { d => d.Role, role } });
        await ReadAsync();
    }

    private async Task ChangeSecondFactorAsync(RoleItem role)
    {
        await FormDialog.ShowAsync<ConfirmDialog>(dialogs, SecondFactorNamed(role), new DialogParameters<ConfirmDialog>
        {
            { d => d.Text, role.AsksSecondFactor ? RolesTexts.LetGoSecondFactorText : RolesTexts.AskSecondFactorText },
            { d => d.SaveText, role.AsksSecondFactor ? RolesTexts.LetGoSecondFactor : RolesTexts.AskSecondFactor },
            {
                d => d.Save, async () =>
                {
                    var changed = await service.ChangeSecondFactorAsync(Actor, new ChangeSecondFactor(role.Key, role.Version, !role.AsksSecondFactor), CancellationToken.None);
                    return changed.IsSuccess ? true : Result<bool>.Failure(changed.Errors);
                }
            },
        });
        await ReadAsync();
    }

    private async Task DeleteAsync(RoleItem role)
    {
        await FormDialog.ShowAsync<ConfirmDialog>(dialogs, Named(RolesTexts.DeleteNamed, role.Name!), new DialogParameters<ConfirmDialog>
        {
            { d => d.Text, RolesTexts.DeleteText },
            { d => d.SaveText, RolesTexts.Delete },
            {
                d => d.Save, async () =>
                {
                    var deleted = await service.DeleteAsync(Actor, new DeleteRole(role.Id!.Value, role.Version), CancellationToken.None);
                    return deleted.IsSuccess ? true : Result<bool>.Failure(deleted.Errors);
                }
            },
        });
        await ReadAsync();
    }
}
