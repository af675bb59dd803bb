using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Everybody who learns here, by family names. Search and page stand in the address, so that Back and a reload keep them.</summary>
public sealed partial class StudentsPage(StudentService students, EnrolmentService enrolments, IDialogService dialogs, NavigationManager navigation)
{
    private const int PageSize = 50;

    private StudentList? _list;
    private ILookup<Guid, GroupTag> _tags = Enumerable.Empty<GroupTag>().ToLookup(tag => tag.StudentId);
    private IReadOnlyList<Error> _errors = [];
    private (string? Search, int Page)? _shown;

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    /// <summary>Words to search for.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>From 1, as people count.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int PageIndex => Math.Max(0, (PageNumber ?? 1) - 1);

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Search, PageIndex);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        var found = await students.ListAsync(Actor, new StudentSearch(Search, PageIndex, PageSize), CancellationToken.None);
        var tags = found.IsSuccess ? await enrolments.TagsAsync(Actor, [.. found.Value.Items.Select(student => student.Id)], CancellationToken.None) : default;

        // An answer that comes after the next question is for nobody.
        if (_shown == wanted)
        {
            _errors = found.Errors;
            _list = found.IsSuccess ? found.Value : null;
            _tags = (found.IsSuccess && tags.IsSuccess ? tags.Value : []).ToLookup(tag => tag.StudentId);
        }
    }

    private static string NameOf(StudentListItem student) => student.FamilyNames.Length == 0 ? student.GivenName : $"{student.FamilyNames}, {student.GivenName}";

    private static string AddressOf(string? search, int page)
    {
        var query = new List<string>();
        if (!string.IsNullOrWhiteSpace(search))
        {
            query.Add("q=" + Uri.EscapeDataString(search));
        }

        if (page > 0)
        {
            query.Add("page=" + (page + 1).ToString(CultureInfo.InvariantCulture));
        }

        return query.Count == 0 ? "students" : "students?" + string.Join('&', query);
    }

    private void Find(string text) => navigation.NavigateTo(AddressOf(text, 0), replace: true);

    private async Task AddAsync()
    {
        if (await FormDialog.ShowAsync<StudentDialog>(dialogs, StudentsTexts.AddTitle, []) is Guid id)
        {
            navigation.NavigateTo($"students/{id}");
        }
    }
}
