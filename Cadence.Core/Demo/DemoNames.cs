namespace Cadence.Core.Demo;

/// <summary>Invented people and groups. Any likeness is chance.</summary>
internal static class DemoNames
{
    public static readonly string[] Given =
    [
        "Adela", "Ainara", "Alba", "Ander", "Bel", "Bruno", "Carla", "Carmela", "Celia", "Dario", "Elisa", "Enzo", "Gala", "Hugo", "Ibai", "Inés", "Irene", "Jana",
        "Julia", "Kiko", "Lía", "Lola", "Lucas", "Malena", "Manuela", "Marcos", "Mateo", "Mía", "Nadia", "Nil", "Noa", "Nora", "Olivia", "Óscar", "Pablo", "Pau",
        "Raquel", "Rocío", "Sara", "Sira", "Sofía", "Teo", "Tomás", "Unai", "Valeria", "Vera", "Violeta", "Xabier", "Yago", "Zoe",
    ];

    public static readonly string[] Family =
    [
        "Amat", "Bravo", "Blanco", "Campos", "Castaño", "Cobo", "Duarte", "Ferrer", "Gil", "Herrero", "Ibáñez", "Lozano", "Marín", "Molina", "Montes", "Moreno", "Nieto",
        "Núñez", "Ortega", "Peña", "Pons", "Prado", "Prats", "Rey", "Rivas", "Robles", "Ruiz", "Santos", "Serra", "Vera", "Vidal", "Zubiri",
    ];

    public static readonly string[] Mothers = ["Begoña", "Carmen", "Eva", "Gloria", "Isabel", "Maite", "Nuria", "Pilar", "Silvia"];

    public static readonly string[] Fathers = ["Alberto", "Andrés", "Fermín", "Jordi", "Martín", "Raúl", "Sergio"];

    public static readonly (string Given, string Family)[] Teachers =
    [
        ("Irene", "Valle"), ("Leo", "Sanz"), ("Sofía", "Peral"), ("Carmela", "Ríos"), ("Nadia", "Costa"), ("Bruno", "Salas"),
        ("Tomás", "Gil"), ("Ainara", "Goñi"), ("Marina", "Luque"), ("Hugo", "Tena"), ("Elena", "Abril"), ("Lucía", "Solano"),
    ];

    public static readonly (string Name, string Style, string Level, string Ages, int Color)[] Groups =
    [
        ("Ballet juvenil", "Ballet", "Nivel 2", "11–15", 9), ("Urbano inicial", "Urbano", "Nivel 1", "12–16", 2), ("Pilates suelo", "Pilates", "Todos", "Adultos", 4),
        ("Flamenco base", "Flamenco", "Nivel 1", "Adultos", 3), ("Contemporáneo", "Contemporáneo", "Nivel 2", "Adultos", 7), ("Salsa en línea", "Salsa", "Nivel 1", "Adultos", 6),
        ("Breaking", "Urbano", "Nivel 1", "10–14", 5), ("K-pop", "Urbano", "Nivel 1", "10–14", 11), ("Ballet adultas", "Ballet", "Nivel 1", "Adultos", 10), ("Jazz", "Jazz", "Nivel 1", "14–18", 12),
        ("Ballet infantil", "Ballet", "Nivel 1", "6–10", 1), ("Flamenco nivel 2", "Flamenco", "Nivel 2", "Adultos", 3), ("Urbano avanzado", "Urbano", "Nivel 3", "15–20", 8), ("Bachata", "Bachata", "Nivel 1", "Adultos", 6),
        ("Jazz infantil", "Jazz", "Nivel 1", "7–11", 12), ("Sevillanas", "Flamenco", "Nivel 1", "Adultos", 2), ("Heels", "Urbano", "Nivel 2", "Adultos", 11), ("Yoga", "Yoga", "Todos", "Adultos", 4),
        ("Lindy hop", "Swing", "Nivel 1", "Adultos", 9), ("Flamenco infantil", "Flamenco", "Nivel 1", "7–11", 1), ("Danza creativa", "Creativa", "Nivel 1", "3–5", 10), ("Preballet", "Ballet", "Nivel 1", "4–6", 1),
        ("Popping", "Urbano", "Nivel 1", "12–18", 5), ("Comercial", "Urbano", "Nivel 2", "15–20", 8), ("Barre", "Ballet", "Todos", "Adultos", 7), ("Tango", "Tango", "Nivel 1", "Adultos", 12),
        ("Salsa cubana", "Salsa", "Nivel 2", "Adultos", 6), ("Acrobacia", "Acrobacia", "Nivel 1", "8–14", 2), ("Contemporáneo juvenil", "Contemporáneo", "Nivel 1", "12–16", 7), ("Claqué", "Claqué", "Nivel 1", "Todas", 9),
    ];

    public static readonly string[] CancelReasons = ["Sala sin luz", "Quien da la clase está de baja", "Fiesta local", "Obras en la sala", "Ensayo general en el teatro"];

    /// <summary>The same person for the same number, for ever.</summary>
    public static (string Given, string Family) Student(int number) =>
        (Given[number * 7 % Given.Length], $"{Family[number * 11 % Family.Length]} {Family[(number / Family.Length * 5 + number * 3 + 9) % Family.Length]}");
}
