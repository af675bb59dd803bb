using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Bunit;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Cadence.Tests.App;
using Cadence.Tests.Students;
using Cadence.Tests.Support;
using Cadence.Web.Account;
using Cadence.Web.Components;
using Cadence.Web.Groups;
using Cadence.Web.Members;
using Cadence.Web.Organizations;
using Cadence.Web.Payments;
using Cadence.Web.Payouts;
using Cadence.Web.Sessions;
using Cadence.Web.Students;
using Cadence.Web.Teachers;
using Cadence.Web.Venues;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;

namespace Cadence.Tests.Components;

/// <summary>
/// Every form of the product, sent empty and with wrong values in both languages: what it says stands in the resources of that
/// language, and what is missing is said at its field. A form that is not listed here fails the first test.
/// </summary>
public sealed partial class EveryFormTests(TestDatabase database, AccountPagesTests.Running running) : SchoolPageTest(database), IClassFixture<AccountPagesTests.Running>
{
    private const string Venue = "Estudio Centro";

    /// <summary>Forms in dialogs, each way they open; the first word is the component.</summary>
    private static readonly Dictionary<string, Func<EveryFormTests, Task>> Dialogues = new(StringComparer.Ordinal)
    {
        ["VenueDialog"] = test => test.ShowAsync<VenueDialog>(),
        ["VenueDialog to change"] = async test => await test.ShowAsync<VenueDialog>((nameof(VenueDialog.Venue), await test.VenueAsync())),
        ["RoomDialog"] = async test => await test.ShowAsync<RoomDialog>((nameof(RoomDialog.Venue), await test.VenueAsync())),
        ["RoomDialog to change"] = async test => await test.ShowAsync<RoomDialog>((nameof(RoomDialog.Venue), await test.VenueAsync()), (nameof(RoomDialog.Room), (await test.VenueAsync()).Rooms[0])),
        ["TravelDialog"] = async test => await test.ShowAsync<TravelDialog>((nameof(TravelDialog.Venue), await test.VenueAsync()), (nameof(TravelDialog.Others), await test.OtherVenuesAsync())),
        ["TravelDialog to change"] = async test =>
        {
            var end = (await test.OtherVenuesAsync())[0];
            (await new TravelService(test.School.Tenants).SetAsync(test.School.Admin, new SetTravel { VenueId = test.School.VenueId, OtherVenueId = end.Id, Minutes = 20 }, default)).Ok();
            var travel = (await new TravelService(test.School.Tenants).ListAsync(test.School.Admin, default)).Ok().First(way => way.Joins(end.Id, test.School.VenueId));
            await test.ShowAsync<TravelDialog>((nameof(TravelDialog.Venue), await test.VenueAsync()), (nameof(TravelDialog.Travel), travel));
        },
        ["TeacherDialog"] = test => test.ShowAsync<TeacherDialog>(),
        ["TeacherDialog to change"] = async test => await test.ShowAsync<TeacherDialog>((nameof(TeacherDialog.Teacher), await test.TeacherAsync())),
        ["LegalDataDialog"] = async test => await test.ShowAsync<LegalDataDialog>((nameof(LegalDataDialog.Teacher), await test.TeacherAsync())),
        ["RateDialog"] = async test => await test.ShowAsync<RateDialog>((nameof(RateDialog.Teacher), await test.TeacherAsync()), (nameof(RateDialog.Current), true)),
        ["RateDialog per head at a venue"] = test => test.RateAsync(PayRateScope.Venue, PayModel.PerHead),
        ["RateDialog of a level"] = test => test.RateAsync(PayRateScope.Level, PayModel.PerClass),
        ["RateDialog of a group"] = test => test.RateAsync(PayRateScope.Group, PayModel.FixedMonthly),
        ["GroupDialog"] = test => test.ShowAsync<GroupDialog>(),
        ["GroupDialog to change"] = async test => await test.ShowAsync<GroupDialog>((nameof(GroupDialog.Group), await test.GroupAsync())),
        ["EnrolDialog"] = async test => await test.ShowAsync<EnrolDialog>((nameof(EnrolDialog.Group), await test.GroupAsync())),
        ["StudentDialog"] = test => test.ShowAsync<StudentDialog>(),
        ["StudentDialog to change"] = async test => await test.ShowAsync<StudentDialog>((nameof(StudentDialog.Student), await test.ProfileAsync())),
        ["GuardianDialog"] = async test => await test.ShowAsync<GuardianDialog>((nameof(GuardianDialog.Student), await test.ProfileAsync())),
        ["GuardianDialog to change"] = async test => await test.ShowAsync<GuardianDialog>((nameof(GuardianDialog.Student), await test.ProfileAsync()), (nameof(GuardianDialog.Guardian), await test.GuardianAsync())),
        ["GuardianDialog for oneself"] = async test => await test.ShowAsync<GuardianDialog>((nameof(GuardianDialog.Student), await test.ProfileAsync()), (nameof(GuardianDialog.IsSelf), true)),
        ["FamilyLinkDialog"] = async test => await test.ShowAsync<FamilyLinkDialog>((nameof(FamilyLinkDialog.Guardian), await test.GuardianAsync(told: false))),
        ["EnrolmentDialog"] = async test => await test.ShowAsync<EnrolmentDialog>((nameof(EnrolmentDialog.StudentId), await test.School.AddStudentAsync()), (nameof(EnrolmentDialog.Today), test.School.Today)),
        ["EnrolmentDialog to move"] = async test => await test.ShowAsync<EnrolmentDialog>(
            (nameof(EnrolmentDialog.StudentId), await test.StudentAsync()), (nameof(EnrolmentDialog.Today), test.School.Today), (nameof(EnrolmentDialog.Moved), await test.EnrolmentAsync())),
        ["EnrolmentEndDialog"] = async test => await test.ShowAsync<EnrolmentEndDialog>((nameof(EnrolmentEndDialog.Line), await test.EnrolmentAsync()), (nameof(EnrolmentEndDialog.Today), test.School.Today)),
        ["EnrolmentEndDialog to void"] = async test => await test.ShowAsync<EnrolmentEndDialog>(
            (nameof(EnrolmentEndDialog.Line), await test.EnrolmentAsync()), (nameof(EnrolmentEndDialog.Today), test.School.Today), (nameof(EnrolmentEndDialog.IsVoid), true)),
        ["SessionDialog"] = test => test.ShowAsync<SessionDialog>((nameof(SessionDialog.Date), test.School.Today)),
        ["SessionDialog to change"] = async test => await test.ShowAsync<SessionDialog>((nameof(SessionDialog.Edited), await test.ClassAsync())),
        ["CancelSessionDialog"] = async test =>
        {
            var planned = await test.ClassAsync();
            await test.ShowAsync<CancelSessionDialog>((nameof(CancelSessionDialog.SessionId), planned.Item.Id), (nameof(CancelSessionDialog.Version), planned.Version), (nameof(CancelSessionDialog.Name), planned.Item.Name));
        },
        ["SubstituteDialog"] = async test =>
        {
            var planned = await test.ClassAsync();
            await test.ShowAsync<SubstituteDialog>((nameof(SubstituteDialog.Item), planned.Item), (nameof(SubstituteDialog.Replaced), planned.Item.Teachers[0]));
        },
        ["AgreementDialog"] = test => test.ShowAsync<AgreementDialog>(),
        ["AgreementDialog to change"] = async test => await test.ShowAsync<AgreementDialog>((nameof(AgreementDialog.Agreement), await test.AgreementAsync())),
        ["ReceivedDialog"] = test => test.ShowAsync<ReceivedDialog>(),
        ["ReceivedDialog to change"] = async test => await test.ShowAsync<ReceivedDialog>((nameof(ReceivedDialog.Row), await test.ReceivedAsync())),
        ["PrivateDialog"] = test => test.ShowAsync<PrivateDialog>(),
        ["PrivateDialog to change"] = async test => await test.ShowAsync<PrivateDialog>((nameof(PrivateDialog.Item), await test.PrivateAsync())),
        ["PrivateCancelDialog"] = async test => await test.ShowAsync<PrivateCancelDialog>((nameof(PrivateCancelDialog.Item), await test.PrivateAsync())),
        ["VoidDialog"] = async test =>
        {
            var row = await test.ReceivedAsync();
            await test.ShowAsync<VoidDialog>(
                (nameof(VoidDialog.Text), ReceivedPaymentsTexts.VoidText), (nameof(VoidDialog.SaveText), ReceivedPaymentsTexts.Void), (nameof(VoidDialog.ReasonLabel), ReceivedPaymentsTexts.Reason),
                (nameof(VoidDialog.Save), (Func<string?, Task<Result<bool>>>)(reason => new ReceivedPaymentService(test.School.Tenants).VoidAsync(test.School.Admin, new VoidReceivedPayment(row.Id, row.Version, reason), default))));
        },
        ["InviteDialog"] = async test => await test.ShowAsync<InviteDialog>((nameof(InviteDialog.Choices), await test.MemberChoicesAsync())),
        ["MemberDialog"] = async test => await test.ShowAsync<MemberDialog>(
            (nameof(MemberDialog.Choices), await test.MemberChoicesAsync()), (nameof(MemberDialog.Member), (await new MemberService(test.School.Tenants).ListAsync(test.School.Admin, default)).Ok().Members.Single(member => member.Role == RolePresets.Staff))),
        ["RoleDialog"] = async test => await test.ShowAsync<RoleDialog>((nameof(RoleDialog.List), await test.RolesAsync())),
        ["RoleDialog to change"] = async test =>
        {
            await test.School.AddRoleAsync("Dirección " + Guid.NewGuid().ToString("n")[..6], (Permission.PeopleRead, GrantScope.All));
            var roles = await test.RolesAsync();
            await test.ShowAsync<RoleDialog>((nameof(RoleDialog.List), roles), (nameof(RoleDialog.Role), roles.Roles.Last(role => role.Id is not null)));
        },
        ["ConfirmDialog"] = test => test.ShowAsync<ConfirmDialog>(
            (nameof(ConfirmDialog.Text), MembersTexts.CancelText), (nameof(ConfirmDialog.SaveText), MembersTexts.CancelInvitation),
            (nameof(ConfirmDialog.Save), (Func<Task<Result<bool>>>)(() => test.School.Invitations().CancelAsync(test.School.Admin, new CancelInvitation(Guid.CreateVersion7()), default)))),
        ["OrganizationDialog"] = test => test.ShowDetailsAsync<OrganizationDialog>(),
        ["SlugDialog"] = test => test.ShowDetailsAsync<SlugDialog>(),
        ["RegionDialog"] = test => test.ShowDetailsAsync<RegionDialog>(),
        ["OrganizationLegalDialog"] = test => test.ShowDetailsAsync<OrganizationLegalDialog>(),
        ["BankAccountDialog"] = test => test.ShowDetailsAsync<BankAccountDialog>(),
        ["TransferDialog"] = async test => await test.ShowAsync<TransferDialog>((nameof(TransferDialog.Candidates), (await new OwnershipService(test.School.Tenants).CandidatesAsync(test.School.Owner, default)).Ok())),
        ["ArchiveDialog"] = test => test.ShowAsync<ArchiveDialog>((nameof(ArchiveDialog.Slug), test.School.Slug)),
        ["SubstituteDialog for an assistant"] = async test => await test.ShowAsync<SubstituteDialog>((nameof(SubstituteDialog.Item), (await test.ClassAsync()).Item)),
    };

    /// <summary>Components with a form of another sort, each with its test here or the reason why it has none.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["Form"] = "the shared form itself",
        ["NewOrganizationPage"] = "a static page; FoundingServiceTests ask its service, NewOrganizationPageTests the page in both languages",
        ["SignUpPage"] = "a static page, as are the next ones; AccountFormsTests send each empty and wrong in both languages",
        ["ForgotPage"] = "AccountFormsTests",
        ["MagicLinkPage"] = "AccountFormsTests",
        ["ResetPage"] = "AccountFormsTests",
        ["ConfirmEmailPage"] = "AccountFormsTests",
        ["PasswordPage"] = "AccountFormsTests",
        ["EmailPage"] = "AccountFormsTests",
        ["DeletePage"] = "AccountFormsTests",
        ["EnterPage"] = "a button, nothing is typed",
        ["NewEmailPage"] = "a button, nothing is typed",
        ["InvitationPage"] = "its forms are buttons, nothing is typed; InvitationPageTests press them",
        ["LeftDraft"] = "shows what was typed elsewhere, nothing can be typed (SleepTests)",
        ["LeavePage"] = "its form is a button, nothing is typed",
        ["SignInPage"] = nameof(The_form_to_sign_in_says_what_is_wrong_in_the_readers_language),
        ["PayoutPage"] = nameof(Approving_against_a_warning_asks_for_a_reason_in_the_readers_language),
        ["VenueMonthPage"] = "one text, the reason to close a month with lists missing, which VenueStatementServiceTests ask for",
        ["SecondFactorPage"] = "one code; SecondFactorPageTests ask it in both languages",
        ["SignInCodePage"] = "one code; SecondFactorPageTests ask it in both languages",
        ["PasskeyButton"] = "the browser's answer, nothing is typed; PasskeyBrowserTests",
        ["PasskeysPage"] = "a name; PasskeyBrowserTests",
        ["SignInsPage"] = "its forms are buttons, nothing is typed",
        ["NamePage"] = "three fields; AccountHomeTests ask them in both languages",
        ["ConfirmPage"] = "one password; ConfirmPageTests ask it in both languages",
        ["RosterImportPage"] = nameof(A_file_that_is_no_list_is_refused_in_the_readers_language),
        ["OrganizationsPage"] = "its form is a button, nothing is typed",
        ["SettingsPage"] = "a file, whose refusals OrganizationLogoServiceTests and SettingsPageTests ask for",
        ["AccountMenu"] = "its two forms are buttons, nothing is typed",
        ["ImpersonationBanner"] = "one button, nothing is typed",
        ["PlatformAccountsPage"] = "a static page; PlatformAccountsPageTests ask it in both languages",
        ["ImpersonationPage"] = "a static page; ImpersonationPagesTests ask it in both languages",
        ["PlatformOrganizationsPage"] = "a search, which refuses nothing, and buttons",
        ["RollCallPage"] = "a search among people, which sends nothing by itself; taps are refused by the page's own messages (RollCallBrowserTests)",
    };

    /// <summary>A field that is empty where another one of the same form says so for both.</summary>
    private static readonly Dictionary<string, string> SaidElsewhere = new(StringComparer.Ordinal) { ["SessionDialog.Title"] = "GroupId" };

    public static TheoryData<string, string> Forms
    {
        get
        {
            var forms = new TheoryData<string, string>();
            foreach (var form in Dialogues.Keys)
            {
                forms.Add(form, "es");
                forms.Add(form, "en");
            }

            return forms;
        }
    }

    [Fact]
    public void Every_form_of_the_product_is_here()
    {
        var withState = typeof(FormState).Assembly.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(type) && type is { IsAbstract: false } && FieldOf(type) is null && type != typeof(Form)
            && type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Any(field => field.FieldType == typeof(FormState))).Select(type => type.Name.Split('`')[0]);
        var withMarkup = Repository.Files("Cadence.Web", "*.razor").Where(path => FormMarkup().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, path)))).Select(path => Path.GetFileNameWithoutExtension(path)!);
        var listed = Dialogues.Keys.Select(name => name.Split(' ')[0]).Concat(Others.Keys).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(listed, withState.Union(withMarkup).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_message_of_another_language_or_of_nobody_would_be_found()
    {
        var (spanish, english) = (new ResourceTexts("es"), new ResourceTexts("en"));
        Assert.True(spanish.Has("Falta este dato.") && spanish.Has("Revisa los 3 campos marcados.") && spanish.Has("Correo (opcional)"));
        Assert.False(english.Has("Falta este dato.") || spanish.Has("Required") || spanish.Has("Falta este dato. Required") || spanish.Has("Email (optional)"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_says_what_is_wrong_in_the_readers_language_and_at_its_field(string form, string language)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        var texts = new ResourceTexts(language);
        var problems = new List<string>();
        await EnterAsync(form.Split(' ')[0] is "TransferDialog" or "ArchiveDialog" ? RolePresets.Owner : RolePresets.Admin);
        await School.AddGroupAsync("Jazz", students: 1, monthlyPrice: 40);

        await Dialogues[form](this);
        foreach (var field in Fields())
        {
            await field.EmptyAsync(this);
        }

        var required = Fields().Where(field => field.IsMissing(this)).Select(field => field.Name).ToList();
        await SubmitAsync();
        Read("empty");
        foreach (var field in required)
        {
            var at = SaidElsewhere.GetValueOrDefault($"{form.Split(' ')[0]}.{field}", field);
            if (SaidAt(at).Length == 0)
            {
                problems.Add($"empty: nothing is said at {field}");
            }
        }

        Assert.True(required.Count == 0 || IsOpen);
        foreach (var (round, text, number, date) in new[]
        {
            ("too long", new string('x', 5000), "99999999999999999999", "31/12/9998"),
            ("no value at all", "a\u0001b\u0000", "veinte", "31/2/2026"),
            ("out of range", "25:99@", "-5", "1/1/1800"),
            ("too fine", "   ", "1" + (language == "es" ? "," : ".") + "23456", "1/1/2900"),
        })
        {
            await AgainAsync(form);
            var isWrong = false;
            foreach (var field in Fields())
            {
                var typed = field.Sort switch { Sort.Text => text, Sort.Number => number, Sort.Date => date, _ => null };
                if (typed is not null && await field.TypeAsync(this, typed))
                {
                    isWrong |= field.Sort != Sort.Text || round is "too long" or "no value at all";
                }
            }

            await SubmitAsync();
            Read(round);
            Refused(round, isWrong);
        }

        await AgainAsync(form);
        if (Fields().Exists(field => field.IsOfId))
        {
            foreach (var field in Fields())
            {
                await field.MakeUpAsync(this);
            }

            await SubmitAsync();
            Read("unknown ids");
            Refused("unknown ids", true);
        }

        Findings.None(problems);

        void Refused(string round, bool isWrong)
        {
            if (isWrong && !IsOpen)
            {
                problems.Add($"{round}: was saved");
            }
            else if (IsOpen && Dialogs.FindAll("form [role=alert]").Count == 0)
            {
                problems.Add($"{round}: the form stays open and says nothing");
            }
        }

        void Read(string round) => problems.AddRange(Visible(Dialogs.FindAll(".mud-dialog-content *")).Where(said => !texts.Has(said)).Select(said => $"{round}: \"{said}\" is in no {language} resource"));
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task The_form_to_sign_in_says_what_is_wrong_in_the_readers_language(string language)
    {
        var texts = new ResourceTexts(language);
        var problems = new List<string>();
        foreach (var (email, password, at) in new[]
        {
            ("", "", "#email-error, #password-error"),
            ("marta@", "", "#email-error, #password-error"),
            (new string('x', 300) + "@compas.demo", new string('x', 300), "#email-error, #password-error"),
            ("nobody@compas.demo", "wrong", ".notice"),
        })
        {
            using var client = new SignedInClient();
            client.GoTo(running.Address);
            var page = await new HtmlParser().ParseDocumentAsync(await client.PostFormAsync($"/{language}/account/sign-in", ("Input.Email", email), ("Input.Password", password)));
            problems.AddRange(at.Split(", ").Where(place => string.IsNullOrWhiteSpace(page.QuerySelector(place)?.TextContent)).Select(place => $"'{email}': nothing is said at {place}"));
            problems.AddRange(Visible(page.QuerySelectorAll("form *")).Where(said => !texts.Has(said)).Select(said => $"\"{said}\" is in no {language} resource"));
        }

        Findings.None(problems);
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task Approving_against_a_warning_asks_for_a_reason_in_the_readers_language(string language)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        await EnterAsync();
        var month = Month.Of(School.Today);
        var group = await School.AddGroupAsync("Jazz", students: 2);
        (await new PayRateService(School.Tenants).AddAsync(School.Admin, new AddPayRate { TeacherId = School.TeacherId, Model = PayModel.PerClass, Amount = 18, ValidFrom = month.FirstDay }, default)).Ok();
        await School.AddHeldSessionAsync(group, month.FirstDay.AddDays(3), _ => Core.Attendance.AttendanceStatus.Present);
        await School.AddSessionAsync(group, month.FirstDay.AddDays(10));
        var page = Render<PayoutPage>(p => p.Add(payout => payout.MonthText, month.ToString()).Add(payout => payout.TeacherId, School.TeacherId));
        await page.WaitForElement("[data-action=approve]").ClickAsync(new());

        foreach (var reason in new[] { "", "   ", new string('x', 5000), "a\0b" })
        {
            await page.WaitForElement("#override-reason").ChangeAsync(reason);
            await page.Find("[data-action=approve-anyway]").ClickAsync(new());
            Assert.NotEqual("", page.WaitForElement("#override-error").TextContent.Trim());
            var texts = new ResourceTexts(language);
            Findings.None(Visible(page.FindAll("form *, .notice *")).Where(said => !texts.Has(said)).Select(said => $"\"{said}\" is in no {language} resource"));
        }

        Assert.Equal(0L, await School.ScalarAsync<long>("select count(*) from teacher_payouts where organization_id = $1", School.OrganizationId));
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task A_file_that_is_no_list_is_refused_in_the_readers_language(string language)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        var texts = new ResourceTexts(language);
        await EnterAsync();
        var page = Render<RosterImportPage>();
        foreach (var file in RosterImportPageTests.BadFiles)
        {
            page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary((byte[])file[1], (string)file[0]));
            page.WaitForElement("[role=alert]");
            Findings.None(Visible(page.FindAll("*")).Where(said => !texts.Has(said)).Select(said => $"{file[0]}: \"{said}\" is in no {language} resource"));
        }

        // Every sort of wrong cell, and nothing ticked.
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(
            Rosters.Utf8("Nombre;Apellidos;Telefono;Email;Grupo;Fecha;Cuota", $"{new string('x', 500)};Gil;12;eva@;Yoga;2026-13-01;gratis", "Ana;Gil;12;;;1/1/1800;-5", ";Sanz;;;;1/1/2900;99999999999", "a;b;c;d;e;f;g;h;i"), "lista.csv"));
        page.WaitForElement("table.roster");
        Assert.NotEmpty(page.FindAll(".field-error"));
        Findings.None(Visible(page.FindAll(".field-error, .notice *, button, .roster-apply *")).Where(said => !texts.Has(said)).Select(said => $"\"{said}\" is in no {language} resource"));
    }

    private bool IsOpen => Dialogs.FindAll("form").Count > 0;

    /// <summary>What people read or hear, element by element; names of the school's own are no words of the product.</summary>
    private static IEnumerable<string> Visible(IEnumerable<IElement> elements)
    {
        foreach (var element in elements)
        {
            foreach (var spoken in new[] { "aria-label", "title", "placeholder" }.Select(element.GetAttribute).OfType<string>())
            {
                yield return spoken;
            }

            if (element.Matches("p, label, button, legend, h2, strong, small, .mud-input-helper-text, .field-error") && element.QuerySelector("p, label, button, legend, h2, strong, small") is null
                && Words(element) is var text && text is not (Venue or "Leo Sanz"))
            {
                yield return text;
            }
        }
    }

    /// <summary>Without pictures and figures.</summary>
    private static string Words(IElement element)
    {
        var copy = (IElement)element.Clone();
        foreach (var silent in copy.QuerySelectorAll("[aria-hidden=true], [data-figure], svg"))
        {
            silent.Remove();
        }

        return copy.TextContent.Trim(' ', '\n', '·');
    }

    private static Type? FieldOf(Type? type) => type is null || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FormField<>)) ? type : FieldOf(type.BaseType);

    private List<FilledField> Fields() => [.. Dialogs.FindComponents<ComponentBase>().Select(found => found.Instance).Where(found => FieldOf(found.GetType()) is not null).Select(found => new FilledField(found))];

    private async Task AgainAsync(string form)
    {
        if (IsOpen)
        {
            await Dialogs.Find("form .form-actions button[type=button]").ClickAsync(new());
            Dialogs.WaitForState(() => !IsOpen);
        }

        await Dialogues[form](this);
    }

    private async Task<VenueAgreementItem> AgreementAsync()
    {
        var service = new VenueAgreementService(School.Tenants);
        if ((await service.ListAsync(School.Admin, default)).Ok() is [var known, ..])
        {
            return known;
        }

        (await service.AddAsync(School.Admin, new AddVenueAgreement { VenueId = School.VenueId, Model = AgreementModel.PerHead, Amount = 3, ValidFrom = School.Today }, default)).Ok();
        return (await service.ListAsync(School.Admin, default)).Ok()[0];
    }

    private async Task<ReceivedRow> ReceivedAsync()
    {
        (await new ReceivedPaymentService(School.Tenants).AddAsync(School.Admin, new AddReceivedPayment { ValueDate = School.Today, Amount = 40 }, default)).Ok();
        return (await new VenueStatementService(School.Tenants).MonthAsync(School.Admin, Month.Of(School.Today), default)).Ok().Received[0];
    }

    private async Task<PrivateItem> PrivateAsync()
    {
        var service = new PrivateSessionService(School.Tenants);
        if ((await service.ListAsync(School.Admin, School.Today, School.Today, default)).Ok() is [var known, ..])
        {
            return known;
        }

        (await service.AddAsync(
            School.Admin,
            new AddPrivateSession { StudentId = await School.AddStudentAsync(), VenueId = School.VenueId, TeacherId = School.TeacherId, Date = School.Today, StartTime = "11:00", DurationMinutes = 60, Price = 35 },
            default)).Ok();
        return (await service.ListAsync(School.Admin, School.Today, School.Today, default)).Ok()[0];
    }

    private Task ShowAsync<TDialog>(params (string Name, object Value)[] parameters)
        where TDialog : IComponent
    {
        var given = new DialogParameters();
        foreach (var (name, value) in parameters)
        {
            given.Add(name, value);
        }

        _ = OpenAsync<TDialog>(given);
        return Task.CompletedTask;
    }

    private async Task ShowDetailsAsync<TDialog>()
        where TDialog : IComponent =>
        await ShowAsync<TDialog>((nameof(OrganizationDialog.Organization), (await new OrganizationProfileService(School.Tenants).GetAsync(School.Admin, default)).Ok()));

    private async Task RateAsync(PayRateScope scope, PayModel model)
    {
        await ShowAsync<RateDialog>((nameof(RateDialog.Teacher), await TeacherAsync()));
        await Fields().Single(field => field.Name == nameof(AddPayRate.Scope)).ChangeAsync(this, scope);
        await Fields().Single(field => field.Name == nameof(AddPayRate.Model)).ChangeAsync(this, model);
        if (model == PayModel.PerHead)
        {
            await Dialogs.Find("fieldset > button").ClickAsync(new());
        }
    }

    private async Task<MemberChoices> MemberChoicesAsync() => (await new MemberService(School.Tenants).ChoicesAsync(School.Admin, default)).Ok();

    private async Task<RoleList> RolesAsync() => (await new RoleService(School.Tenants).ListAsync(School.Admin, default)).Ok();

    private async Task<VenueItem> VenueAsync() => (await new VenueService(School.Tenants).ListAsync(School.Admin, default)).Ok().Single(venue => venue.Id == School.VenueId);

    private async Task<IReadOnlyList<VenueItem>> OtherVenuesAsync()
    {
        await School.AddVenueAsync("Local " + Guid.NewGuid().ToString("n")[..8]);
        await School.AddVenueAsync("Local " + Guid.NewGuid().ToString("n")[..8]);
        return [.. (await new VenueService(School.Tenants).ListAsync(School.Admin, default)).Ok().Where(venue => venue.Id != School.VenueId)];
    }

    private async Task<TeacherProfile> TeacherAsync() => (await new TeacherService(School.Tenants).GetAsync(School.Admin, School.TeacherId, default)).Ok();

    private async Task<GroupOverview> GroupAsync()
    {
        var group = await School.AddGroupAsync("Grupo " + Guid.NewGuid().ToString("n")[..8], monthlyPrice: 40);
        return (await new GroupService(School.Tenants).OverviewAsync(School.Admin, group.Id, default)).Ok();
    }

    private async Task<StudentProfile> ProfileAsync() => (await new StudentService(School.Tenants).GetAsync(School.Admin, await StudentAsync(), default)).Ok();

    private async Task<GuardianItem> GuardianAsync(bool told = true)
    {
        var student = await StudentAsync();
        (await new GuardianService(School.Tenants).AddAsync(School.Admin, new AddGuardian { StudentId = student, GivenName = "Mireia", Told = told }, default)).Ok();
        return (await new GuardianService(School.Tenants).OfStudentAsync(School.Admin, student, default)).Ok().Guardians.Single();
    }

    private async Task<Guid> StudentAsync() => (await School.AddGroupAsync("Grupo " + Guid.NewGuid().ToString("n")[..8], students: 1)).StudentIds[0];

    private async Task<EnrolmentLine> EnrolmentAsync() => (await new EnrolmentService(School.Tenants).OfStudentAsync(School.Admin, await StudentAsync(), default)).Ok().Lines.Single();

    private async Task<SessionPicture> ClassAsync()
    {
        var room = await School.AddRoomAsync("Sala " + Guid.NewGuid().ToString("n")[..8]);
        var teacher = await School.AddTeacherAsync("Eva", "Gil");
        var group = await School.AddGroupAsync("Grupo " + Guid.NewGuid().ToString("n")[..8], roomId: room, teacherId: teacher);
        return (await new SessionQueries(School.Tenants).SessionAsync(School.Admin, await School.AddSessionAsync(group, School.Today.AddDays(1)), default)).Ok();
    }

    /// <summary>Whatever holds a form: the shared one, one in plain HTML, a file or a longer text.</summary>
    [GeneratedRegex("<(?:form|Form|InputFile|textarea|EditForm)\\b")]
    private static partial Regex FormMarkup();

    private enum Sort
    {
        Text,
        Number,
        Date,
        Choice,
        Other,
    }

    /// <summary>One field of the open form, whatever it holds.</summary>
    private sealed class FilledField(IComponent component)
    {
        private static readonly StudentListItem Nobody = new(Guid.CreateVersion7(), "Nadie", "", "Nadie", null, StudentStatus.Active, null, null, null);

        private static readonly GuardianChoice Unknown = new(Guid.CreateVersion7(), "Nadie", null, null, []);

        public string Name => (string)Of(nameof(FormField<>.Field))!;

        public Sort Sort => component switch { TextField => Sort.Text, NumberField => Sort.Number, DateField => Sort.Date, CheckField or PersonField or GuardianField => Sort.Other, _ => Sort.Choice };

        /// <summary>Whether it names something by its id.</summary>
        public bool IsOfId => component is PersonField or GuardianField || (Sort == Sort.Choice && ValueType == typeof(Guid?));

        private Type ValueType => FieldOf(component.GetType())!.GetGenericArguments()[0];

        /// <summary>A choice that can be left open, without saying so by a choice of its own.</summary>
        private bool IsOpenChoice => Sort == Sort.Choice && Nullable.GetUnderlyingType(ValueType) is not null
            && !((System.Collections.IEnumerable)Of(nameof(ChoiceField<>.Choices))!).Cast<System.Runtime.CompilerServices.ITuple>().Any(choice => choice[0] is null);

        public bool IsMissing(EveryFormTests test) => !(bool)Of(nameof(FormField<>.Optional))! && Sort switch
        {
            Sort.Text or Sort.Number or Sort.Date => test.Dialogs.FindAll($"#field-{Name}") is [var input] && string.IsNullOrEmpty(input.GetAttribute("value") ?? input.TextContent),
            Sort.Choice => IsOpenChoice && Of(nameof(FormField<>.Value)) is null,
            _ => component is PersonField && Of(nameof(FormField<>.Value)) is null,
        };

        public Task EmptyAsync(EveryFormTests test) =>
            IsOpenChoice ? ChangeAsync(test, null) : Sort is Sort.Text or Sort.Number or Sort.Date ? TypeAsync(test, "") : Task.CompletedTask;

        /// <summary>An id that nobody has, and something plausible where something is needed.</summary>
        public async Task MakeUpAsync(EveryFormTests test)
        {
            if (IsOfId)
            {
                await ChangeAsync(test, component is PersonField ? Nobody : component is GuardianField ? Unknown : Guid.CreateVersion7());
            }
            else if (Sort is Sort.Text or Sort.Number or Sort.Date && IsMissing(test))
            {
                await TypeAsync(test, Name switch { "StartTime" => "12:00", "EndTime" => "13:00", _ => Sort == Sort.Text ? "Prueba" : Sort == Sort.Number ? "10" : "19/11/2026" });
            }
        }

        /// <summary>Types; false where the field has gone since.</summary>
        public async Task<bool> TypeAsync(EveryFormTests test, string text)
        {
            if (test.Dialogs.FindAll($"#field-{Name}").Count == 0)
            {
                return false;
            }

            await test.TypeAsync(Name, text);
            return true;
        }

        public Task ChangeAsync(EveryFormTests test, object? value) =>
            test.Dialogs.InvokeAsync(() => (Task)component.GetType().GetMethod("ChangeAsync", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(component, [value])!);

        private object? Of(string property) => component.GetType().GetProperty(property)!.GetValue(component);
    }
}
