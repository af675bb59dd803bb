using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Tests.Support;

namespace Cadence.Tests.Isolation;

/// <summary>Calls every method of services as whoever should get nothing, and says where they got something.</summary>
internal sealed partial class ServiceMatrix(TwoSchools schools, IReadOnlyList<Type> services, TenantMode mode)
{
    private const string ForeignWord = "Forastera";

    /// <summary>Methods whose answer repeats the ids of the question, each with its reason. Nothing else of the other organization may stand in it.</summary>
    private static readonly Dictionary<string, string> Echoes = new(StringComparer.Ordinal)
    {
        ["AttendanceService.MarkAsync"] = "answers tap by tap, naming the student as sent, also for one who is not on the roster",
    };

    /// <summary>Methods that speak of the whole school to members of some places, each with its reason.</summary>
    private static readonly Dictionary<string, string> AcrossPlaces = new(StringComparer.Ordinal)
    {
        ["SessionService.ClashesAsync"] = "says what has the teacher or the room already, so that nobody is booked twice",
    };

    /// <summary>Where it is written who did what.</summary>
    private static readonly string[] Traces = ["audit_entries", "attendance_history", "accounts.security_events"];

    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true, ReferenceHandler = ReferenceHandler.IgnoreCycles };

    private Npgsql.NpgsqlDataSource? _source;

    /// <summary>All services of the product.</summary>
    public static IReadOnlyList<Type> Product { get; } =
        [.. typeof(TenantDb).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && (type.Name.EndsWith("Service", StringComparison.Ordinal) || type.Name.EndsWith("Queries", StringComparison.Ordinal))).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>Methods that ask for an actor.</summary>
    public IReadOnlyList<MethodInfo> Methods { get; } = [.. Declared(services).Where(TakesActor)];

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => Methods.Select(Name);

    /// <summary>Asynchronous methods that don't.</summary>
    public IReadOnlyList<string> WithoutActor { get; } = [.. Declared(services).Where(method => !TakesActor(method) && IsAsynchronous(method)).Select(Name)];

    /// <summary>Calls made.</summary>
    public int Calls { get; private set; }

    /// <summary>
    /// The own owner with ids of the other school: all of them, and each alone among own ones. Nothing of the other school may come
    /// back, in an answer or a refusal, and none of its rows may change.
    /// </summary>
    public async Task<IReadOnlyList<string>> AttackWithForeignIdsAsync()
    {
        var findings = new List<string>();
        var foreign = await SchoolIds.PlantAsync(schools.Other, ForeignWord);
        var secrets = await SecretsAsync();
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        foreach (var (method, variant) in Methods.SelectMany(method => Enumerable.Range(0, ServiceArguments.VariantsOf(method)).Select(variant => (method, variant))))
        {
            var slots = 0;
            for (var alone = -1; alone < (slots > 1 ? slots : 0); alone++)
            {
                var own = await SchoolIds.PlantAsync(schools.Own, "Propia", NeedsPay(method));
                var chosen = alone;
                var arguments = new ServiceArguments(own, foreign, schools.Own.Today, slot => chosen < 0 || slot == chosen, variant);
                var answer = await AskAsync(method, arguments, schools.Own.Owner);
                slots = arguments.Slots;
                var what = $"{Name(method)}({string.Join(", ", arguments.Foreign)})";
                if (answer.Failure is { } failure)
                {
                    findings.Add($"{what}: {failure}");
                    continue;
                }

                // Served with own ids, so that nothing but the foreign one may be refused.
                if (arguments.Foreign.Count > 0 && answer.Errors.Any(error => error.Kind is ErrorKind.Invalid or ErrorKind.Conflict && !arguments.Foreign.Exists(asked => asked.StartsWith(error.Field + "=", StringComparison.Ordinal))))
                {
                    findings.Add($"{what}: stops at {answer}, not at the id");
                }

                var said = JsonSerializer.Serialize(answer.Said, Everything);
                var found = secrets.Where(secret => !(Echoes.ContainsKey(Name(method)) && arguments.ForeignIds.Contains(secret)) && said.Contains(secret, StringComparison.OrdinalIgnoreCase)).ToList();
                if (found.Count > 0)
                {
                    findings.Add($"{what}: tells {string.Join(", ", found.Take(4))} of the other organization");
                }

                var after = await schools.FingerprintAsync(schools.Other.OrganizationId);
                findings.AddRange(TwoSchools.Changed(before, after).Select(change => $"{what}: changed the other organization's {change}"));
                before = after;
            }
        }

        return findings;
    }

    /// <summary>Somebody without rights here, with the own school's ids: every call is Forbidden and nothing is written.</summary>
    public async Task<IReadOnlyList<string>> AttackAsAsync(Actor actor)
    {
        var findings = new List<string>();
        var own = await SchoolIds.PlantAsync(schools.Own, "Propia");
        var before = await schools.FingerprintAsync(schools.Own.OrganizationId);
        foreach (var method in Methods)
        {
            var answer = await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false), actor);
            if (!answer.IsForbidden)
            {
                findings.Add($"{Name(method)}: {answer} instead of Forbidden");
            }
        }

        findings.AddRange(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Own.OrganizationId)));
        return findings;
    }

    /// <summary>Methods that refuse an actor with the own school's ids.</summary>
    public async Task<IReadOnlySet<string>> ForbiddenAsync(Actor actor)
    {
        var own = await SchoolIds.PlantAsync(schools.Own, "Propia");
        var forbidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in Methods)
        {
            var answer = await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false), actor);
            if (answer.IsForbidden)
            {
                forbidden.Add(Name(method));
            }
        }

        return forbidden;
    }

    /// <summary>
    /// P5: every method that changes a row of the own school writes down who did it, in the audit, the history of marks or the security events; and where that
    /// can't be written, nothing is changed, so it is one transaction. Names the methods that changed something, and what has no trace.
    /// </summary>
    public async Task<(IReadOnlySet<string> Writers, IReadOnlyList<string> Untraced)> UntracedAsync()
    {
        var (writers, findings) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        await using var owner = await schools.OwnerAsync();
        await Sql.ExecuteAsync(owner, "create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'no trace today'; end $$");
        foreach (var (method, variant) in Methods.SelectMany(method => Enumerable.Range(0, ServiceArguments.VariantsOf(method)).Select(variant => (method, variant))))
        {
            var (changed, traced) = await ChangedAsync(owner, method, variant, "");
            if (changed.Count == 0)
            {
                continue;
            }

            writers.Add(Name(method));
            if (!traced)
            {
                findings.Add($"{Name(method)}: changed {string.Join(", ", changed)} without a trace");
                continue;
            }

            (changed, _) = await ChangedAsync(owner, method, variant, string.Join(';', Traces.Select(table => $"create trigger planted_refusal before insert on {table} for each row execute function pg_temp.refuse()")));
            await Sql.ExecuteAsync(owner, string.Join(';', Traces.Select(table => $"drop trigger planted_refusal on {table}")));
            if (changed.Count > 0)
            {
                findings.Add($"{Name(method)}: changed {string.Join(", ", changed)} also when its trace could not be written");
            }
        }

        return (writers, findings);
    }

    /// <summary>Tables of the own school that a call as its owner changed, and whether it left a trace.</summary>
    private async Task<(IReadOnlyList<string> Tables, bool Traced)> ChangedAsync(Npgsql.NpgsqlConnection owner, MethodInfo method, int variant, string before)
    {
        var own = await SchoolIds.PlantAsync(schools.Own, "Propia", NeedsPay(method));
        if (before.Length > 0)
        {
            await Sql.ExecuteAsync(owner, before);
        }

        var since = await Sql.ScalarAsync<long>(owner, "select txid_current()");
        var were = await WrittenAsync(owner, since);
        await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false, variant), schools.Own.Owner);
        var are = await WrittenAsync(owner, since);
        var changed = are.Where(table => table.Value.Written > 0 || table.Value.Rows < were[table.Key].Rows).Select(table => table.Key).Order(StringComparer.Ordinal).ToList();
        return ([.. changed.Where(table => !Traces.Contains(table) && table != "audit_personal_values")], changed.Exists(Traces.Contains));
    }

    /// <summary>Table by table how many rows the own school has, and how many of them were written by transactions since.</summary>
    private async Task<IReadOnlyDictionary<string, (long Rows, long Written)>> WrittenAsync(Npgsql.NpgsqlConnection owner, long since) =>
        (await Sql.RowsAsync(
            owner,
            string.Join(" union all ", schools.Tables.Append("accounts.security_events").Select(table => $"select '{table}', count(*), count(*) filter (where t.xmin::text::bigint > $2) from {table} t where {Catalog.OwnerColumn(table)} = $1")),
            schools.Own.OrganizationId,
            since)).ToDictionary(row => (string)row[0]!, row => ((long)row[1]!, (long)row[2]!), StringComparer.Ordinal);

    /// <summary>Methods by which the own admin changes a row of the own school.</summary>
    public async Task<IReadOnlySet<string>> WritersAsync()
    {
        var writers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in Methods)
        {
            var own = await SchoolIds.PlantAsync(schools.Own, "Propia", NeedsPay(method));
            var before = await schools.FingerprintAsync(schools.Own.OrganizationId);
            await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false), schools.Own.Admin);
            if (TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Own.OrganizationId)).Count > 0)
            {
                writers.Add(Name(method));
            }
        }

        return writers;
    }

    /// <summary>Calls everything with own ids: what refused, and what rows are not the same any more.</summary>
    public async Task<(IReadOnlySet<string> Forbidden, IReadOnlyList<string> Changed)> LookAroundAsync(Actor actor)
    {
        var own = await SchoolIds.PlantAsync(schools.Own, "Propia");
        var before = await schools.FingerprintAsync(schools.Own.OrganizationId);
        var forbidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in Methods)
        {
            if ((await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false), actor)).IsForbidden)
            {
                forbidden.Add(Name(method));
            }
        }

        return (forbidden, TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Own.OrganizationId)));
    }

    /// <summary>
    /// A member of some places only, with ids of another place of the same school, by every method that names one: nothing of that place comes back, and no row changes.
    /// </summary>
    public async Task<IReadOnlyList<string>> AttackOutOfReachAsync(Actor actor, bool eachByItself)
    {
        const string word = "Lejana";
        var far = await SchoolIds.PlantAsync(schools.Own, word);
        var secrets = far.Kinds.Where(kind => kind != SchoolIds.Newcomer).Select(kind => far[kind].ToString()).Append(word).ToList();
        var (findings, before) = (new List<string>(), await schools.FingerprintAsync(schools.Own.OrganizationId));
        foreach (var method in Methods)
        {
            var arguments = new ServiceArguments(far, far, schools.Own.Today, _ => true);
            try
            {
                arguments.Of(method, actor);
            }
            catch (NotSupportedException impossible)
            {
                findings.Add($"{Name(method)}: can't be called: {impossible.Message}");
            }

            if (arguments.Slots == 0)
            {
                continue;
            }

            var answer = await AskAsync(method, new ServiceArguments(far, far, schools.Own.Today, _ => true), actor);
            var said = JsonSerializer.Serialize(answer.Said, Everything);
            if (answer.Failure is not null || (!AcrossPlaces.ContainsKey(Name(method)) && secrets.Exists(secret => said.Contains(secret, StringComparison.OrdinalIgnoreCase))))
            {
                findings.Add($"{Name(method)}({string.Join(", ", arguments.Foreign)}): {answer}, tells of another place");
            }

            if (eachByItself)
            {
                await LookAsync(Name(method));
            }
        }

        await LookAsync("one of the methods");
        return findings;

        async Task LookAsync(string who)
        {
            var after = await schools.FingerprintAsync(schools.Own.OrganizationId);
            findings.AddRange(TwoSchools.Changed(before, after).Select(change => $"{who}: changed another place's {change}"));
            before = after;
        }
    }

    /// <summary>What the own owner gets with own ids: method by method the kind of answer. Refusals for another reason than the rights' would show nothing about them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AnswersAsync()
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var method in Methods)
        {
            for (var variant = 0; variant < ServiceArguments.VariantsOf(method); variant++)
            {
                var own = await SchoolIds.PlantAsync(schools.Own, "Propia", NeedsPay(method));
                answers[Name(method) + (variant == 0 ? "" : $" ({variant + 1})")] = (await AskAsync(method, new ServiceArguments(own, own, schools.Own.Today, _ => false, variant), schools.Own.Owner)).ToString();
            }
        }

        return answers;
    }

    private static IEnumerable<MethodInfo> Declared(IReadOnlyList<Type> types) =>
        types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(method => !method.IsSpecialName);

    private static bool TakesActor(MethodInfo method) => method.GetParameters() is [var first, ..] && first.ParameterType == typeof(Actor);

    private static bool NeedsPay(MethodInfo method) => method.DeclaringType == typeof(PayoutService);

    private static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal) || method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal);

    /// <summary>With the types of its arguments where the name alone is not enough.</summary>
    private static string Name(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}" + (method.DeclaringType.GetMethods().Count(other => other.Name == method.Name) > 1 ? $"[{string.Join(' ', method.GetParameters().Skip(1).Select(p => p.ParameterType.Name))}]" : "");

    private async Task<Answer> AskAsync(MethodInfo method, ServiceArguments arguments, Actor actor)
    {
        object?[] values;
        object service;
        try
        {
            values = arguments.Of(method, actor);
            service = Make(method.DeclaringType!);
        }
        catch (NotSupportedException impossible)
        {
            return new Answer(null, [], $"can't be called: {impossible.Message}");
        }

        if (method.IsGenericMethodDefinition || !method.ReturnType.IsGenericType || method.ReturnType.GetGenericTypeDefinition() != typeof(Task<>))
        {
            return new Answer(null, [], $"can't be called: it returns {method.ReturnType} where a Task<Result<…>> is expected");
        }

        Calls++;
        try
        {
            var task = (Task)method.Invoke(service, BindingFlags.DoNotWrapExceptions, null, values, null)!;
            await task;
            var result = task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
            if (result is null || !result.GetType().IsGenericType || result.GetType().GetGenericTypeDefinition() != typeof(Result<>))
            {
                return new Answer(result, [], null);
            }

            var errors = (IReadOnlyList<Error>)result.GetType().GetProperty(nameof(Result<>.Errors))!.GetValue(result)!;
            return errors.Count > 0 ? new Answer(errors, errors, null) : new Answer(result.GetType().GetProperty(nameof(Result<>.Value))!.GetValue(result), [], null);
        }
        catch (Exception exception)
        {
            return new Answer(null, [], $"threw {exception.GetType().Name}: {exception.Message}");
        }
    }

    private object Make(Type type)
    {
        var constructor = type.GetConstructors() is [var only] ? only : throw new NotSupportedException($"{type.Name} has not one constructor");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.ParameterType switch
        {
            var needed when needed == typeof(TenantDb) => schools.Tenants(mode),
            var needed when needed == typeof(TimeProvider) => schools.Own.Time,
            var needed when needed == typeof(Uri) => new Uri("https://cadence.example.com"),
            var needed when needed == typeof(int) => 1,
            var needed when needed == typeof(bool) => true,
            var needed when needed == typeof(Npgsql.NpgsqlDataSource) => _source ??= Npgsql.NpgsqlDataSource.Create(schools.Database.AppConnectionString),
            var needed when needed == typeof(Microsoft.AspNetCore.DataProtection.IDataProtectionProvider) => new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider(),
            var needed when needed == typeof(string) => schools.Database.OwnerConnectionString,
            var needed when needed.Namespace?.StartsWith("Cadence.", StringComparison.Ordinal) == true => Make(needed),
            var needed => throw new NotSupportedException($"{type.Name} is made with a {needed.Name}, which the matrix does not have"),
        })]);
    }

    /// <summary>All ids that stand in the other organization's rows and in none of the own, and the word in its names.</summary>
    private async Task<IReadOnlyList<string>> SecretsAsync()
    {
        await using var owner = await schools.OwnerAsync();
        var (theirs, own) = (new HashSet<string>(StringComparer.Ordinal) { schools.Other.OrganizationId.ToString() }, new HashSet<string>(StringComparer.Ordinal));
        foreach (var table in schools.Tables)
        {
            foreach (var (organization, ids) in new[] { (schools.Other.OrganizationId, theirs), (schools.Own.OrganizationId, own) })
            {
                foreach (var row in await Sql.ColumnAsync<string>(owner, $"select t::text from {table} t where {Catalog.OwnerColumn(table)} = $1", organization))
                {
                    ids.UnionWith(Uuid().Matches(row).Select(match => match.Value));
                }
            }
        }

        theirs.ExceptWith(own);
        Assert.True(theirs.Count > 50, $"only {theirs.Count} ids of the other organization to look for");
        return [.. theirs, ForeignWord, schools.Other.Slug];
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    /// <param name="Said">The value, or the errors.</param>
    /// <param name="Failure">Why there was no answer.</param>
    private sealed record Answer(object? Said, IReadOnlyList<Error> Errors, string? Failure)
    {
        public bool IsForbidden => Failure is null && Errors is [{ Kind: ErrorKind.Forbidden }];

        public override string ToString() => Failure ?? (Errors.Count == 0 ? "success" : string.Join(", ", Errors.Select(error => $"{error.Kind} {error.Code} {error.Field}".TrimEnd())));
    }
}
