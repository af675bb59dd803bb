using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Isolation;

/// <summary>One id of each kind that commands and addresses name, all of one school and all with a word in their names that no other school has.</summary>
internal sealed class SchoolIds
{
    /// <summary>A student who is in no group.</summary>
    public const string Newcomer = "Newcomer";

    /// <summary>A group that the enrolment is not in.</summary>
    public const string SecondGroup = "SecondGroup";

    /// <summary>A class that was cancelled once.</summary>
    public const string Cancelled = "CancelledClass";

    /// <summary>A teacher who is nowhere at that time.</summary>
    public const string FreeTeacher = "FreeTeacher";

    /// <summary>A teacher with <see cref="Pay"/> to approve for this month.</summary>
    public const string Payee = "Payee";

    /// <summary>A teacher whose month is approved.</summary>
    public const string PaidTeacher = "PaidTeacher";

    /// <summary>A venue that pays <see cref="Pay"/> a month.</summary>
    public const string PayingVenue = "PayingVenue";

    /// <summary>What one class of a payee pays.</summary>
    public const decimal Pay = 18m;

    private readonly Dictionary<string, Guid> _ids = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In every name.</summary>
    public required string Word { get; init; }

    /// <summary>Kinds there are.</summary>
    public IReadOnlyCollection<string> Kinds => _ids.Keys;

    public Guid this[string kind] => _ids[kind];

    /// <summary>New rows of every kind; who is paid only where it is asked for, because it takes the most statements.</summary>
    public static async Task<SchoolIds> PlantAsync(TestSchool school, string word, bool withPay = true)
    {
        var ids = new SchoolIds { Word = word };

        // The organization is one row for all calls: as each of them expects it.
        await school.ScalarAsync<object>("update organizations set version = 1, language = 'es', legal_name = null, bank_account = null, color = '#8b1e5b' where id = $1", school.OrganizationId);
        await school.ScalarAsync<object>("update organization_members set role = 'owner' where organization_id = $1 and user_id = $2", school.OrganizationId, school.Owner.UserId!.Value);
        var (venue, room) = await school.AddVenueAsync($"Local {word} {Guid.NewGuid().ToString("n")[..12]}", room: $"Sala {word}");
        var teacher = await school.AddTeacherAsync("Tania", word);
        var group = await school.AddGroupAsync($"Grupo {word} {Guid.NewGuid().ToString("n")[..12]}", capacity: 30, teacherId: teacher, venueId: venue, roomId: room);
        var student = await school.AddStudentAsync("Alma", word);
        var enrolment = await school.EnrolAsync(group, student, school.Today.AddDays(-20));
        var agreement = new VenueAgreement(Guid.CreateVersion7(), venue, null, AgreementKind.Class, AgreementDirection.VenuePays, school.Today.AddDays(-20));
        agreement.Agree(AgreementModel.PerHead, 3, AgreementCollector.Venue, AgreementCancelledRule.NotPaid);
        var received = new ReceivedPayment(Guid.CreateVersion7());
        received.Describe(school.Today, 20, null, student, $"Cuota {word}");
        var single = new PrivateSession(Guid.CreateVersion7());
        single.Arrange(teacher, student, venue, room, 35);
        single.Schedule(school.Today.AddDays(-1), new TimeOnly(9, 0), 60, school.Zone);
        var paying = (await school.AddVenueAsync($"Paga {word} {Guid.NewGuid().ToString("n")[..12]}")).VenueId;
        var monthly = new VenueAgreement(Guid.CreateVersion7(), paying, null, AgreementKind.Class, AgreementDirection.VenuePays, school.Today.AddDays(-20));
        monthly.Agree(AgreementModel.FixedMonthly, Pay, AgreementCollector.Venue, AgreementCancelledRule.NotPaid);
        await school.WriteAsync(db => db.AddRange(agreement, monthly, received, single));

        var guardian = await school.AddGuardianAsync("Tutora", word, student);
        await school.WriteAsync(db => db.Set<Guardian>().Single(row => row.Id == guardian.GuardianId).SetContact("tutora@example.com", null, null));
        var link = (await new FamilyLinkService(school.Tenants).GiveAsync(school.Owner, guardian.GuardianId, default)).Ok();

        // A longer kind stands before the one it contains.
        ids._ids["StudentGuardian"] = guardian.Id;
        ids._ids["Guardian"] = guardian.GuardianId;
        ids._ids["FamilyLink"] = link.Id;
        ids._ids[PayingVenue] = paying;
        ids._ids["VenueAgreement"] = agreement.Id;
        ids._ids["Invitation"] = await InviteAsync(school, word);
        ids._ids["Role"] = await RoleAsync(school, word);
        var member = await school.AddMemberAsync(RolePresets.Staff);
        ids._ids["Member"] = await school.ScalarAsync<Guid>("select id from organization_members where organization_id = $1 and user_id = $2", school.OrganizationId, member.UserId!.Value);
        ids._ids["ReceivedPayment"] = received.Id;
        ids._ids["PrivateSession"] = single.Id;
        ids._ids["Student"] = student;
        ids._ids["Group"] = group.Id;
        ids._ids["Teacher"] = teacher;
        ids._ids["Venue"] = venue;
        ids._ids["Room"] = room;
        ids._ids["Session"] = await school.AddSessionAsync(group, school.Today, "17:30", "19:30");
        ids._ids["Enrolment"] = enrolment;
        ids._ids[Newcomer] = await school.AddStudentAsync("Nora", word);
        ids._ids[SecondGroup] = (await school.AddGroupAsync($"Otro {word} {Guid.NewGuid().ToString("n")[..12]}", capacity: 30, teacherId: teacher, venueId: venue, roomId: room)).Id;
        ids._ids[Cancelled] = await school.AddSessionAsync(group, school.Today.AddDays(3));
        await school.CancelAsync(ids._ids[Cancelled]);
        ids._ids[FreeTeacher] = await school.AddTeacherAsync("Fabio", word);
        if (withPay)
        {
            ids._ids[Payee] = await PayeeAsync(school, word, venue);
            ids._ids[PaidTeacher] = await PayeeAsync(school, word, venue);
            Assert.Empty((await new PayoutService(school.Tenants).ApproveAsync(school.Owner, new ApprovePayout(ids._ids[PaidTeacher], Month.Of(school.Today), Pay), default)).Errors);
        }

        ids._ids["User"] = (await school.AddMemberAsync(RolePresets.Staff)).UserId!.Value;
        ids._ids["Message"] = await school.ScalarAsync<Guid>(
            "insert into outbox_messages (organization_id, id, channel, recipient, kind, subject, period, payload, due_at, attempts) values ($1, gen_random_uuid(), 'email', $2, 'roll_call_missing', $3, '', '{}', now(), 0) returning id",
            school.OrganizationId, teacher.ToString(), ids["Session"].ToString());
        return ids;
    }

    private static async Task<Guid> InviteAsync(TestSchool school, string word)
    {
        var invitation = new Invitation(Guid.CreateVersion7(), $"{word.ToLowerInvariant()}-{Guid.NewGuid().ToString("n")[..8]}@example.com", RolePresets.Staff, null, "es", school.Owner.UserId, school.Time.GetUtcNow());
        invitation.Send(InvitationRules.Hash(InvitationRules.NewToken()), school.Owner.UserId, school.Time.GetUtcNow());
        await school.WriteAsync(db => db.Add(invitation));
        return invitation.Id;
    }

    private static async Task<Guid> RoleAsync(TestSchool school, string word)
    {
        var id = Guid.CreateVersion7();
        await school.WriteAsync(db =>
        {
            db.Add(new OrganizationRole(OwnRoles.KeyOf(id), $"Rol {word} {Guid.NewGuid().ToString("n")[..12]}"));
            db.Add(new RoleGrant(OwnRoles.KeyOf(id), Permission.PeopleRead, GrantScope.All));
        });
        return id;
    }

    /// <summary>A teacher who held one class this month.</summary>
    private static async Task<Guid> PayeeAsync(TestSchool school, string word, Guid venue)
    {
        var teacher = await school.AddTeacherAsync("Petra", word);
        var room = await school.AddRoomAsync($"Sala {word} {Guid.NewGuid().ToString("n")[..12]}", venueId: venue);
        var group = await school.AddGroupAsync($"Pago {word} {Guid.NewGuid().ToString("n")[..12]}", students: 1, teacherId: teacher, venueId: venue, roomId: room);
        var rate = new AddPayRate { TeacherId = teacher, Model = PayModel.PerClass, Amount = Pay, ValidFrom = new DateOnly(2026, 1, 1) };
        Assert.Empty((await new PayRateService(school.Tenants).AddAsync(school.Owner, rate, default)).Errors);
        await school.AddHeldSessionAsync(group, school.Today.AddDays(-1), _ => AttendanceStatus.Present);
        return teacher;
    }

    /// <summary>The kind that a name speaks of: the first of the names that says one. Null when none does.</summary>
    public string? KindOf(params IEnumerable<string?> names) =>
        names.Where(name => name is not null).Select(name => Kinds.FirstOrDefault(kind => name!.Contains(kind, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(kind => kind is not null);
}
