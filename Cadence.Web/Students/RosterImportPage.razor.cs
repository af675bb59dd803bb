using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Cadence.Web.Students;

/// <summary>
/// Brings a list in: choose the file, look at every row with its errors at their cells, tick, apply. The file stays in this
/// circuit until then; nothing is saved before the last step.
/// </summary>
public sealed partial class RosterImportPage(RosterImportService imports, GroupService groups)
{
    private const int PageSize = 200;
    private const int NewGroupCapacity = 20;

    private RosterImportPreview? _preview;
    private RosterApplied? _applied;
    private IReadOnlyList<Error> _errors = [];
    private HashSet<int> _ticked = [];
    private RosterRowState? _filter;
    private int _page;
    private int _attempt;
    private bool _busy;

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private static string TemplateAddress => "data:text/csv;charset=utf-8," + Uri.EscapeDataString("\uFEFF" + RosterTexts.TemplateHeader + "\r\n");

    private static string DoneOf(RosterApplied applied) => string.Format(
        CultureInfo.CurrentCulture, RosterTexts.DoneFormat,
        Counted.Text(applied.Students, RosterTexts.DoneStudentsOne, RosterTexts.DoneStudentsMany),
        Counted.Text(applied.Enrolments, RosterTexts.DoneEnrolmentsOne, RosterTexts.DoneEnrolmentsMany));

    private static string DelimiterOf(char delimiter) => delimiter switch
    {
        ';' => RosterTexts.DelimiterSemicolon,
        ',' => RosterTexts.DelimiterComma,
        '\t' => RosterTexts.DelimiterTab,
        '|' => RosterTexts.DelimiterPipe,
        _ => delimiter.ToString(),
    };

    /// <summary>What a column is taken for, where its own words don't say so already.</summary>
    private static string? MeaningOf(RosterColumn column)
    {
        var meaning = column.Field is { } field ? WordOf(field) : RosterTexts.ColumnIgnored;
        return FoldedText.Of(column.Header) == FoldedText.Of(meaning) ? null : meaning;
    }

    private static string WordOf(RosterField field) => field switch
    {
        RosterField.GivenName => RosterTexts.FieldGivenName,
        RosterField.FamilyNames or RosterField.FirstFamilyName or RosterField.SecondFamilyName => RosterTexts.FieldFamilyNames,
        RosterField.FullName or RosterField.FullNameFamilyFirst => RosterTexts.FieldFullName,
        RosterField.PreferredName => RosterTexts.FieldPreferredName,
        RosterField.Phone => RosterTexts.FieldPhone,
        RosterField.Email => RosterTexts.FieldEmail,
        RosterField.Group => RosterTexts.FieldGroup,
        RosterField.StartDate => RosterTexts.FieldStartDate,
        RosterField.Fee => RosterTexts.FieldFee,
        _ => RosterTexts.FieldBirthDate,
    };

    private static (StateKind Kind, string Word, string Name) StateOf(RosterRow row, RosterImportPreview preview) => row.State switch
    {
        RosterRowState.Ready => (StateKind.Held, RosterTexts.StateReady, "ready"),
        RosterRowState.Duplicate when preview.EnrolsOnly.Contains(row.Number) => (StateKind.Excused, RosterTexts.StateEnrolsOnly, "enrols"),
        RosterRowState.Duplicate => (StateKind.Cancelled, RosterTexts.StateDuplicate, "duplicate"),
        RosterRowState.Error => (StateKind.Overdue, RosterTexts.StateError, "error"),
        RosterRowState.Total => (StateKind.Unmarked, RosterTexts.StateTotal, "total"),
        _ => (StateKind.Unmarked, RosterTexts.StateBlank, "blank"),
    };

    private static string? ExplanationOf(RosterRow row, RosterImportPreview preview)
    {
        if (preview.EnrolsOnly.Contains(row.Number))
        {
            return string.Format(CultureInfo.CurrentCulture, RosterTexts.EnrolsOnlyFormat, row.Person.Group);
        }

        return row switch
        {
            { DuplicateOfRow: { } number } => string.Format(CultureInfo.CurrentCulture, RosterTexts.DuplicateOfRowFormat, number),
            { DuplicateOf: not null } => RosterTexts.DuplicateOfStudent,
            { ResemblesRow: { } number } => string.Format(CultureInfo.CurrentCulture, RosterTexts.ResemblesRowFormat, number),
            { Resembles: not null } => RosterTexts.ResemblesStudent,
            _ => null,
        };
    }

    private static IEnumerable<(RosterRowState? Filter, string Text)> Filters(RosterPreview roster)
    {
        yield return (null, string.Format(CultureInfo.CurrentCulture, RosterTexts.FilterAllFormat, Figures.Number(roster.Rows.Count)));
        yield return (RosterRowState.Ready, Counted.Text(roster.Students, RosterTexts.CountReadyOne, RosterTexts.CountReadyMany));
        yield return (RosterRowState.Duplicate, Counted.Text(roster.Duplicates, RosterTexts.CountDuplicateOne, RosterTexts.CountDuplicateMany));
        yield return (RosterRowState.Error, Counted.Text(roster.RowsWithErrors, RosterTexts.CountErrorOne, RosterTexts.CountErrorMany));
    }

    private static List<string> Remarks(RosterImportPreview preview)
    {
        var remarks = new List<string>();
        var ignored = preview.Roster.IgnoredColumns.Select(column => column.Header).Where(header => header.Length > 0).ToList();
        if (ignored.Count > 0)
        {
            remarks.Add(string.Format(CultureInfo.CurrentCulture, RosterTexts.IgnoredFormat, string.Join(", ", ignored)));
        }

        if (preview.Roster.Rows.Any(row => row.State == RosterRowState.Ready && row.Person is { Fee: not null, Group: null }))
        {
            remarks.Add(RosterTexts.FeeWithoutGroup);
        }

        return remarks;
    }

    private IEnumerable<RosterRow> Shown(RosterPreview roster) => _filter is { } filter ? roster.Rows.Where(row => row.State == filter) : roster.Rows;

    private void Choose(RosterRowState? filter) => (_filter, _page) = (filter, 0);

    private void Tick(int row, bool on)
    {
        if (on)
        {
            _ticked.Add(row);
        }
        else
        {
            _ticked.Remove(row);
        }
    }

    private void TickAll(ChangeEventArgs change) => _ticked = change.Value is true && _preview is { } preview ? [.. preview.Roster.Rows.Where(preview.CanTick).Select(row => row.Number)] : [];

    private void StartAgain() => (_preview, _applied, _errors, _ticked, _filter, _page) = (null, null, [], [], null, 0);

    private async Task ReadAsync(InputFileChangeEventArgs chosen)
    {
        if (_busy || chosen.FileCount == 0)
        {
            return;
        }

        StartAgain();
        _busy = true;
        try
        {
            // The size a browser claims saves the way; the reader itself stops at the limit, whatever was claimed.
            if (chosen.File.Size > RosterLimits.Default.Bytes)
            {
                _errors = [Error.Invalid(nameof(RosterTexts.ErrorRosterTooLarge), null, RosterLimits.Default.Bytes / (1024 * 1024))];
                return;
            }

            StateHasChanged();
            await using var content = chosen.File.OpenReadStream(RosterLimits.Default.Bytes);
            var read = await imports.PreviewAsync(Actor, chosen.File.Name, content, CancellationToken.None);
            Show(read);
            if (read.IsSuccess)
            {
                _ticked = [.. read.Value.Roster.Rows.Where(row => row.State == RosterRowState.Ready).Select(row => row.Number)];
            }
        }
        catch (IOException)
        {
            _errors = [Error.Invalid(nameof(RosterTexts.ErrorRosterUpload))];
        }
        finally
        {
            // A fresh element, or choosing the same file again after mending it would be no change.
            _attempt++;
            _busy = false;
        }
    }

    private async Task CreateGroupAsync(string name)
    {
        if (_preview is not { } before)
        {
            return;
        }

        var choices = await groups.ChoicesAsync(Actor, CancellationToken.None);
        var color = choices.IsSuccess ? choices.Value.FreeColor : 1;
        var added = await groups.AddAsync(Actor, new AddGroup { Name = name, Capacity = NewGroupCapacity, Color = color }, CancellationToken.None);

        // Somebody else may have added it meanwhile; reading again finds it.
        if (!added.IsSuccess && added.Errors.Any(error => error.Code != nameof(SharedTexts.ErrorNameTaken)))
        {
            _errors = added.Errors;
            return;
        }

        var read = await imports.PreviewAsync(Actor, before.File, CancellationToken.None);
        Show(read);
        if (read.IsSuccess)
        {
            // Rows that could not be ticked before are ticked now; what the reader unticked stays so.
            var ready = before.Roster.Rows.Where(row => row.State == RosterRowState.Ready).Select(row => row.Number).ToHashSet();
            _ticked.UnionWith(read.Value.Roster.Rows.Where(row => row.State == RosterRowState.Ready && !ready.Contains(row.Number)).Select(row => row.Number));
            _ticked.RemoveWhere(number => !read.Value.Roster.Rows.Any(row => row.Number == number && read.Value.CanTick(row)));
        }
    }

    private async Task ApplyAsync()
    {
        if (_busy || _preview is not { } preview)
        {
            return;
        }

        _busy = true;
        StateHasChanged();
        try
        {
            var applied = await imports.ApplyAsync(Actor, new ApplyRoster(preview.File, [.. _ticked]), CancellationToken.None);
            _errors = applied.Errors;
            if (applied.IsSuccess)
            {
                (_applied, _preview) = (applied.Value, null);
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private void Show(Result<RosterImportPreview> read)
    {
        _errors = read.Errors;
        _preview = read.IsSuccess ? read.Value : null;
    }
}
