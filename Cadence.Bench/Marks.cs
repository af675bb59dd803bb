using System.Net.Http.Json;
using Cadence.Bench.Support;

namespace Cadence.Bench;

/// <summary>Taps as a tablet sends them.</summary>
internal static class Marks
{
    /// <summary>Posts one batch; any answer but success is an error.</summary>
    public static async Task PostAsync(PublishedApp app, Guid session, IEnumerable<(Guid Tap, Guid Student, string? Status)> marks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"es/o/{BenchSchool.Slug}/sessions/{session}/marks", UriKind.Relative))
        {
            Content = JsonContent.Create(new { marks = marks.Select(m => new { id = m.Tap, student = m.Student, status = m.Status, ageMs = 0 }) }),
        };
        request.Headers.Add("X-Cadence", "1");
        request.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await app.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
