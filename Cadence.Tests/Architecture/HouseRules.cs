using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Cadence.Core.Organizations;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Cadence.Tests.Architecture;

/// <summary>The rules of design.md §2 and of the house, each with its plants.</summary>
internal static partial class HouseRules
{
    /// <summary>Imports go leftwards only: a slice may use those of a lower number, never one of its own.</summary>
    private static readonly Dictionary<string, int> SliceOrder = new(StringComparer.Ordinal)
    {
        ["Kernel"] = 0,
        ["Outbox"] = 1,
        ["Accounts"] = 2,
        ["Organizations"] = 2,
        ["Venues"] = 3,
        ["Students"] = 3,
        ["Teachers"] = 3,
        ["Groups"] = 4,
        ["Members"] = 5,
        ["Sessions"] = 5,
        ["Attendance"] = 6,
        ["Payments"] = 7,
        ["Payouts"] = 8,
        ["Reports"] = 9,
        ["Insights"] = 10,
        ["Notifications"] = 11,
        ["Copilot"] = 12,
        ["Integrations"] = 12,
        ["Demo"] = 13,
    };

    /// <summary>What stands beside the slices, and what each of them may use.</summary>
    private static readonly Dictionary<string, string[]> Beside = new(StringComparer.Ordinal)
    {
        ["Resources"] = [],
        ["Localization"] = ["Kernel", "Resources"],
        ["Documents"] = ["Kernel", "Resources", "Localization"],
        ["Data"] = ["Kernel", "Resources", "Outbox", "Accounts", "Organizations"],
        ["Live"] = ["Kernel", "Resources", "Data", "Organizations"],
        ["Jobs"] = ["Kernel", "Resources", "Data", "Outbox", "Organizations"],
        ["Operations"] = ["Kernel", "Resources", "Data", "Jobs", "Accounts", "Organizations"],
    };

    private static readonly string[] EfNamespaces = ["Microsoft.EntityFrameworkCore", "Npgsql"];

    public static IReadOnlyList<HouseRule> All { get; } =
    [
        new("slices import only leftwards", SlicesImportOnlyLeftwards, ["Planted.Core.Students.ReadsPayouts", "Planted.Core.Kernel.KnowsTheDatabase", "ReadsPayoutsBySource.cs"]),
        new("Core knows no Blazor, no MudBlazor and no request", CoreKnowsNoWeb, ["Planted.Core.Students.KnowsTheRequest"]),
        new("Web touches no database outside Hosting and Account", WebTouchesNoDatabase, ["Planted.Web.Students.OpensTheDatabase"]),
        new("rules, calculators, policies and planners are static and pure", PureIsPure, ["Planted.Core.Students.InstanceRules", "Planted.Core.Students.ClockPolicy", "Planted.Core.Students.DatabasePlanner", "Planted.Core.Students.CultureCalculator"]),
        new("raw SQL stands in Sql classes, Data and migrations", RawSqlHasItsPlace, ["Planted.Core.Students.StudentQueries", "Planted.Core.Students.FormService"], new()
        {
            ["Cadence.Core.Organizations.OrganizationDirectory"] = "asks the look-up functions before a tenant, and so a TenantSession, exists",
            ["Cadence.Core.Live.ChangeFeed"] = "listens on a connection of its own; the command carries no data",
            ["Cadence.Web.Hosting.DatabaseHealth"] = "asks whether the database answers at all",
        }),
        new("only Documents knows the PDF library", OnlyDocumentsDraws, ["Planted.Core.Students.DrawsItself"]),
        new("only jobs and Hosting know the scheduler", OnlyJobsSchedule, ["Planted.Core.Students.SchedulesItself"]),
        new("contexts are rented by TenantDb alone", ContextsAreRentedByTenantDb, ["Planted.Core.Students.RentsAContext"]),
        new("query filters are never ignored", house => Calls(house, call => call.Member.Name is "IgnoreQueryFilters", "ignores query filters"), ["Planted.Core.Students.IgnoresFilters"]),
        new("nobody blocks on a task", NobodyBlocks, ["Planted.Core.Students.Blocks: Result", "Planted.Core.Students.Blocks: Wait", "Planted.Core.Students.Blocks: GetResult", "Planted.Core.Students.Blocks: Sleep"]),
        new("no method is async void", AsyncVoid, ["Planted.Core.Students.Forgets"]),
        new("time comes from TimeProvider", TimeComesFromTimeProvider, ["Planted.Core.Students.LooksAtTheClock: DateTime.get_UtcNow", "Planted.Core.Students.LooksAtTheClock: DateTimeOffset.get_Now", "Planted.Core.Students.LooksAtTheClock: DateTime.get_Today"]),
        new("who acts in a request names their sign-in", ActorsNameTheirSignIn, ["Planted.Web.Students.ForgetsTheSignIn"], new()
        {
            ["Cadence.Web.Hosting.OrganizationGate"] = "gives endpoints their actor, with the sign-in",
            ["Cadence.Web.Routes"] = "gives circuits their actor, with the sign-in",
        }),
        new("markup is never made of strings", house => house.All.Where(code => code.Uses(type => type == typeof(MarkupString))).Select(code => $"{code}: uses MarkupString"), ["Planted.Web.Students.WritesMarkup"]),
        new("a text class's culture is never set", house => Calls(house, call => call.Member.Name == "set_Culture" && call.Member.DeclaringType?.Namespace == "Cadence.Core.Resources", "sets a resource class's culture for everybody"), ["Planted.Core.Students.SetsTheCulture"]),
        new("every page says where it lives and what it needs", PagesAreAddressed, ["Planted.Web.Students.NowherePage", "Planted.Web.Students.TwicePage"]),
        new("pages without sign-in are reviewed", AnonymousPagesAreReviewed, ["Planted.Web.Students.OpenPage"], new()
        {
            ["Cadence.Web.Account.CheckMailPage"] = "says to look for a mail, whether one was written or not",
            ["Cadence.Web.Account.ConfirmEmailPage"] = "opened by the key of a mail, and then by the password",
            ["Cadence.Web.Account.DeletedPage"] = "a farewell to somebody who has no account any more",
            ["Cadence.Web.Account.EnterPage"] = "opened by the key of a mail",
            ["Cadence.Web.Account.ForgotPage"] = "for people who can't sign in; answers everybody alike",
            ["Cadence.Web.Account.MagicLinkPage"] = "signing in happens before one is signed in; answers everybody alike",
            ["Cadence.Web.Account.NewEmailPage"] = "opened by the key of a mail",
            ["Cadence.Web.Account.ResetPage"] = "opened by the key of a mail",
            ["Cadence.Web.Account.SignInCodePage"] = "the second step of signing in; without the first it leads there",
            ["Cadence.Web.Account.SignInPage"] = "signing in happens before one is signed in",
            ["Cadence.Web.Members.InvitationPage"] = "shows an invitation to whoever has its link; accepting asks for the sign-in of its address",
            ["Cadence.Web.Account.SignUpPage"] = "an account is made before one has one; answers everybody alike",
            ["Cadence.Web.Layout.NotFoundPage"] = "says no more than that there is nothing",
            ["Cadence.Web.Layout.StatusPage"] = "says no more than the status code",
        }),
        new("names say what things are", NamesSayWhatThingsAre, ["Planted.Core.Students.StudentManager", "Planted.Core.Students.StudentDto"]),
        new("no interface has a single implementation", NoLonelyInterface, ["Planted.Core.Students.ILonely"]),
        new("no plant is in the product", house => house.All.Where(code => code.ToString().Contains("Planted", StringComparison.Ordinal)).Select(code => $"{code}: is a plant"), ["Planted.Core.Students.ReadsPayouts"]),
    ];

    private static IEnumerable<string> SlicesImportOnlyLeftwards(House house)
    {
        foreach (var code in house.Core)
        {
            if (house.SliceOf(code.Type) is not { } from)
            {
                yield return $"{code}: stands outside the slices";
                continue;
            }

            foreach (var to in code.Types.Select(house.SliceOf).OfType<string>().Distinct().Where(to => !MayImport(from, to)).Order(StringComparer.Ordinal))
            {
                yield return $"{code}: {from} must not import {to}";
            }
        }

        // Constants and nameof leave no trace in the compiled code.
        foreach (var (path, text) in house.Sources)
        {
            var folder = SourceSlice().Match(path);
            if (!folder.Success)
            {
                continue;
            }

            foreach (var to in UsingSlice().Matches(text).Select(match => match.Groups[1].Value).Distinct().Where(to => !MayImport(folder.Groups[1].Value, to)))
            {
                yield return $"{path}: {folder.Groups[1].Value} must not import {to}";
            }
        }
    }

    private static bool MayImport(string from, string to)
    {
        if (from == to)
        {
            return true;
        }

        if (Beside.TryGetValue(from, out var allowed))
        {
            return allowed.Contains(to);
        }

        if (!SliceOrder.TryGetValue(from, out var own))
        {
            return false; // a folder that the order does not know
        }

        return own > 0 ? Beside.ContainsKey(to) || (SliceOrder.TryGetValue(to, out var other) && other < own) : to == "Resources";
    }

    private static IEnumerable<string> CoreKnowsNoWeb(House house) =>
        from code in house.Core
        from type in code.Types
        where IsIn(type, "Microsoft.AspNetCore.Components", "MudBlazor", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Mvc", "Cadence.Web")
        select $"{code}: knows {type.FullName}";

    private static IEnumerable<string> WebTouchesNoDatabase(House house) =>
        from code in house.Web
        where house.WebFolderOf(code.Type) is not ("Hosting" or "Account")
        from type in code.Types
        where IsIn(type, EfNamespaces) || type.FullName is "Cadence.Core.Data.CadenceDbContext" or "Cadence.Core.Accounts.AccountsDbContext" or "Cadence.Core.Data.TenantDb" or "Cadence.Core.Data.TenantSession"
        select $"{code}: touches {type.FullName}";

    private static IEnumerable<string> ActorsNameTheirSignIn(House house) =>
        from code in house.Web
        where code.Calls.Any(call => call.Member.DeclaringType == typeof(Actor) && call.Member.Name is nameof(Actor.User) or ".ctor")
        select $"{code}: makes an actor of a user by itself; HttpContext.Actor() knows the sign-in";

    private static IEnumerable<string> PureIsPure(House house)
    {
        foreach (var code in house.Core.Where(code => PureName().IsMatch(code.Type.Name)))
        {
            if (code.Type is not { IsAbstract: true, IsSealed: true })
            {
                yield return $"{code}: is not static";
            }

            foreach (var type in code.Types.Where(type => IsIn(type, [.. EfNamespaces, "Microsoft.Extensions", "System.Data", "System.Net", "System.IO"])
                || type.FullName is "System.TimeProvider" or "System.Globalization.CultureInfo" or "Cadence.Core.Data.TenantDb" or "Cadence.Core.Data.TenantSession" or "Cadence.Core.Data.CadenceDbContext"))
            {
                if (type.FullName != "System.Globalization.CultureInfo" || code.Calls.Any(call => call.Is("System.Globalization.CultureInfo", "get_CurrentCulture", "get_CurrentUICulture")))
                {
                    yield return $"{code}: depends on {type.FullName}";
                }
            }
        }
    }

    private static IEnumerable<string> RawSqlHasItsPlace(House house) =>
        from code in house.All
        where !house.IsIn(code, "Data") && !code.Type.Name.EndsWith("Sql", StringComparison.Ordinal) && code.Type.Namespace?.EndsWith(".Migrations", StringComparison.Ordinal) != true
        from call in code.Calls
        where (call.Member is ConstructorInfo && call.Member.DeclaringType?.FullName is "Npgsql.NpgsqlCommand" or "Npgsql.NpgsqlBatch" or "Npgsql.NpgsqlBatchCommand")
            || call.Member.Name is "CreateCommand" or "CreateBatch" or "set_CommandText" or "SqlQuery" or "SqlQueryRaw" or "ExecuteSql" or "ExecuteSqlAsync" or "ExecuteSqlRaw" or "ExecuteSqlRawAsync" or "ExecuteSqlInterpolated" or "ExecuteSqlInterpolatedAsync" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated"
            || call.Is("Cadence.Core.Data.TenantSession", "Command")
            || call.Member.Name is "BeginBinaryImport" or "BeginBinaryImportAsync" or "BeginTextImport" or "BeginTextImportAsync"
        select $"{code}: holds SQL ({call.Member.Name})";

    private static IEnumerable<string> OnlyDocumentsDraws(House house) =>
        from code in house.All
        where !house.IsIn(code, "Documents")
        where code.Uses(type => IsIn(type, "SkiaSharp"))
        select $"{code}: knows the PDF library";

    private static IEnumerable<string> OnlyJobsSchedule(House house) =>
        from code in house.All
        where house.WebFolderOf(code.Type) != "Hosting" && !code.Type.Name.EndsWith("Job", StringComparison.Ordinal)
        where code.Uses(type => IsIn(type, "Coravel"))
        select $"{code}: knows the scheduler";

    private static IEnumerable<string> ContextsAreRentedByTenantDb(House house) =>
        from code in house.All
        where !house.IsIn(code, "Data")
        where code.Uses(type => type.Name is "IDbContextFactory`1" or "PooledDbContextFactory`1" or "IDbContextPool`1")
            || code.Calls.Any(call => call.Member is ConstructorInfo && call.Member.DeclaringType?.FullName is "Cadence.Core.Data.CadenceDbContext")
        select $"{code}: rents a context";

    private static IEnumerable<string> NobodyBlocks(House house) =>
        from code in house.All
        from call in code.Calls
        where call.Member.DeclaringType is { } type && ((IsIn(type, "System.Threading.Tasks") && type.Name is "Task" or "Task`1" or "ValueTask" or "ValueTask`1" && call.Member.Name is "get_Result" or "Wait" or "WaitAll" or "WaitAny")
            || (type.Name is "TaskAwaiter" or "TaskAwaiter`1" or "ValueTaskAwaiter" or "ValueTaskAwaiter`1" && call.Member.Name == "GetResult" && !IsMadeByCompiler(call.From))
            || (type.FullName == "System.Threading.Thread" && call.Member.Name == "Sleep"))
        select $"{code}: {call.Member.Name.Replace("get_", "", StringComparison.Ordinal)} in {call.From.Name}";

    private static bool IsMadeByCompiler(MethodBase method) => method.Name is "MoveNext" or "<Main>" || method.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute)) && method.Name == "MoveNext";

    private static IEnumerable<string> AsyncVoid(House house) =>
        from code in house.All
        from method in MethodsOf(code.Type)
        where method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute))
        select $"{code}: {method.Name} is async void";

    private static IEnumerable<string> TimeComesFromTimeProvider(House house) =>
        from code in house.All
        from call in code.Calls
        where call.Is("System.DateTime", "get_Now", "get_UtcNow", "get_Today") || call.Is("System.DateTimeOffset", "get_Now", "get_UtcNow")
        select $"{code}: {call.Member.DeclaringType!.Name}.{call.Member.Name}";

    private static IEnumerable<string> PagesAreAddressed(House house) =>
        from code in house.Web
        where code.Type.IsDefined(typeof(RouteAttribute))
        let addresses = code.Type.GetCustomAttributes(inherit: true).OfType<IAddressed>().ToList()
        where addresses.Count != 1
        select $"{code}: has {addresses.Count} address attributes, must have one";

    private static IEnumerable<string> AnonymousPagesAreReviewed(House house) =>
        from code in house.Web
        where code.Type.IsDefined(typeof(RouteAttribute)) && code.Type.IsDefined(typeof(AllowAnonymousAttribute), inherit: true)
        select $"{code}: is open to anyone";

    private static IEnumerable<string> NamesSayWhatThingsAre(House house) =>
        from code in house.All
        where VagueName().IsMatch(code.Type.Name)
        select $"{code}: says nothing by its name";

    private static IEnumerable<string> NoLonelyInterface(House house)
    {
        var types = house.All.SelectMany(code => code.Type.Assembly == typeof(HouseRules).Assembly ? [code.Type] : MemberTypes(code.Type)).ToList();
        return from type in types
               where type.IsInterface && types.Count(other => !other.IsInterface && other.GetInterfaces().Any(i => (i.IsGenericType ? i.GetGenericTypeDefinition() : i) == type)) <= 1
               select $"{type.FullName}: has at most one implementation";
    }

    private static IEnumerable<Type> MemberTypes(Type type) => [type, .. type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(MemberTypes)];

    private static IEnumerable<MethodInfo> MethodsOf(Type type) => MemberTypes(type).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly));

    private static IEnumerable<string> Calls(House house, Func<Call, bool> wanted, string complaint) =>
        from code in house.All
        where code.Type.Namespace != "Cadence.Core.Resources"
        where code.Calls.Any(wanted)
        select $"{code}: {complaint}";

    private static bool IsIn(Type type, params string[] namespaces) =>
        type.Namespace is { } own && namespaces.Any(name => own == name || own.StartsWith(name + ".", StringComparison.Ordinal));

    [GeneratedRegex("(Rules|Calculator|Policy|Planner)$")]
    private static partial Regex PureName();

    [GeneratedRegex("(Dto|Manager|Helper|Helpers|Utils|Util|Repository|Mediator|ViewModel)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"(?:^|/)(?:Cadence\.|Planted/)Core/(\w+)/")]
    private static partial Regex SourceSlice();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?Cadence\.Core\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UsingSlice();
}
