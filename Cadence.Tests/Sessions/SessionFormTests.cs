using Bunit;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using Cadence.Web.Sessions;
using MudBlazor;

namespace Cadence.Tests.Sessions;

/// <summary>The forms of a class: planning, changing, cancelling, and who teaches it instead.</summary>
public sealed class SessionFormTests(TestDatabase database) : SchoolPageTest(database)
{
    private const string Missing = "Falta este dato.";

    [Fact]
    public async Task A_class_without_anything_says_what_is_missing_at_every_field()
    {
        await EnterAsync();
        await School.AddVenueAsync("La Nave");
        _ = OpenAsync<SessionDialog>();
        await SubmitAsync();
        Assert.Equal("Elige un grupo o ponle un título.", SaidAt("GroupId"));
        Assert.Equal([Missing, Missing, Missing, Missing, Missing], new[] { "Date", "StartTime", "EndTime", "TeacherId", "VenueId" }.Select(SaidAt));
        Assert.Equal("Revisa los 6 campos marcados.", Dialogs.Find("form [role=alert]").TextContent.Trim());

        // A venue with several rooms asks for one.
        await School.AddRoomAsync("Sala Azul");
        _ = await ReopenAsync();
        await ChooseAsync<Guid?>("VenueId", School.VenueId);
        await SubmitAsync();
        Assert.Equal((Missing, ""), (SaidAt("RoomId"), SaidAt("VenueId")));
        Assert.Equal(0L, await ClassesAsync());
    }

    [Theory]
    [InlineData("StartTime", "25:00", "Esa hora no vale. Escríbela como 18:30.")]
    [InlineData("EndTime", "siete", "Esa hora no vale. Escríbela como 18:30.")]
    [InlineData("EndTime", "18:02", "Dura menos de 5 minutos. Revisa las horas.")]
    [InlineData("EndTime", "17:00", "Dura más de 12 horas. Revisa la hora de fin.")]
    [InlineData("Date", "31/2/2026", "Esa fecha no existe. Escríbela como 21/04/2026.")]
    [InlineData("Date", "20/11/2036", "La fecha tiene que estar entre 18/11/2025 y 19/11/2028.")]
    [InlineData("Title", "", "Elige un grupo o ponle un título.", "GroupId")]
    [InlineData("Title", "long", "Caben 120 caracteres como mucho. Acórtalo un poco.")]
    public async Task One_wrong_value_is_said_at_its_field_alone(string field, string text, string message, string? saidAt = null)
    {
        await EnterAsync();
        _ = OpenAsync<SessionDialog>();
        await FillAsync();
        await TypeAsync(field, text == "long" ? new string('x', 121) : text);
        await SubmitAsync();
        Assert.Equal(message, SaidAt(saidAt ?? field));
        Assert.Equal("Revisa el campo marcado.", Dialogs.Find("form [role=alert]").TextContent.Trim());
        Assert.Equal(0L, await ClassesAsync());
    }

    [Fact]
    public async Task A_teacher_or_room_that_is_taken_is_warned_of_while_typing_and_said_at_its_field()
    {
        await EnterAsync();
        var jazz = await School.AddGroupAsync("Jazz");
        await School.AddSessionAsync(jazz, School.Today, "18:00", "19:00");
        var gone = await School.AddTeacherAsync("Ainara", "Vidal", employedTo: new DateOnly(2026, 6, 30));
        _ = OpenAsync<SessionDialog>();
        await FillAsync();
        Dialogs.WaitForAssertion(() => Assert.Equal(
            ["Leo Sanz ya tiene Jazz de 18:00 a 19:00.", "Sala Roja ya tiene Jazz de 18:00 a 19:00."],
            Dialogs.FindAll("form [role=status] p").Select(clash => clash.TextContent).Order(StringComparer.Ordinal)));
        await SubmitAsync();
        Assert.Equal("Leo Sanz ya tiene Jazz de 18:00 a 19:00.", SaidAt("TeacherId"));
        Assert.Contains("Sala Roja ya tiene Jazz de 18:00 a 19:00.", Dialogs.Find("form [role=alert]").TextContent, StringComparison.Ordinal);

        await TypeAsync("StartTime", "19:00");
        await TypeAsync("EndTime", "20:00");
        await ChooseAsync<Guid?>("TeacherId", gone);
        await SubmitAsync();
        Assert.Equal("Ese día no trabaja aquí. Elige a otra persona u otro día.", SaidAt("TeacherId"));
        Assert.Equal(1L, await ClassesAsync());
    }

    [Fact]
    public async Task Choosing_a_group_fills_in_what_its_classes_are_and_pressing_save_twice_plans_one()
    {
        await EnterAsync();
        var azul = await School.AddRoomAsync("Sala Azul");
        var irene = await School.AddTeacherAsync("Irene", "Sanz");
        var jazz = await School.AddGroupAsync("Jazz", teacherId: irene, roomId: azul);
        var closed = OpenAsync<SessionDialog>(new DialogParameters<SessionDialog> { { d => d.Date, School.Today } });
        await ChooseAsync<Guid?>("GroupId", jazz.Id);
        await TypeAsync("StartTime", "1830");
        await TypeAsync("EndTime", "19.45");
        await SubmitTwiceAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1L, await ClassesAsync());
        Assert.Equal(1L, await FactsAsync("class_session.scheduled"));
        var planned = Assert.Single((await Sessions.AgendaAsync(School.Admin, School.Today, School.Today, null, default)).Ok().Items);
        Assert.Equal(("Jazz", "Sala Azul", "Irene Sanz", new TimeOnly(18, 30), new TimeOnly(19, 45)), (planned.Name, planned.RoomName, planned.Teachers.Single().Name, planned.StartTime, planned.EndTime));
    }

    [Fact]
    public async Task A_changed_class_is_changed_once_and_never_over_somebody_elses_change()
    {
        await EnterAsync();
        var planned = await ClassAsync();
        var closed = OpenAsync<SessionDialog>(new DialogParameters<SessionDialog> { { d => d.Edited, planned } });
        Assert.Equal(("17:30", "18:30"), (Value("StartTime"), Value("EndTime")));
        await TypeAsync("StartTime", "");
        await TypeAsync("Date", "");
        await SubmitAsync();
        Assert.Equal((Missing, Missing), (SaidAt("StartTime"), SaidAt("Date")));
        await TypeAsync("Date", "20/11/2026");
        await TypeAsync("StartTime", "17:00");
        await SubmitTwiceAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1L, await FactsAsync("class_session.edited"));

        _ = OpenAsync<SessionDialog>(new DialogParameters<SessionDialog> { { d => d.Edited, planned } });
        await TypeAsync("EndTime", "19:00");
        await SubmitAsync();
        Assert.Contains("Alguien lo cambió mientras tanto", Dialogs.Find("form [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("19:00", Value("EndTime"));
        Assert.Equal(1L, await FactsAsync("class_session.edited"));
    }

    [Fact]
    public async Task A_cancellation_needs_kind_and_reason_says_what_it_means_and_happens_once()
    {
        await EnterAsync();
        var planned = await ClassAsync();
        var closed = CancelAsync(planned);
        await SubmitAsync();
        Assert.Equal((Missing, Missing), (SaidAt("Kind"), SaidAt("Reason")));

        await ChooseAsync<CancellationKind?>("Kind", CancellationKind.NoShow);
        // What a cancellation means is read while the form is already open.
        Dialogs.WaitForAssertion(() => Assert.Equal("Se cobra al alumnado. No se paga a quien la daba.", Dialogs.Find("form [role=status] p").TextContent));
        await TypeAsync("Reason", new string('x', 501));
        await SubmitAsync();
        Assert.Equal(("", "Caben 500 caracteres como mucho. Acórtalo un poco."), (SaidAt("Kind"), SaidAt("Reason")));
        Assert.Equal(0L, await FactsAsync("class_session.cancelled"));

        await TypeAsync("Reason", "Inundación");
        await SubmitTwiceAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1L, await FactsAsync("class_session.cancelled"));
        var item = (await PictureAsync(planned.Item.Id)).Item;
        Assert.Equal((SessionStatus.Cancelled, CancellationKind.NoShow, "Inundación"), (item.Status, item.CancellationKind, item.CancelReason));

        // Somebody who still sees it planned can't cancel it again.
        _ = CancelAsync(planned);
        await ChooseAsync<CancellationKind?>("Kind", CancellationKind.School);
        await TypeAsync("Reason", "Otra");
        await SubmitAsync();
        Assert.Contains("Alguien lo cambió mientras tanto", Dialogs.Find("form [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Inundación", (await PictureAsync(planned.Item.Id)).Item.CancelReason);
    }

    [Fact]
    public async Task A_substitute_must_be_chosen_be_free_and_work_here_and_is_named_once()
    {
        await EnterAsync();
        var planned = await ClassAsync();
        var irene = await School.AddTeacherAsync("Irene", "Sanz");
        var gone = await School.AddTeacherAsync("Ainara", "Vidal", employedTo: new DateOnly(2026, 6, 30));
        var busy = await School.AddTeacherAsync("Eva", "Gil");
        await School.AddSessionAsync(await School.AddGroupAsync("Salsa", teacherId: busy, roomId: await School.AddRoomAsync("Sala Azul")), School.Today.AddDays(1));
        var closed = OpenAsync<SubstituteDialog>(new DialogParameters<SubstituteDialog> { { d => d.Item, planned.Item }, { d => d.Replaced, planned.Item.Teachers[0] } });
        await SubmitAsync();
        Assert.Equal(Missing, SaidAt("TeacherId"));
        await ChooseAsync<Guid?>("TeacherId", busy);
        await SubmitAsync();
        Assert.Equal("Eva Gil ya tiene Salsa de 17:30 a 18:30.", SaidAt("TeacherId"));
        await ChooseAsync<Guid?>("TeacherId", gone);
        await SubmitAsync();
        Assert.Equal("Ese día no trabaja aquí. Elige a otra persona u otro día.", SaidAt("TeacherId"));
        await ChooseAsync<Guid?>("TeacherId", School.TeacherId);
        await SubmitAsync();
        Assert.Equal("Ya está en esta clase. Elige a otra persona.", SaidAt("TeacherId"));

        await ChooseAsync<Guid?>("TeacherId", irene);
        await SubmitTwiceAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1L, await FactsAsync("class_session.substitute_assigned"));
        Assert.Equal(["Irene"], (await PictureAsync(planned.Item.Id)).Item.Teaching.Select(teacher => teacher.ShortName));
    }

    [Fact]
    public async Task An_assistant_must_be_chosen_and_is_added_once_beside_who_teaches()
    {
        await EnterAsync();
        var planned = await ClassAsync();
        var irene = await School.AddTeacherAsync("Irene", "Sanz");
        var closed = OpenAsync<SubstituteDialog>(new DialogParameters<SubstituteDialog> { { d => d.Item, planned.Item } });
        await SubmitAsync();
        Assert.Equal(Missing, SaidAt("TeacherId"));
        await ChooseAsync<Guid?>("TeacherId", irene);
        await SubmitTwiceAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1L, await FactsAsync("class_session.assistant_added"));
        Assert.Equal(["Leo", "Irene"], (await PictureAsync(planned.Item.Id)).Item.Teaching.Select(teacher => teacher.ShortName));
    }

    private SessionService Sessions => new(School.Tenants);

    /// <summary>A class of its own that is right in every field.</summary>
    private async Task FillAsync()
    {
        await TypeAsync("Title", "Ensayo");
        await TypeAsync("Date", "19/11/2026");
        await TypeAsync("StartTime", "18:00");
        await TypeAsync("EndTime", "19:00");
        await ChooseAsync<Guid?>("TeacherId", School.TeacherId);
    }

    private async Task<Task<object?>> ReopenAsync()
    {
        await Dialogs.Find("form .form-actions button[type=button]").ClickAsync(new());
        Dialogs.WaitForState(() => Dialogs.FindAll("form").Count == 0);
        return OpenAsync<SessionDialog>();
    }

    private Task<object?> CancelAsync(SessionPicture planned) => OpenAsync<CancelSessionDialog>(
        new DialogParameters<CancelSessionDialog> { { d => d.SessionId, planned.Item.Id }, { d => d.Version, planned.Version }, { d => d.Name, planned.Item.Name } });

    private async Task<SessionPicture> ClassAsync() => await PictureAsync(await School.AddSessionAsync(await School.AddGroupAsync("Jazz"), School.Today.AddDays(1)));

    private async Task<SessionPicture> PictureAsync(Guid id) => (await new SessionQueries(School.Tenants).SessionAsync(School.Admin, id, default)).Ok();

    private string? Value(string field) => Dialogs.Find($"#field-{field}").GetAttribute("value");

    private Task<long> ClassesAsync() => School.ScalarAsync<long>("select count(*) from class_sessions where organization_id = $1", School.OrganizationId);

    private Task<long> FactsAsync(string type) => School.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1 and type = $2", School.OrganizationId, type);
}
