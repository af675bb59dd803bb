namespace Cadence.Core.Kernel;

/// <summary>What a caller can do about a failure; the web layer chooses the status code and the place by it.</summary>
public enum ErrorKind
{
    /// <summary>The input is wrong; <see cref="Error.Field"/> names the field.</summary>
    Invalid,
    /// <summary>Nothing of that id exists for this organization. Foreign ids look the same as unknown ones.</summary>
    NotFound,
    /// <summary>The actor's role does not allow it.</summary>
    Forbidden,
    /// <summary>Somebody else changed it first, or the state no longer allows it.</summary>
    Conflict,
    /// <summary>The actor may, but has to prove again who they are; nothing was done.</summary>
    StepUpNeeded,
}

/// <summary>
/// An expected failure: a stable code, the field it belongs to, and values for its message.
/// The message is the text of key <see cref="Code"/> in one of the <c>Resources/*Texts.resx</c> (codes are <c>nameof(XTexts.ErrorY)</c> and unique over all of them), so that every surface says the same in the reader's language.
/// </summary>
/// <param name="Kind">What sort of failure it is.</param>
/// <param name="Code">The resource key of the message, for example <c>ErrorNameRequired</c>.</param>
/// <param name="Field">The property name of the command the failure belongs to, or null for the whole command.</param>
/// <param name="Arguments">Values for the placeholders of the message, formatted in the reader's culture.</param>
public sealed record Error(ErrorKind Kind, string Code, string? Field = null, params object[] Arguments)
{
    /// <summary>The input of one field is wrong.</summary>
    public static Error Invalid(string code, string? field = null, params object[] arguments) => new(ErrorKind.Invalid, code, field, arguments);

    /// <summary>No such thing in this organization.</summary>
    public static Error NotFound(string code = "ErrorNotFound") => new(ErrorKind.NotFound, code);

    /// <summary>The actor may not do this.</summary>
    public static Error Forbidden(string code = "ErrorForbidden") => new(ErrorKind.Forbidden, code);

    /// <summary>The actor may do this once they have proved again who they are.</summary>
    public static Error StepUpNeeded(string code = "ErrorStepUpNeeded") => new(ErrorKind.StepUpNeeded, code);

    /// <summary>The state no longer allows it.</summary>
    public static Error Conflict(string code, string? field = null, params object[] arguments) => new(ErrorKind.Conflict, code, field, arguments);
}
