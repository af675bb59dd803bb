using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Teachers;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>Anybody who is signed in founds a school or a place of their own. Static: there is no organization yet that a circuit could be of.</summary>
public sealed partial class NewOrganizationPage(FoundingService founding, AccountService accounts, NavigationManager navigation, Hosts hosts, ILogger<NewOrganizationPage> logger)
{
    private IReadOnlyList<Error> _errors = [];
    private IReadOnlyList<(string Code, string Name)> _countries = [];

    [SupplyParameterFromForm]
    private NewOrganizationForm? Input { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private NewOrganizationForm Form => Input!;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Input ??= new NewOrganizationForm();
        _countries = [.. CountryDefaults.All.Select(country => (country.Country, new RegionInfo(country.Country).DisplayName)).OrderBy(country => country.DisplayName, StringComparer.CurrentCultureIgnoreCase)];
    }

    private async Task FoundAsync()
    {
        if (Viewer.Of(HttpContext.User) is not { } viewer)
        {
            return;
        }

        var given = viewer.GivenName.Length > 0 ? viewer.GivenName : viewer.FullName;
        var family = viewer.FullName.StartsWith(given, StringComparison.Ordinal) ? viewer.FullName[given.Length..].Trim() : "";
        var founded = await founding.FoundAsync(
            new FoundOwnOrganization { Id = Form.Id, Name = Form.Name ?? "", Slug = Form.Slug, Type = Form.Type, Country = Form.Country, Currency = Form.Currency, TimeZone = Form.TimeZone, Language = Form.Language },
            new Founder(viewer.UserId, given, family, await accounts.IsConfirmedAsync(viewer.UserId, HttpContext.RequestAborted)),
            HttpContext.RequestAborted);
        _errors = founded.Errors;
        if (founded.IsSuccess)
        {
            Founded(logger, Form.Id, viewer.UserId);
            navigation.NavigateTo(hosts.From(navigation.Uri, AddressOf.Organization(founded.Value)), forceLoad: true);
        }
    }

    private string? Invalid(string field) => Described(field, "true");

    private string? Described(string field, string value) => _errors.Any(error => error.Field == field) ? value : null;

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Organization {OrganizationId} founded by user {UserId}")]
    private static partial void Founded(ILogger logger, Guid organizationId, Guid userId);
}
