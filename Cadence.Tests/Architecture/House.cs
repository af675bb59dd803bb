using System.Reflection;
using Cadence.Core.Data;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;

namespace Cadence.Tests.Architecture;

/// <summary>
/// The code a rule is pointed at: the product, or the planted violations, which stand in the same folders below another root.
/// </summary>
/// <param name="Core">Code of Cadence.Core.</param>
/// <param name="Web">Code of Cadence.Web.</param>
/// <param name="CoreRoot">Namespace above the slices.</param>
/// <param name="WebRoot">Namespace above the web folders.</param>
/// <param name="Sources">C# and Razor files below the two, path from the repository's root to text.</param>
internal sealed record House(IReadOnlyList<CodeOfType> Core, IReadOnlyList<CodeOfType> Web, string CoreRoot, string WebRoot, IReadOnlyDictionary<string, string> Sources)
{
    public const string PlantedRoot = "Cadence.Tests.Architecture.Planted";

    private static readonly Lazy<House> LazyProduct = new(() => new House(
        CodeReader.Read(typeof(TenantDb).Assembly, type => type.Namespace?.StartsWith("Cadence.Core", StringComparison.Ordinal) == true),
        CodeReader.Read(typeof(Address).Assembly, type => type.Namespace?.StartsWith("Cadence.Web", StringComparison.Ordinal) == true || type == typeof(Program)),
        "Cadence.Core",
        "Cadence.Web",
        Read("Cadence.Core", "Cadence.Web")));

    private static readonly Lazy<House> LazyPlanted = new(() => new House(
        CodeReader.Read(typeof(House).Assembly, type => type.Namespace?.StartsWith(PlantedRoot + ".Core", StringComparison.Ordinal) == true),
        CodeReader.Read(typeof(House).Assembly, type => type.Namespace?.StartsWith(PlantedRoot + ".Web", StringComparison.Ordinal) == true),
        PlantedRoot + ".Core",
        PlantedRoot + ".Web",
        Read("Cadence.Tests/Architecture/Planted")));

    public static House Product => LazyProduct.Value;

    public static House Planted => LazyPlanted.Value;

    public IEnumerable<CodeOfType> All => Core.Concat(Web);

    /// <summary>The slice of Core a type belongs to, the product's also when seen from a plant; null for everybody else's types.</summary>
    public string? SliceOf(Type type)
    {
        foreach (var root in new[] { CoreRoot, "Cadence.Core" })
        {
            if (type.Namespace is { } name && name.StartsWith(root + ".", StringComparison.Ordinal))
            {
                return name[(root.Length + 1)..].Split('.')[0];
            }
        }

        return null;
    }

    /// <summary>The first folder of Web a type stands in; empty at the top.</summary>
    public string WebFolderOf(Type type) => type.Namespace is { } name && name.StartsWith(WebRoot + ".", StringComparison.Ordinal) ? name[(WebRoot.Length + 1)..].Split('.')[0] : "";

    /// <summary>Whether a type stands in one of the slices of Core.</summary>
    public bool IsIn(CodeOfType code, params string[] slices) => SliceOf(code.Type) is { } slice && slices.Contains(slice) && Core.Contains(code);

    private static Dictionary<string, string> Read(params string[] folders) => folders
        .SelectMany(folder => Repository.Files(folder, "*.cs").Concat(Repository.Files(folder, "*.razor")))
        .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(Repository.Root, path)));
}

/// <summary>One rule of the house: finds its violations, and names the plant that proves it can.</summary>
/// <param name="Name">The rule as a sentence.</param>
/// <param name="Find">Violations, each beginning with the type or file.</param>
/// <param name="Plants">What must be found among the plants.</param>
/// <param name="Exceptions">Types that may, each with its reason; one that no longer needs it is a violation itself.</param>
internal sealed record HouseRule(string Name, Func<House, IEnumerable<string>> Find, string[] Plants, Dictionary<string, string>? Exceptions = null)
{
    public override string ToString() => Name;

    /// <summary>Violations in the product, with stale exceptions.</summary>
    public IReadOnlyList<string> InProduct()
    {
        var found = Find(House.Product).Distinct().ToList();
        var excused = (Exceptions ?? []).Keys.ToDictionary(name => name, name => found.RemoveAll(violation => violation == name || violation.StartsWith(name + ":", StringComparison.Ordinal)));
        return [.. found, .. excused.Where(exception => exception.Value == 0).Select(exception => $"{exception.Key}: is excused without need; take it off the list")];
    }

    /// <summary>Plants that the rule overlooks.</summary>
    public IReadOnlyList<string> OverlookedPlants()
    {
        var found = Find(House.Planted).ToList();
        return [.. Plants.Where(plant => !found.Any(violation => violation.Contains(plant, StringComparison.Ordinal)))];
    }
}
