using System.Diagnostics;
using Cadence.Bench.Support;

namespace Cadence.Bench.Faults;

/// <summary>
/// Two tablets mark the same twelve people at once, each tap a request (F4). Every acknowledged tap is in the history once with the outcome the tablet was
/// told, the rows of each person follow from one another, and the mark that stands is the last of them. Timed: all taps of both.
/// </summary>
internal sealed class TwoTabletsFault(int taps) : Fault
{
    private const int Students = 12;
    private static readonly string[] Statuses = ["present", "absent", "late", "excused"];
    private FaultStage _stage = null!;

    public override string Name => "F4";

    public override string What => $"two tablets, one roll call, {taps} taps each";

    public override string Timed => "all taps answered";

    public override async Task PrepareAsync()
    {
        _stage = await FaultStage.OpenAsync(durable: false, Students);
        await _stage.StartAppAsync();
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        using var leo = await _stage.SignInAsync(_stage.School.TeacherActor);
        using var admin = await _stage.SignInAsync(_stage.School.Admin);
        var watch = Stopwatch.StartNew();
        var sent = await Task.WhenAll(TapAsync(leo, round * 7), TapAsync(admin, (round * 11) + 5));
        var took = watch.Elapsed;
        await CheckAsync([.. sent.SelectMany(tap => tap)]);
        return took;
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }

    private async Task<List<SentTap>> TapAsync(SignedInClient tablet, int seed)
    {
        var random = new Random(seed);
        var sent = new List<SentTap>();
        for (var i = 0; i < taps; i++)
        {
            var tap = new SentTap(Guid.CreateVersion7(), _stage.Group.StudentIds[random.Next(Students)], Statuses[random.Next(Statuses.Length)]);
            sent.Add(tap);
            Expect.That(await _stage.SendAsync(tablet, [tap]), "A tap was not answered.");
        }

        return sent;
    }

    private async Task CheckAsync(List<SentTap> sent)
    {
        var rows = await _stage.RowsAsync("select student_id, tap_id, old_status, new_status, outcome from attendance_history where class_session_id = $1 order by recorded_at", _stage.Session);
        var history = rows.ToLookup(row => (Guid)row[1]);
        foreach (var tap in sent)
        {
            var kept = history[tap.Id].ToList();
            Expect.Equal(1, kept.Count, "rows of an acknowledged tap");
            Expect.Equal((tap.Student, tap.Status, tap.Outcome), ((Guid)kept[0][0], (string)kept[0][3], (string?)kept[0][4]), "a tap as kept");
        }

        var marks = await _stage.MarksAsync();
        foreach (var person in rows.GroupBy(row => (Guid)row[0]))
        {
            string? stands = null;
            foreach (var row in person)
            {
                Expect.Equal(stands, row[2] as string, "what a row of history replaced");
                stands = (string)row[4] == "saved" ? (string)row[3] : stands;
            }

            Expect.Equal(stands, marks.GetValueOrDefault(person.Key), "the mark that stands");
        }
    }
}
