using System.Reflection;
using Cadence.Tests.Architecture.Planted;
using Cadence.Tests.Support;

namespace Cadence.Tests.Architecture;

/// <summary>What stands at the top of the tree (design.md §2), what the projects reference, and that every test runs.</summary>
public sealed class TreeTests
{
    private static readonly HashSet<string> Top = new(StringComparer.Ordinal)
    {
        // The user's card.
        "Cadence.sln", "Cadence.Web", "Cadence.Core", "Cadence.Tests", "Resources", "wwwroot", "appsettings.json", "Dockerfile", "README.md",
        // Besides; docs/decisions says why.
        "Cadence.Bench", "Directory.Build.props", "Directory.Packages.props", ".editorconfig", ".gitignore", ".dockerignore", ".ci", "docs", "compose.yaml", "cadence", "LICENSE",
    };

    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal) { ".git", ".cadence", ".vs", ".vscode", ".idea", "TestResults", "artifacts", "bin", "obj" };

    [Fact]
    public void Only_the_agreed_files_stand_at_the_top() =>
        Findings.None(Unexpected(Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path))));

    [Fact]
    public void A_file_nobody_agreed_on_is_found() => Assert.Equal(["global.json"], Unexpected(["Cadence.sln", ".git", "global.json"]));

    [Fact]
    public void The_product_references_neither_tests_nor_bench()
    {
        foreach (var assembly in new[] { typeof(Cadence.Core.Kernel.Error).Assembly, typeof(Program).Assembly })
        {
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), name => name.Name is "Cadence.Tests" or "Cadence.Bench");
        }

        Assert.DoesNotContain(typeof(Cadence.Core.Kernel.Error).Assembly.GetReferencedAssemblies(), name => name.Name == "Cadence.Web");
    }

    [Fact]
    public void No_test_is_skipped_by_hand() => Findings.None(SkippedByHand(typeof(TreeTests).Assembly.GetTypes().Where(type => type != typeof(SkipsByHand))));

    [Fact]
    public void A_test_skipped_by_hand_is_found() => Assert.Equal(["SkipsByHand.Looks_the_other_way"], SkippedByHand([typeof(SkipsByHand)]));

    private static IEnumerable<string> Unexpected(IEnumerable<string> entries) => entries.Where(name => !Top.Contains(name) && !NotOurs.Contains(name)).Order(StringComparer.Ordinal);

    /// <summary>A reason written at the test itself; attributes that skip where the shared data is absent decide at run time.</summary>
    private static IEnumerable<string> SkippedByHand(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributesData().Any(attribute => typeof(FactAttribute).IsAssignableFrom(attribute.AttributeType)
            && attribute.NamedArguments.Any(argument => argument.MemberName == nameof(FactAttribute.Skip)))
        select $"{type.Name}.{method.Name}";
}
