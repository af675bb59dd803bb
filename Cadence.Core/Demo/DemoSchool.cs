using Cadence.Core.Payouts;

namespace Cadence.Core.Demo;

/// <summary>Where a demo organization teaches.</summary>
internal sealed record DemoVenue(string Name, string Address, params string[] Rooms);

/// <summary>Somebody who teaches, with the rate of the model.</summary>
/// <param name="Email">The demo user who signs in as them, if any.</param>
internal sealed record DemoTeacher(string Given, string Family, PayModel? Model, decimal Amount, decimal Minimum = 0, string? Email = null)
{
    public static DemoTeacher Fixed(string given, string family, decimal amount) => new(given, family, PayModel.FixedMonthly, amount);

    public static DemoTeacher PerClass(string given, string family, decimal amount, string? email = null) => new(given, family, PayModel.PerClass, amount, 0, email);

    public static DemoTeacher PerHead(string given, string family, decimal amount, decimal minimum, string? email = null) => new(given, family, PayModel.PerHead, amount, minimum, email);
}

/// <summary>A group: numbers point into the lists of the school.</summary>
/// <param name="Size">People enrolled now.</param>
/// <param name="Youngest">Age of its people, for birth dates.</param>
internal sealed record DemoGroup(string Name, string Style, string? Level, int Color, int Size, int Capacity, decimal Price, int Youngest, int Oldest, int Teacher, int Room, TimeOnly Start, TimeOnly End, params DayOfWeek[] Days)
{
    /// <summary>A second teacher at every class, where there is one.</summary>
    public int? Assistant { get; init; }
}

/// <summary>A demo organization as a timetable.</summary>
/// <param name="Rooms">Venue and room by number.</param>
internal sealed record DemoSchool(IReadOnlyList<DemoVenue> Venues, IReadOnlyList<DemoTeacher> Teachers, IReadOnlyList<DemoGroup> Groups, int Students)
{
    /// <summary>Teachers who can stand in, by the teacher who can't: never at work at the same hours.</summary>
    public int SubstituteOf(int teacher) => (teacher + Teachers.Count / 2) % Teachers.Count;

    /// <summary>A dance school: 4 venues, 12 teachers, 30 groups, 320 students.</summary>
    public static DemoSchool Compas { get; } = new(
        [
            new("Estudio Centro", "Calle del Compás 4", "Sala Roja", "Sala Azul", "Sótano"),
            new("Estudio Norte", "Avenida del Norte 21", "Sala 1", "Sala 2"),
            new("Centro Cívico Alba", "Plaza del Alba 1", "Sala"),
            new("La Nave", "Camino del Puerto 8", "Espejo", "Patio"),
        ],
        [
            DemoTeacher.PerHead("Leo", "Sanz", 2.10m, 24m, DemoAccounts.Teacher),
            DemoTeacher.Fixed("Irene", "Sanz Vela", 980m),
            DemoTeacher.PerClass("Sofía", "Marín", 27.50m),
            DemoTeacher.PerHead("Nadia", "Prats", 2.40m, 0m),
            DemoTeacher.PerClass("Ainara", "Vidal", 25m),
            DemoTeacher.Fixed("Tomás", "Rey", 760m),
            DemoTeacher.PerClass("Carmela", "Luna", 32m),
            DemoTeacher.PerHead("Bruno", "Campos", 2.00m, 20m),
            DemoTeacher.PerClass("Vega", "Soler", 26m),
            DemoTeacher.Fixed("Hugo", "Pascual", 640m),
            DemoTeacher.PerClass("Malena", "Crespo", 28m),
            DemoTeacher.PerHead("Lucía", "Serrano", 2.25m, 22m, DemoAccounts.Lucia),
        ],
        [
            // Mondays and Wednesdays.
            Group("Urbano inicial", "Urbano", "Inicial", 2, 25, 26, 42, 10, 14, 0, 0, "16:30", "17:30", MonWed),
            Group("Urbano avanzado", "Urbano", "Avanzado", 8, 14, 18, 46, 13, 19, 0, 0, "17:45", "19:00", MonWed),
            Group("Ballet infantil", "Ballet", "Infantil", 1, 12, 14, 40, 5, 9, 1, 1, "16:30", "17:30", MonWed),
            Group("Ballet juvenil", "Ballet", "Juvenil", 9, 16, 16, 44, 10, 16, 1, 1, "17:45", "19:00", MonWed),
            Group("Pilates suelo", "Pilates", null, 4, 12, 14, 45, 25, 65, 2, 2, "18:00", "19:00", MonWed),
            Group("Jazz", "Jazz", "Medio", 12, 11, 16, 44, 18, 45, 2, 2, "19:30", "20:45", MonWed),
            Group("Contemporáneo", "Contemporáneo", "Medio", 7, 13, 16, 46, 18, 40, 3, 3, "18:15", "19:30", MonWed),
            Group("Contemporáneo avanzado", "Contemporáneo", "Avanzado", 6, 10, 14, 52, 18, 40, 3, 3, "19:45", "21:15", MonWed),
            Group("K-pop", "K-pop", null, 11, 12, 20, 40, 11, 17, 4, 5, "16:45", "17:45", MonWed),
            Group("K-pop infantil", "K-pop", "Infantil", 10, 10, 16, 36, 7, 10, 4, 5, "18:00", "19:00", MonWed),
            Group("Breaking", "Urbano", "Medio", 5, 11, 16, 42, 14, 30, 5, 6, "18:30", "19:30", MonWed),
            Group("Breaking infantil", "Urbano", "Infantil", 3, 9, 14, 38, 7, 12, 5, 6, "17:15", "18:15", MonWed),

            // Tuesdays and Thursdays.
            Group("Flamenco base", "Flamenco", "Base", 3, 14, 16, 46, 25, 65, 6, 0, "16:45", "18:00", TueThu),
            Group("Sevillanas", "Flamenco", null, 1, 12, 20, 38, 25, 70, 6, 0, "18:15", "19:15", TueThu),
            Group("Salsa en línea", "Salsa", "Inicial", 6, 18, 24, 40, 20, 55, 7, 1, "20:15", "21:30", TueThu) with { Assistant = 4 },
            Group("Bachata", "Bachata", "Inicial", 11, 15, 24, 40, 20, 55, 7, 1, "19:00", "20:00", TueThu),
            Group("Ballet adultas", "Ballet", "Adultas", 10, 13, 14, 48, 20, 60, 8, 4, "19:15", "20:30", TueThu),
            Group("Barra de suelo", "Ballet", null, 9, 9, 12, 38, 20, 60, 8, 4, "18:00", "19:00", TueThu),
            Group("Tango inicial", "Tango", "Inicial", 12, 12, 20, 42, 25, 70, 9, 3, "19:00", "20:15", TueThu),
            Group("Tango medio", "Tango", "Medio", 5, 10, 20, 46, 25, 70, 9, 3, "20:30", "21:45", TueThu),
            Group("Claqué", "Claqué", "Inicial", 4, 9, 12, 42, 12, 40, 10, 6, "17:30", "18:30", TueThu),
            Group("Claqué avanzado", "Claqué", "Avanzado", 8, 9, 12, 46, 15, 45, 10, 6, "18:45", "20:00", TueThu),
            Group("Flamenco, nivel 1", "Flamenco", "Nivel 1", 2, 12, 15, 46, 20, 60, 11, 5, "17:30", "18:30", TueThu),
            Group("Flamenco, nivel 2", "Flamenco", "Nivel 2", 7, 11, 15, 50, 20, 60, 11, 5, "18:45", "20:00", TueThu),

            // Fridays and Saturdays.
            Group("Urbano coreografía", "Urbano", "Avanzado", 9, 13, 18, 30, 14, 25, 0, 0, "17:00", "18:30", DayOfWeek.Friday),
            Group("Danza creativa", "Creativa", "Infantil", 4, 10, 12, 28, 4, 7, 2, 2, "17:15", "18:00", DayOfWeek.Friday),
            Group("Rueda de casino", "Salsa", "Medio", 6, 14, 24, 30, 20, 55, 7, 3, "20:00", "21:30", DayOfWeek.Friday),
            Group("Puntas", "Ballet", "Avanzado", 1, 9, 12, 32, 13, 25, 1, 1, "10:00", "11:15", DayOfWeek.Saturday),
            Group("Taller de contemporáneo", "Contemporáneo", null, 7, 10, 16, 34, 18, 45, 3, 6, "11:30", "13:00", DayOfWeek.Saturday),
            Group("Danza en familia", "Creativa", null, 10, 9, 16, 26, 4, 45, 4, 5, "12:00", "13:00", DayOfWeek.Saturday),
        ],
        320);

    /// <summary>An independent teacher: three venues that are not hers, three groups.</summary>
    public static DemoSchool Lucia { get; } = new(
        [
            new("Centro Cívico Alba", "Plaza del Alba 1", "Sala"),
            new("Estudio Norte", "Avenida del Norte 21", "Sala 2"),
            new("La Nave", "Camino del Puerto 8", "Espejo"),
        ],
        [new("Lucía", "Serrano", null, 0, 0, DemoAccounts.Lucia)],
        [
            Group("Sevillanas, nivel 1", "Flamenco", "Nivel 1", 1, 12, 14, 38, 25, 70, 0, 0, "16:30", "17:30", MonWed),
            Group("Flamenco, nivel 2", "Flamenco", "Nivel 2", 2, 9, 12, 45, 20, 60, 0, 1, "18:00", "19:00", MonWed),
            Group("Flamenco, nivel 3", "Flamenco", "Nivel 3", 7, 8, 10, 48, 20, 60, 0, 2, "19:30", "20:45", DayOfWeek.Monday, DayOfWeek.Friday),
        ],
        27);

    private static DayOfWeek[] MonWed => [DayOfWeek.Monday, DayOfWeek.Wednesday];

    private static DayOfWeek[] TueThu => [DayOfWeek.Tuesday, DayOfWeek.Thursday];

    /// <summary>The venue of a room's number.</summary>
    public int VenueOf(int room) => Enumerable.Range(0, Venues.Count).SelectMany(venue => Enumerable.Repeat(venue, Venues[venue].Rooms.Length)).ElementAt(room);

    private static DemoGroup Group(string name, string style, string? level, int color, int size, int capacity, decimal price, int youngest, int oldest, int teacher, int room, string start, string end, params DayOfWeek[] days) =>
        new(name, style, level, color, size, capacity, price, youngest, oldest, teacher, room, TimeOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture), days);
}
