using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;

namespace Cadence.Tests.Payouts;

/// <summary>Statements to print: Leo's November at Compás, and variations of it.</summary>
internal static class StatementExamples
{
    public static readonly Guid Leo = new(1, 0, 0, new byte[8]);
    public static readonly Guid Tomas = new(2, 0, 0, new byte[8]);

    private static readonly Month November = new(2026, 11);

    private static readonly PayRateTerms PerHead = new()
    {
        Id = new Guid(3, 0, 0, new byte[8]),
        Model = PayModel.PerHead,
        Amount = 1.40m,
        ValidFrom = new DateOnly(2026, 9, 1),
    };

    /// <summary>17 classes in two groups, one without a roll, one substitution, one adjustment; 463,40 €.</summary>
    public static PayoutStatement Leos(bool approved = true, string name = "Leo Sanz")
    {
        var sessions = new List<PaySession>();
        string[] initial =
        [
            "PPPPLPPPPPPPPAPPPPPPPPPAE", "PPPPPPPPPPPLPPPPPPPPAPEPA", "PPPLPPPPPPAPPPPPPPAPPPPPE", "PPLPPPPPPAPPPPLPPPPPAPEPP",
            "PPPPPPPPPPPPAAPPPPPPPPPEP", "PPLPPPPPPPAAPPPEPPPPAAPPP", "PPPPPPAPLPPPPPPPPEPPPAPPP", "PPPPPPPPPLPPPPPPAPPPPEPPP",
        ];
        int[] days = [3, 5, 10, 12, 17, 19, 24, 26];
        for (var i = 0; i < initial.Length; i++)
        {
            sessions.Add(Session(10 + i, "Urbano inicial", days[i], 17, initial[i]));
        }

        foreach (var (day, present) in new[] { (3, 18), (5, 17), (10, 18), (17, 18), (19, 18), (24, 17), (26, 18), (30, 18) })
        {
            sessions.Add(Session(100 + day, "Urbano avanzado", day, 19, new string('P', present) + "AAE"));
        }

        sessions.Add(Session(200, "Urbano avanzado", 12, 19, "PPP") with { State = PaySessionState.WithoutRoll });
        sessions.Add(Session(201, "Breaking", 18, 20, new string('P', 12) + "LAA") with
        {
            Place = "Sala Verde",
            Teachers = [new(Tomas, SessionTeacherRole.Lead), new(Leo, SessionTeacherRole.Substitute, Tomas)],
        });

        var october = Session(202, "Urbano inicial", 20, 17, "PP");
        var adjustment = new PayAdjustment
        {
            Month = November.Previous,
            SessionId = october.Id,
            Session = october with { Date = new DateOnly(2026, 10, 20) },
            Amount = new Money(1.40m, "EUR"),
            Reason = PayAdjustmentReason.Attendance,
            Changes = [new PayMarkChange(AttendanceStatus.Absent, AttendanceStatus.Present, 1)],
            Rate = PerHead,
            Heads = 22,
        };
        return Statement(PayoutCalculator.Calculate(Inputs(sessions) with { Adjustments = [adjustment] }), approved, name);
    }

    /// <summary>A crowded month: nine groups of eight classes, many pupils, and everything that needs a remark.</summary>
    public static PayoutStatement Crowded(string name = "María de los Ángeles Núñez-Güell i Peña", string group = "Grupo")
    {
        var sessions = new List<PaySession>();
        for (var g = 0; g < 9; g++)
        {
            for (var i = 0; i < 8; i++)
            {
                var session = Session((100 * g) + i + 1000, $"{group} {(char)('A' + g)}", (3 * i) + 2, 9 + g, string.Concat(Enumerable.Repeat("PPPLPAPPEPP-", 1 + g)));
                sessions.Add(i == 5 && g == 1 ? session with { State = PaySessionState.Cancelled, Paid = true }
                    : i == 6 ? session with { State = PaySessionState.Cancelled }
                    : i == 7 && g > 5 ? session with { State = PaySessionState.WithoutRoll }
                    : session);
            }
        }

        sessions.Add(sessions[0] with { Id = new Guid(99, 1, 0, new byte[8]), Title = "Taller de Navidad con Año Nuevo", GroupId = null, Color = null });
        var salary = PerHead with { Id = new Guid(30, 0, 0, new byte[8]), Model = PayModel.FixedMonthly, Amount = 1234.56m, Scope = PayRateScope.Venue, VenueId = new Guid(5, 5, 5, new byte[8]), ScopeName = "Norte" };
        var tiers = PerHead with
        {
            Id = new Guid(31, 0, 0, new byte[8]),
            Scope = PayRateScope.Group,
            GroupId = sessions[8].GroupId,
            ScopeName = sessions[8].Title,
            Base = 6,
            FreeHeads = 4,
            Minimum = 15,
            Cap = 30,
            Tiers = [new PayTier(1, 2), new PayTier(11, 1.5m)],
        };
        var inputs = Inputs(sessions) with
        {
            Rates = [PerHead, salary, tiers],
            Taxes = new PayTaxes(21, 15),
            Rules = [new PayOptions { GuestsCount = false }],
        };
        return Statement(PayoutCalculator.Calculate(inputs), name: name);
    }

    /// <summary>The statement of a calculation.</summary>
    public static PayoutStatement Statement(PayoutCalculation calculation, bool approved = true, string name = "Leo Sanz") => new()
    {
        Month = November,
        Period = November.Range,
        Currency = calculation.Inputs.Currency,
        Payer = new StatementPayer(OrganizationType.School, "Compás", "Compás Escuela de Danza, S. L.", null, "Calle del Telar, 12 · 28000 Madrid", null),
        Payee = new StatementPayee(Leo, name, null, "00000041X", "ES9121000418450200002210", "es"),
        Lines = [.. calculation.Lines.Select(StatementLine.Of)],
        Gross = calculation.Gross,
        Tax = calculation.Tax,
        Withholding = calculation.Withholding,
        Taxes = calculation.Inputs.Taxes,
        Rules = calculation.Inputs.Rules.Count > 0 ? calculation.Inputs.Rules[^1] : new PayOptions(),
        Rates = calculation.Inputs.Rates,
        Number = approved ? "2026-11-04" : null,
        ApprovedOn = approved ? new DateOnly(2026, 12, 1) : null,
        ApprovedBy = approved ? "Marta Roldán" : null,
        PayBefore = new DateOnly(2026, 12, 5),
        AsOf = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero),
        Today = new DateOnly(2026, 12, 1),
        TeacherNames = new Dictionary<Guid, string> { [Tomas] = "Tomás Gil" },
    };

    /// <summary>November with these sessions at 1.40 a head.</summary>
    public static PayoutInputs Inputs(IReadOnlyList<PaySession> sessions) => new()
    {
        TeacherId = Leo,
        Month = November,
        Period = November.Range,
        Currency = "EUR",
        Rates = [PerHead],
        Sessions = sessions,
    };

    /// <summary>A class of one hour; one letter of <paramref name="marks"/> per pupil.</summary>
    public static PaySession Session(int id, string group, int day, int hour, string marks)
    {
        List<PayMark> list =
        [
            .. marks.Select((letter, i) => new PayMark(new Guid(1000 + i, 0, 0, new byte[8]), letter switch
            {
                'P' => AttendanceStatus.Present,
                'L' => AttendanceStatus.Late,
                'A' => AttendanceStatus.Absent,
                'E' => AttendanceStatus.Excused,
                _ => null,
            })),
        ];
        return new PaySession
        {
            Id = new Guid(id, 1, 0, new byte[8]),
            GroupId = new Guid(group.Length, (short)group[0], (short)group[^1], new byte[8]),
            Title = group,
            Place = "Sala Roja",
            Color = 2,
            VenueId = Guid.Empty,
            Date = new DateOnly(2026, 11, day),
            Start = new TimeOnly(hour, 30),
            End = new TimeOnly(hour + 1, 30),
            State = PaySessionState.Held,
            Teachers = [new(Leo, SessionTeacherRole.Lead)],
            Marks = list,
            Heads = PayHeads.Of(list),
        };
    }
}
