using System.Reflection;
using System.Reflection.Emit;

namespace Cadence.Tests.Architecture;

/// <summary>What one type of the source refers to: its signatures, its attributes, and every instruction of its methods.</summary>
/// <param name="Type">The type as written; what the compiler nests in it (lambdas, state machines) is counted as its own.</param>
/// <param name="Types">Every type it refers to, generic arguments and element types taken apart.</param>
/// <param name="Calls">Every method, constructor and field that its instructions name.</param>
internal sealed record CodeOfType(Type Type, IReadOnlySet<Type> Types, IReadOnlyList<Call> Calls)
{
    public bool Uses(Func<Type, bool> wanted) => Types.Any(wanted);

    public override string ToString() => Type.FullName ?? Type.Name;
}

/// <summary>One use of a member by an instruction.</summary>
/// <param name="From">The method that holds the instruction, possibly made by the compiler.</param>
internal sealed record Call(MethodBase From, MemberInfo Member)
{
    public bool Is(string declaringType, params string[] names) => Member.DeclaringType is { } type && NameOf(type) == declaringType && names.Contains(Member.Name);

    /// <summary>Full name without generic arguments.</summary>
    public static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
}

/// <summary>Reads compiled code, which is exact: nothing hides behind an alias, a global using or a fully qualified name.</summary>
internal static class CodeReader
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IReadOnlyList<CodeOfType> Read(Assembly assembly, Func<Type, bool> include) =>
        [.. assembly.GetTypes().Where(include).GroupBy(Written).Select(group => Read(group.Key, group)).OrderBy(code => code.ToString(), StringComparer.Ordinal)];

    /// <summary>The outermost type, which is the one that stands in the source.</summary>
    public static Type Written(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static CodeOfType Read(Type written, IEnumerable<Type> parts)
    {
        var types = new HashSet<Type>();
        var calls = new List<Call>();
        foreach (var part in parts)
        {
            Add(types, part.BaseType);
            AddAll(types, part.GetInterfaces());
            AddAttributes(types, part.GetCustomAttributesData());
            foreach (var parameter in part.IsGenericTypeDefinition ? part.GetGenericArguments() : [])
            {
                AddAll(types, parameter.GetGenericParameterConstraints());
            }

            foreach (var field in part.GetFields(All))
            {
                Add(types, field.FieldType);
                AddAttributes(types, field.GetCustomAttributesData());
            }

            foreach (var property in part.GetProperties(All))
            {
                AddAttributes(types, property.GetCustomAttributesData());
            }

            foreach (var method in part.GetMethods(All).Cast<MethodBase>().Concat(part.GetConstructors(All)))
            {
                AddMethod(types, calls, method);
            }
        }

        foreach (var call in calls)
        {
            Add(types, call.Member as Type ?? call.Member.DeclaringType);
            AddAll(types, call.Member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : []);
            Add(types, (call.Member as MethodInfo)?.ReturnType);
        }

        types.RemoveWhere(type => Written(type) == written);
        return new CodeOfType(written, types, [.. calls.Where(call => call.Member is not Type)]);
    }

    private static void AddMethod(HashSet<Type> types, List<Call> calls, MethodBase method)
    {
        Add(types, (method as MethodInfo)?.ReturnType);
        AddAll(types, method.GetParameters().Select(parameter => parameter.ParameterType));
        AddAttributes(types, method.GetCustomAttributesData());
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        AddAll(types, body.LocalVariables.Select(local => local.LocalType));
        AddAll(types, body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!));
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var token in Tokens(body.GetILAsByteArray()!))
        {
            if (method.Module.ResolveMember(token, typeArguments, methodArguments) is { } member)
            {
                calls.Add(new Call(method, member));
            }
        }
    }

    /// <summary>The metadata tokens of all instructions that name a member.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? unchecked((short)(0xFE00 | il[++at])) : il[at]];
            at++;
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(il, at);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                default:
                    at += SizeOf(code.OperandType);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static void AddAttributes(HashSet<Type> types, IEnumerable<CustomAttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(types, attribute.AttributeType);
            AddAll(types, attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue)).Select(argument => argument.Value).OfType<Type>());
        }
    }

    private static void AddAll(HashSet<Type> types, IEnumerable<Type> added)
    {
        foreach (var type in added)
        {
            Add(types, type);
        }
    }

    private static void Add(HashSet<Type> types, Type? type)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null or { IsGenericParameter: true } || !types.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type) && !type.IsGenericType)
        {
            return;
        }

        if (type.IsGenericType)
        {
            AddAll(types, type.GetGenericArguments());
        }
    }
}
