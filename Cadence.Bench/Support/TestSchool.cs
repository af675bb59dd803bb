using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Jobs;
using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>A group of a test school with the students enrolled by <see cref="TestSchool.AddGroupAsync"/>.</summary>
public sealed record TestGroup(Guid Id, string Name, Guid TeacherId, Guid VenueId, Guid RoomId, int Capacity, IReadOnlyList<Guid> StudentIds);

/// <summary>
/// An organization for tests: four users with the preset roles, one venue with one room, one teacher, and whatever a test adds.
/// Only users, the organization's own rows and marks are written as the owner; everything else goes through
/// <see cref="Tenants"/> as the runtime role. Several schools fit into one <see cref="TestDatabase"/>.
/// </summary>
public sealed class TestSchool
{
    /// <summary>Thursday, 19 November 2026, 18:12 in Madrid.</summary>
    public static readonly DateTimeOffset DefaultNow = new(2026, 11, 19, 17, 12, 0, TimeSpan.Zero);

    private static readonly string[] GivenNames = ["Adela", "Ander", "Bel", "Dario", "Ibai", "Inés", "Jana", "Malena", "Noa", "Óscar", "Paula", "Quim", "Rosa"];
    private static readonly string[] FamilyNames = ["Bravo", "Ruiz", "Ortega", "Pons", "Lozano", "Cobo", "Prats", "Gil", "Ibáñez", "Muñoz", "Núñez"];

    /// <summary>Keys that live as long as the tests.</summary>
    internal static readonly EphemeralDataProtectionProvider Protection = new();

    private readonly TestDatabase _database;
    private int _students;
    private NpgsqlDataSource? _source;

    private TestSchool(TestDatabase database, string slug, TestClock time, TenantDb tenants, TimeZoneInfo zone)
    {
        _database = database;
        Slug = slug;
        Time = time;
        Tenants = tenants;
        Zone = zone;
        Owner = Actor.User(OrganizationId, Guid.CreateVersion7());
        Admin = Actor.User(OrganizationId, Guid.CreateVersion7());
        Staff = Actor.User(OrganizationId, Guid.CreateVersion7());
        TeacherActor = Actor.User(OrganizationId, Guid.CreateVersion7());
        Job = Actor.Job(OrganizationId, Guid.CreateVersion7());
    }

    public Guid OrganizationId { get; } = Guid.CreateVersion7();

    public string Slug { get; }

    /// <summary>The clock of <see cref="Tenants"/>.</summary>
    public TestClock Time { get; }

    public TenantDb Tenants { get; }

    /// <summary>The organization's zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Today by <see cref="Time"/> in the organization's zone.</summary>
    public DateOnly Today => SchoolTime.DateAt(Time.GetUtcNow(), Zone);

    public Actor Owner { get; }

    public Actor Admin { get; }

    public Actor Staff { get; }

    /// <summary>A user with the role teacher, linked to <see cref="TeacherId"/>.</summary>
    public Actor TeacherActor { get; }

    /// <summary>The program itself: all rights.</summary>
    public Actor Job { get; }

    /// <summary>"Estudio Centro".</summary>
    public Guid VenueId { get; private set; }

    /// <summary>"Sala Roja", not shared.</summary>
    public Guid RoomId { get; private set; }

    /// <summary>"Leo Sanz", employed since 1 January 2026.</summary>
    public Guid TeacherId { get; private set; }

    /// <summary>Makes a school. Without a slug it gets one that no other test uses.</summary>
    public static async Task<TestSchool> CreateAsync(
        TestDatabase database,
        string? slug = null,
        DateTimeOffset? now = null,
        TenantMode? mode = null,
        OrganizationType type = OrganizationType.School,
        string language = "es",
        string currency = "EUR",
        string timeZone = "Europe/Madrid")
    {
        ArgumentNullException.ThrowIfNull(database);
        slug ??= "s-" + Guid.NewGuid().ToString("n")[..12];
        var time = new TestClock(now ?? DefaultNow);
        var school = new TestSchool(database, slug, time, new TenantDb(database.AppConnectionString, mode ?? TestMode.Usual, time), TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        await school.FoundAsync(type, language, currency, timeZone);
        return school;
    }

    /// <summary>The same school through another unit of work: the other mode, or another clock.</summary>
    public TenantDb TenantsIn(TenantMode mode) => new(_database.AppConnectionString, mode, Time);

    /// <summary>Runs a job by this school's clock, as the scheduler would: for every organization of the database. Answers how much there was to do.</summary>
    public async Task<int> RunAsync(Job job)
    {
        await using var dataSource = NpgsqlDataSource.Create(_database.AppConnectionString);
        return await new JobRunner(new OrganizationDirectory(dataSource), Tenants, Time, NullLogger<JobRunner>.Instance).RunAsync(job, CancellationToken.None);
    }

    /// <summary>Another signed-in member, with one of the preset roles.</summary>
    public async Task<Actor> AddMemberAsync(string role)
    {
        var actor = Actor.User(OrganizationId, Guid.CreateVersion7());
        await AddUsersAsync((actor, role));
        await WriteAsync(db => db.Add(new OrganizationMember(actor.UserId!.Value, role, Time.GetUtcNow())));
        return actor;
    }

    /// <summary>A user who is no member of anything.</summary>
    public async Task<Guid> AddUserAsync(string email, bool confirmed = true)
    {
        var actor = Actor.User(OrganizationId, Guid.CreateVersion7());
        await AddUsersAsync(confirmed, (actor, "guest", email));
        return actor.UserId!.Value;
    }

    /// <summary>A role of the school's own; gives its key.</summary>
    public async Task<string> AddRoleAsync(string name, params (Permission Permission, GrantScope Scope)[] grants)
    {
        var key = OwnRoles.KeyOf(Guid.CreateVersion7());
        await WriteAsync(db =>
        {
            db.Add(new OrganizationRole(key, name));
            db.AddRange(grants.Select(grant => new RoleGrant(key, grant.Permission, grant.Scope)));
        });
        return key;
    }

    /// <summary>A member with a role that has these permissions with one scope, and these places.</summary>
    public async Task<Actor> AddMemberAsync(GrantScope scope, IEnumerable<Permission> permissions, Guid[]? venues = null, Guid[]? groups = null)
    {
        var actor = await AddMemberAsync(await AddRoleAsync($"Rol {Guid.NewGuid().ToString("n")[..8]}", [.. permissions.Select(permission => (permission, scope))]));
        await GivePlacesAsync(actor, venues, groups);
        return actor;
    }

    /// <summary>Gives a member venues and groups.</summary>
    public async Task GivePlacesAsync(Actor actor, Guid[]? venues = null, Guid[]? groups = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var member = await MemberIdAsync(actor);
        await WriteAsync(db => db.AddRange([.. (venues ?? []).Select(id => MemberPlace.OfMember(member, id, null)), .. (groups ?? []).Select(id => MemberPlace.OfMember(member, null, id))]));
    }

    /// <summary>Id of an actor's membership.</summary>
    public Task<Guid> MemberIdAsync(Actor actor) =>
        ScalarAsync<Guid>("select id from organization_members where organization_id = $1 and user_id = $2", OrganizationId, actor.UserId!.Value);

    /// <summary>The service of invitations, with or without a mail server.</summary>
    public InvitationService Invitations(bool hasMail = false) =>
        new(Tenants, _source ??= NpgsqlDataSource.Create(_database.AppConnectionString), new InvitationSecrets(Protection), Time, hasMail);

    /// <summary>A venue with one room.</summary>
    public async Task<(Guid VenueId, Guid RoomId)> AddVenueAsync(string name, VenueKind kind = VenueKind.Studio, string room = "Sala 1", string? timeZone = null)
    {
        var venue = new Venue(name, kind, null, timeZone);
        var first = new Room(venue.Id, room, kind != VenueKind.Studio);
        await WriteAsync(db => db.AddRange(venue, first));
        return (venue.Id, first.Id);
    }

    /// <summary>Another room of a venue, by default of <see cref="VenueId"/>.</summary>
    public async Task<Guid> AddRoomAsync(string name, bool shared = false, Guid? venueId = null)
    {
        var room = new Room(venueId ?? VenueId, name, shared);
        await WriteAsync(db => db.Add(room));
        return room.Id;
    }

    /// <summary>A teacher, by default employed since 1 January 2026; with <paramref name="user"/> a user who signs in as them.</summary>
    public async Task<Guid> AddTeacherAsync(string givenName, string familyNames, DateOnly? employedFrom = null, DateOnly? employedTo = null, Actor? user = null)
    {
        var teacher = new Teacher(givenName, familyNames, employedFrom ?? new DateOnly(2026, 1, 1));
        teacher.Employ(teacher.EmployedFrom, employedTo);
        teacher.LinkUser(user?.UserId);
        await WriteAsync(db => db.Add(teacher));
        return teacher.Id;
    }

    /// <summary>A student who is in no group yet.</summary>
    public async Task<Guid> AddStudentAsync(string? givenName = null, string? familyNames = null, StudentStatus status = StudentStatus.Active)
    {
        var student = NewStudent(givenName, familyNames, status);
        await WriteAsync(db => db.Add(student));
        return student.Id;
    }

    /// <summary>A guardian with both rights, of one or more students; <c>Id</c> ties them to the first.</summary>
    public async Task<(Guid Id, Guid GuardianId)> AddGuardianAsync(string givenName, string familyNames, params Guid[] students)
    {
        ArgumentNullException.ThrowIfNull(students);
        var guardian = new Guardian(Guid.CreateVersion7());
        guardian.Describe(givenName, familyNames, null, "es");
        var ties = students.Select(student => new StudentGuardian(student, guardian.Id)).ToList();
        ties.ForEach(tie => tie.Agree(GuardianRelation.Mother, told: true, pays: true));
        await WriteAsync(db =>
        {
            db.Add(guardian);
            db.AddRange(ties);
        });
        return (ties[0].Id, guardian.Id);
    }

    /// <summary>An active group of <paramref name="students"/> new people, enrolled since <paramref name="from"/> (1 January 2026).</summary>
    public async Task<TestGroup> AddGroupAsync(
        string name,
        int students = 0,
        int? capacity = null,
        Guid? teacherId = null,
        Guid? venueId = null,
        Guid? roomId = null,
        string? level = null,
        decimal? monthlyPrice = null,
        int color = 2,
        DateOnly? from = null)
    {
        var group = new Group(name, capacity ?? Math.Max(students, 26), color);
        group.Describe(name, level, null, null, color);
        group.Place(teacherId ?? TeacherId, venueId ?? VenueId, roomId ?? RoomId, group.Capacity);
        group.SetPrice(monthlyPrice);
        var people = Enumerable.Range(0, students).Select(_ => NewStudent(null, null, StudentStatus.Active)).ToList();
        await WriteAsync(db =>
        {
            db.Add(group);
            db.AddRange(people);
            db.AddRange(people.Select(student => new Enrolment(student.Id, group.Id, from ?? new DateOnly(2026, 1, 1))));
        });
        return new TestGroup(group.Id, name, teacherId ?? TeacherId, venueId ?? VenueId, roomId ?? RoomId, group.Capacity, [.. people.Select(student => student.Id)]);
    }

    /// <summary>Enrols somebody; both days are included.</summary>
    public async Task<Guid> EnrolAsync(TestGroup group, Guid studentId, DateOnly from, DateOnly? to = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        var enrolment = new Enrolment(studentId, group.Id, from, to);
        await WriteAsync(db => db.Add(enrolment));
        return enrolment.Id;
    }

    /// <summary>A scheduled class of a group, in its place and with its teacher unless told otherwise; times as "17:30".</summary>
    public async Task<Guid> AddSessionAsync(TestGroup group, DateOnly date, string start = "17:30", string end = "18:30", Guid? teacherId = null, Guid? roomId = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        var session = new ClassSession(Guid.CreateVersion7(), group.Id, null, group.VenueId, roomId ?? group.RoomId, teacherId ?? group.TeacherId, group.Capacity);
        session.Schedule(date, Clock(start), Clock(end), Zone);
        await WriteAsync(db => db.Add(session));
        return session.Id;
    }

    /// <summary>Names a substitute for a session's lead teacher.</summary>
    public Task SubstituteAsync(Guid sessionId, Guid substituteId, Guid replacedId) =>
        WriteAsync(db => db.Add(new SessionTeacher(sessionId, substituteId, SessionTeacherRole.Substitute, replacedId)));

    /// <summary>Puts a guest on the roster of one session.</summary>
    public Task AddGuestAsync(Guid sessionId, Guid studentId, GuestKind kind = GuestKind.Trial) =>
        WriteAsync(db => db.Add(new SessionGuest(sessionId, studentId, kind)));

    /// <summary>Cancels a session.</summary>
    public Task CancelAsync(Guid sessionId, CancellationKind kind = CancellationKind.School, bool charged = false, bool paid = false) =>
        WriteAsync(async (session, token) => (await session.Db.FindAsync<ClassSession>([OrganizationId, sessionId], token))!.Cancel(kind, "Prueba", charged, paid, session.Now));

    /// <summary>
    /// Marks as they stand, written by the owner: the quick way to a past with attendance. A test about taking marks calls the product.
    /// </summary>
    public async Task MarkAsync(Guid sessionId, params (Guid StudentId, AttendanceStatus? Status)[] marks)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            insert into attendance_records (organization_id, class_session_id, student_id, status, effective_at, by_closing)
            select $1, $2, m.student_id, m.status, $5, false from unnest($3::uuid[], $4::text[]) m (student_id, status)
            on conflict (organization_id, class_session_id, student_id) do update set status = excluded.status, effective_at = excluded.effective_at
            """,
            connection);
        command.Parameters.AddWithValue(OrganizationId);
        command.Parameters.AddWithValue(sessionId);
        command.Parameters.AddWithValue(marks.Select(mark => mark.StudentId).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = marks.Select(mark => mark.Status is { } status ? SnakeCase.Of(status) : null).ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.AddWithValue(Time.GetUtcNow());
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Freezes the roster and sets held, as closing a roll call does, written straight into the tables.</summary>
    public Task CloseAsync(Guid sessionId) => WriteAsync(async (session, token) =>
    {
        await using var command = session.Command(
            """
            insert into session_rosters (organization_id, class_session_id, student_id, guest)
            select $1, r.class_session_id, r.student_id, r.guest from session_roster($1, array[$2]) r;
            """);
        command.Parameters.AddWithValue(OrganizationId);
        command.Parameters.AddWithValue(sessionId);
        await command.ExecuteNonQueryAsync(token);
        await using var close = session.Command("update class_sessions set status = 'held', closed_at = $3 where organization_id = $1 and id = $2");
        close.Parameters.AddWithValue(OrganizationId);
        close.Parameters.AddWithValue(sessionId);
        close.Parameters.AddWithValue(session.Now);
        await close.ExecuteNonQueryAsync(token);
    });

    /// <summary>A past class with everybody's mark, closed.</summary>
    public async Task<Guid> AddHeldSessionAsync(TestGroup group, DateOnly date, Func<int, AttendanceStatus?> markOf, string start = "17:30", string end = "18:30")
    {
        ArgumentNullException.ThrowIfNull(group);
        var session = await AddSessionAsync(group, date, start, end);
        await MarkAsync(session, [.. group.StudentIds.Select((student, index) => (student, markOf(index)))]);
        await CloseAsync(session);
        return session;
    }

    /// <summary>Changes rows as the runtime role, with all rights.</summary>
    public Task WriteAsync(Action<CadenceDbContext> write) => WriteAsync((session, _) =>
    {
        write(session.Db);
        return Task.CompletedTask;
    });

    /// <summary>Runs a unit of work as the runtime role, with all rights.</summary>
    public async Task WriteAsync(Func<TenantSession, CancellationToken, Task> write)
    {
        var result = await Tenants.WriteAsync<bool>(
            Job,
            Permission.OrganizationEdit,
            async (session, token) =>
            {
                await write(session, token);
                return true;
            },
            CancellationToken.None);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"The school could not be prepared: {string.Join(", ", result.Errors)}");
        }
    }

    /// <summary>One value, read behind the walls by the owner, to check what the product did.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)value;
    }

    private static TimeOnly Clock(string time) => TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture);

    private Student NewStudent(string? givenName, string? familyNames, StudentStatus status)
    {
        var number = _students++;
        return new Student(givenName ?? GivenNames[number % GivenNames.Length], familyNames ?? FamilyNames[number % FamilyNames.Length], status);
    }

    private async Task FoundAsync(OrganizationType type, string language, string currency, string timeZone)
    {
        var roles = new[] { (Owner, RolePresets.Owner), (Admin, RolePresets.Admin), (Staff, RolePresets.Staff), (TeacherActor, RolePresets.Teacher) };
        await AddUsersAsync(roles);
        await using (var db = new CadenceDbContext(CadenceDatabase.TenantOptions(_database.OwnerConnectionString).Options) { OrganizationId = OrganizationId })
        {
            db.Add(new Organization(OrganizationId, Slug, "Compás " + Slug, type, "ES", currency, timeZone, language, Time.GetUtcNow()));
            db.Add(new OrganizationSlug(Slug, OrganizationId));
            db.AddRange(RolePresets.Roles());
            db.AddRange(RolePresets.Grants());
            db.AddRange(roles.Select(member => new OrganizationMember(member.Item1.UserId!.Value, member.Item2, Time.GetUtcNow())));
            await db.SaveChangesAsync();
        }

        var venue = new Venue("Estudio Centro", VenueKind.Studio, "Calle del Compás 4, Madrid", null);
        var room = new Room(venue.Id, "Sala Roja", false);
        var teacher = new Teacher("Leo", "Sanz", new DateOnly(2026, 1, 1));
        teacher.LinkUser(TeacherActor.UserId);
        await WriteAsync(db => db.AddRange(venue, room, teacher));
        (VenueId, RoomId, TeacherId) = (venue.Id, room.Id, teacher.Id);
    }

    private Task AddUsersAsync(params (Actor Actor, string Role)[] members) =>
        AddUsersAsync(true, [.. members.Select(member => (member.Actor, member.Role, $"{member.Role}-{member.Actor.UserId:n}@{Slug}.example"))]);

    private async Task AddUsersAsync(bool confirmed, params (Actor Actor, string Role, string Email)[] members)
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(_database.OwnerConnectionString).Options);
        accounts.AddRange(members.Select(member =>
        {
            var email = member.Email;
            return new User
            {
                Id = member.Actor.UserId!.Value,
                UserName = email,
                NormalizedUserName = email.ToUpperInvariant(),
                Email = email,
                NormalizedEmail = email.ToUpperInvariant(),
                EmailConfirmed = confirmed,
                GivenName = ReaderName(member.Role),
                FamilyNames = "Prueba",
                CreatedAt = Time.GetUtcNow(),
            };
        }));
        await accounts.SaveChangesAsync();
    }

    private static string ReaderName(string role) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(role);
}
