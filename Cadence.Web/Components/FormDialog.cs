using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Components;

/// <summary>How dialogs with a form open.</summary>
public static class FormDialog
{
    /// <summary>A touch beside the dialog doesn't close it, because it would lose what was typed.</summary>
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseButton = true, CloseOnEscapeKey = true };

    /// <summary>Opens a dialog and waits until it is closed. What it was closed with, null when it was given up.</summary>
    public static async Task<object?> ShowAsync<TDialog>(IDialogService dialogs, string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters, Options);
        return await dialog.Result is { Canceled: false } result ? result.Data : null;
    }
}
