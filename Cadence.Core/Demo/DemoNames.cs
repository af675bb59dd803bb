using System.Globalization;
using System.Text;

namespace Cadence.Core.Demo;

/// <summary>Invented people. The same number always gives the same name, and no two numbers below 1,000 share one.</summary>
internal static class DemoNames
{
    private static readonly string[] Given =
    [
        "Adela", "Ander", "Bel", "Dario", "Elisa", "Fabio", "Greta", "Hugo", "Ibai", "Jana", "Kilian", "Lola", "Malena", "Noa", "Óscar", "Paula", "Quim", "Rosa", "Saúl", "Triana",
        "Unai", "Vera", "Ximena", "Yago", "Zoe", "Aitana", "Bruno", "Candela", "Dalia", "Emma", "Félix", "Gala", "Inés", "Jon", "Lucas", "Mar", "Nico", "Olivia", "Pol", "Sara",
    ];

    private static readonly string[] Family =
    [
        "Bravo", "Ortega", "Pons", "Lozano", "Cobo", "Prats", "Gil", "Ibáñez", "Muñoz", "Núñez", "Ferrer", "Campos", "Rey", "Vidal", "Marín", "Soler", "Pascual", "Crespo", "Luna", "Rovira",
        "Peña", "Cano", "Molina", "Serra", "Aguirre",
    ];

    /// <summary>Given and family names of the person with this number.</summary>
    public static (string Given, string Family) Of(int number) =>
        (Given[number % Given.Length], $"{Family[(number * 7 + number / Given.Length) % Family.Length]} {Family[(number * 3 + number / Given.Length * 11 + 5) % Family.Length]}");

    /// <summary>An address nobody has: the domain .demo does not exist.</summary>
    public static string EmailOf(int number)
    {
        var (given, family) = Of(number);
        return string.Create(CultureInfo.InvariantCulture, $"{Plain(given)}.{Plain(family.Split(' ')[0])}{number}@correo.demo");
    }

    private static string Plain(string name) =>
        new([.. name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark).Select(char.ToLowerInvariant)]);
}
