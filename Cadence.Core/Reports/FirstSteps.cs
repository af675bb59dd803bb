namespace Cadence.Core.Reports;

/// <summary>A step from a new organization to its first roll call.</summary>
public enum FirstStep
{
    /// <summary>A place with a room.</summary>
    Venue,
    /// <summary>Somebody who teaches; an independent teacher is there from the founding on.</summary>
    Teacher,
    Group,
    /// <summary>Somebody is enrolled in a group.</summary>
    Students,
    /// <summary>A class is planned.</summary>
    Session,
    /// <summary>Somebody was marked.</summary>
    RollCall,
}

/// <summary>One step as the rows say it stands.</summary>
/// <param name="Count">How many there are: places, teachers, groups, people, classes, marks.</param>
/// <param name="Name">The first one's name, where it has one.</param>
public sealed record FirstStepState(FirstStep Step, bool Done, int Count, string? Name);

/// <summary>How far an organization has come. Nothing of it is stored, except that it was hidden.</summary>
/// <param name="Steps">In the order in which they are taken here.</param>
/// <param name="Hidden">Whether somebody took them off the start page.</param>
/// <param name="GroupId">The group that people would be enrolled in.</param>
/// <param name="SessionId">The class whose roll call would be the first: the one nearest to now that is not cancelled.</param>
/// <param name="Today">In the organization's zone.</param>
public sealed record FirstSteps(IReadOnlyList<FirstStepState> Steps, bool Hidden, Guid? GroupId, Guid? SessionId, DateOnly Today)
{
    /// <summary>Steps taken.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Taken => Steps.Count(step => step.Done);

    /// <summary>The one step that is open; null when all are done.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public FirstStepState? Open => Steps.FirstOrDefault(step => !step.Done);

    /// <summary>The step of that kind.</summary>
    public FirstStepState Of(FirstStep step) => Steps.Single(state => state.Step == step);
}
