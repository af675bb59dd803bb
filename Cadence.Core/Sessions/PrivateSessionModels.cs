namespace Cadence.Core.Sessions;

/// <summary>What people write about a private class, when adding as when editing.</summary>
public abstract record PrivateDetails
{
    /// <summary>The pupil.</summary>
    public Guid? StudentId { get; init; }

    public Guid? VenueId { get; init; }

    /// <summary>Nothing is the actor's own record, or the only teacher there is.</summary>
    public Guid? TeacherId { get; init; }

    /// <summary>School date of the start.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>As typed, see <see cref="SchoolTimeText"/>.</summary>
    public string? StartTime { get; init; }

    public int? DurationMinutes { get; init; }

    /// <summary>What the pupil pays.</summary>
    public decimal? Price { get; init; }
}

/// <summary>A new private class. One that is over already was given. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddPrivateSession : PrivateDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes a private class that is not cancelled, as last seen in <see cref="Version"/>.</summary>
public sealed record EditPrivateSession : PrivateDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>Says that a private class was given.</summary>
public sealed record ConfirmPrivateSession(Guid Id, int Version);

/// <summary>Cancels a private class. Whether it is charged follows from the kind.</summary>
public sealed record CancelPrivateSession(Guid Id, int Version, CancellationKind Kind, string? Reason);

/// <summary>A private class in a list.</summary>
public sealed record PrivateItem(
    Guid Id, Guid StudentId, string StudentName, string StudentShortName, Guid VenueId, string VenueName, Guid TeacherId, DateOnly Date, TimeOnly StartTime, int DurationMinutes,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, decimal Price, SessionStatus Status, CancellationKind? CancellationKind, string? CancelReason, bool Charged, int Version)
{
    /// <summary>How it stands at <paramref name="now"/>: one that is over and not confirmed is missing.</summary>
    public SessionState StateAt(DateTimeOffset now) => SessionStates.Of(Status, StartsAt, EndsAt, Status == SessionStatus.Held, now);
}

/// <summary>A pupil as a choice.</summary>
public sealed record PupilChoice(Guid Id, string Name);

/// <summary>What a private class can be made of.</summary>
public sealed record PrivateChoices(IReadOnlyList<PupilChoice> Pupils, IReadOnlyList<VenueChoice> Venues, IReadOnlyList<TeacherChoice> Teachers, Guid? OwnTeacherId);
