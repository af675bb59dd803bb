using System.Collections;
using System.Reflection;
using System.Text;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;

namespace Cadence.Tests.Isolation;

/// <summary>
/// Makes up the arguments of any service method: commands, filters and plain values by type and name. Every id that is not that of a new row
/// is a slot, filled with the own school's id of that kind or the other's.
/// </summary>
/// <param name="variant">Which of the ways to ask, where a command has several (<see cref="VariantsOf"/>).</param>
internal sealed class ServiceArguments(SchoolIds own, SchoolIds foreign, DateOnly today, Func<int, bool> isForeign, int variant = 0)
{
    /// <summary>Ids that a command needs of a special kind to be served: somebody who is not in the group yet, a class that is cancelled.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["AttendanceService.AddGuestAsync.studentId"] = SchoolIds.Newcomer,
        ["Enrol.StudentId"] = SchoolIds.Newcomer,
        ["Move.GroupId"] = SchoolIds.SecondGroup,
        ["RestoreSession.SessionId"] = SchoolIds.Cancelled,
        ["AssignSubstitute.TeacherId"] = SchoolIds.FreeTeacher,
        ["AddAssistant.TeacherId"] = SchoolIds.FreeTeacher,
        ["ApprovePayout.TeacherId"] = SchoolIds.Payee,
        ["MarkPayoutPaid.TeacherId"] = SchoolIds.PaidTeacher,
        ["CloseVenueStatement.VenueId"] = SchoolIds.PayingVenue,
        ["SetTravel.OtherVenueId"] = SchoolIds.PayingVenue,
        ["AuditService.ErasePersonalValuesAsync.personId"] = "Student",
        ["AuditSearch.ThingId"] = "Student",
    };

    private static readonly object MadeUp = new();

    /// <summary>Other values that a command needs to be served, one for each way to ask; <see cref="MadeUp"/> leaves it to type and name.</summary>
    private static readonly Dictionary<string, object?[]> Values = new(StringComparer.Ordinal)
    {
        ["RestoreSession.Version"] = [2],
        ["EditGuardian.Version"] = [2],
        ["ApprovePayout.SeenNet"] = [SchoolIds.Pay],
        ["ApplyRoster.Rows"] = [new[] { 2 }],
        ["EditVenue.TimeZone"] = [null],
        ["AddPayRate.Model"] = [PayModel.PerHead],
        ["AddPayRate.Scope"] = [PayRateScope.Venue, PayRateScope.Group],
        ["AddPayRate.VenueId"] = [MadeUp, null],
        ["AddPayRate.GroupId"] = [null, MadeUp],
        ["EditOrganization.Name"] = ["Escuela de prueba"],
        ["EditOrganizationLegalData.LegalName"] = ["Escuela de prueba, S.L."],
        ["EditBankAccount.BankAccount"] = ["ES91 2100 0418 4502 0005 1332"],
        ["EditRegion.Language"] = ["en"],
        ["EditLegalData.LegalName"] = ["Nombre de prueba"],
        ["GrantChoice.Scope"] = [GrantScope.All],
        ["AddRole.Grants"] = [MadeUp],
        ["EditRole.Grants"] = [MadeUp],
        ["ChangeMember.VenueIds"] = [MadeUp],
        ["ChangeMember.GroupIds"] = [MadeUp],
        ["InviteMember.VenueIds"] = [MadeUp],
        ["InviteMember.GroupIds"] = [MadeUp],
        ["ChangeMemberStatus.Status"] = [MemberStatus.Suspended, MemberStatus.Removed],
        ["VenueStatementService.YearAsync.year"] = [2026],
        ["CloseVenueStatement.SeenTotal"] = [SchoolIds.Pay],
        ["AddReceivedPayment.VenueId"] = [MadeUp, null],
        ["AddReceivedPayment.StudentId"] = [null, MadeUp],
        ["EditReceivedPayment.VenueId"] = [MadeUp, null],
        ["EditReceivedPayment.StudentId"] = [null, MadeUp],
        ["AuditSearch.Author"] = [Core.Reports.AuditAuthor.Anybody, Core.Reports.AuditAuthor.Member],
        ["AuditSearch.Entity"] = ["students"],
        ["AuditSearch.From"] = [null],
        ["AuditSearch.Before"] = [null],
        ["OrganizationLogoService.SetAsync.picture"] = [new ReadOnlyMemory<byte>(Organizations.Pictures.Make(32, 32))],
    };
    private static readonly string[] Founding = ["Add", "Schedule", "Tap"];
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Slots filled so far.</summary>
    public int Slots { get; private set; }

    /// <summary>What was asked with, to say it.</summary>
    public List<string> Foreign { get; } = [];

    /// <summary>The other school's ids among them.</summary>
    public HashSet<string> ForeignIds { get; } = new(StringComparer.Ordinal);

    /// <summary>How many ways there are to ask a method.</summary>
    public static int VariantsOf(MethodInfo method) =>
        method.GetParameters().SelectMany(parameter => Values.Where(value => value.Key.StartsWith(parameter.ParameterType.Name + ".", StringComparison.Ordinal))).Select(value => value.Value.Length).DefaultIfEmpty(1).Max();

    /// <summary>The arguments of a method; the first is the actor.</summary>
    public object?[] Of(MethodInfo method, Actor actor) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(Actor) ? actor
            : Value(parameter.ParameterType, parameter.Name!, [$"{method.DeclaringType!.Name}.{method.Name}"], IsNullable(parameter)))];

    private static bool IsNullable(ParameterInfo parameter)
    {
        lock (Nullability)
        {
            return Nullability.Create(parameter).WriteState == NullabilityState.Nullable;
        }
    }

    private static bool IsNullable(PropertyInfo property)
    {
        lock (Nullability)
        {
            return Nullability.Create(property).WriteState == NullabilityState.Nullable;
        }
    }

    private object? Value(Type type, string name, string[] around, bool nullable)
    {
        if (Values.TryGetValue($"{around[0]}.{name}", out var given) && given[Math.Min(variant, given.Length - 1)] is var value && value != MadeUp)
        {
            return value;
        }

        if (Nullable.GetUnderlyingType(type) is { } plain)
        {
            // An optional id is given where it names something; dates that end something and yes-or-no are left open.
            return plain == typeof(Guid) ? own.KindOf(name) is null && !Kinds.ContainsKey($"{around[0]}.{name}") ? null : Value(plain, name, around, false)
                : name is "Held" or "BirthDate" || name.EndsWith("To", StringComparison.OrdinalIgnoreCase) || name.Contains("Fee", StringComparison.Ordinal) || (plain == typeof(DateOnly) && name.Contains("End", StringComparison.Ordinal)) ? null
                : Value(plain, name, around, false);
        }

        return type switch
        {
            _ when type == typeof(CancellationToken) => CancellationToken.None,
            _ when type == typeof(Guid) => Id(name, around),
            _ when type == typeof(string) => Text(name, nullable),
            _ when type == typeof(DateOnly) => name.Contains("To", StringComparison.OrdinalIgnoreCase) && !name.Contains("From", StringComparison.OrdinalIgnoreCase) ? today.AddDays(7) : today,
            _ when type == typeof(TimeOnly) => name.Contains("End", StringComparison.OrdinalIgnoreCase) ? new TimeOnly(13, 0) : new TimeOnly(12, 0),
            _ when type == typeof(TimeSpan) => TimeSpan.Zero,
            _ when type == typeof(Month) => Month.Of(today),
            _ when type == typeof(bool) => name == "Confirmed",
            _ when type == typeof(int) => name is "Version" or "version" ? 1 : name.Contains("Page", StringComparison.OrdinalIgnoreCase) && name != "PageSize" ? 0 : 10,
            _ when type == typeof(long) => 0L,
            _ when type == typeof(decimal) => 10m,
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Roster()),
            _ when type == typeof(Stream) => new MemoryStream(Roster()),
            { IsEnum: true } => Enum.GetValues(type).GetValue(0),
            { IsArray: true } => One(type.GetElementType()!, name, around),
            { IsGenericType: true } when typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType()) => One(item, name, around),
            { IsAbstract: false, Namespace: { } space } when (space.StartsWith("Cadence.", StringComparison.Ordinal)) && !typeof(Delegate).IsAssignableFrom(type) => Record(type, around),
            _ => throw new NotSupportedException($"no argument of type {type} can be made up for {name}"),
        };
    }

    private Array One(Type item, string name, string[] around)
    {
        var array = Array.CreateInstance(item, 1);
        array.SetValue(Value(item, name, around, false), 0);
        return array;
    }

    private object Record(Type type, string[] around)
    {
        if (around.Length > 6)
        {
            throw new NotSupportedException($"{type.Name} holds itself: {string.Join(" in ", around)}");
        }

        string[] inside = [type.Name, .. around];
        var constructor = type.GetConstructors().Where(c => c.GetParameters() is not [var only] || only.ParameterType != type).MaxBy(c => c.GetParameters().Length)
            ?? throw new NotSupportedException($"{type} can't be made");
        var given = constructor.GetParameters().Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!, inside, IsNullable(p)))]);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is { IsPublic: true } && !given.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            // What a record fills by itself stays: ids of new rows, empty lists, the usual choice.
            var usual = property.GetValue(made);
            if (Values.ContainsKey($"{type.Name}.{property.Name}") || usual is null or "" or false || (usual is Guid or int or decimal or DateOnly or TimeOnly && Equals(usual, Activator.CreateInstance(usual.GetType()))))
            {
                property.SetValue(made, Value(property.PropertyType, property.Name, inside, IsNullable(property)));
            }
        }

        return made;
    }

    private Guid Id(string name, string[] around)
    {
        if (name == "Id" && Founding.Any(verb => around[0].StartsWith(verb, StringComparison.Ordinal)))
        {
            return Guid.CreateVersion7();
        }

        string[] names = name is "Id" or "id" ? around : [name];
        var kind = Kinds.GetValueOrDefault($"{around[0]}.{name}") ?? own.KindOf(names) ?? throw new NotSupportedException($"there is no example of what {name} of {around[0]} names; add its kind to {nameof(SchoolIds)}");
        if (!isForeign(Slots++))
        {
            return own[kind];
        }

        Foreign.Add($"{name}={kind}");
        ForeignIds.Add(foreign[kind].ToString());
        return foreign[kind];
    }

    private string? Text(string name, bool nullable) => name.ToUpperInvariant() switch
    {
        "EMAIL" => $"nueva-{Guid.NewGuid().ToString("n")[..8]}@example.com",
        "PHONE" => "+34 600 111 222",
        "LANGUAGE" => "es",
        "TIMEZONE" => "Europe/Madrid",
        "COUNTRY" => "ES",
        "CURRENCY" => "EUR",
        "SLUG" => "s-" + Guid.NewGuid().ToString("n")[..12],
        "ROLE" => RolePresets.Staff,
        "FILENAME" => "alumnos.csv",
        "TEXT" => foreign.Word,
        "STARTTIME" => "12:00",
        "ENDTIME" => "13:00",
        "REASON" or "CANCELREASON" or "ROOMNAME" => "Prueba",
        _ when nullable => null,
        _ => "Prueba " + Guid.NewGuid().ToString("n")[..8],
    };

    private static byte[] Roster()
    {
        var name = Guid.NewGuid().ToString("n")[..8];
        return Encoding.UTF8.GetBytes($"Nombre;Apellidos;Email\nPrimera;{name};{name}@example.com\n");
    }
}
