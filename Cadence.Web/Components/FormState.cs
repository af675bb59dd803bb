using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Web.Components;

/// <summary>
/// What a form knows of itself: its fields, what was refused, whether it is being saved. One instance per opened form;
/// what people typed stays in the fields whatever happens.
/// </summary>
public sealed partial class FormState(ILogger<FormState> logger)
{
    private readonly Dictionary<string, Func<Error?>> _fields = new(StringComparer.Ordinal);
    private List<Error> _errors = [];

    /// <summary>What is said at the fields may have changed. Fields listen, because their own parameters did not.</summary>
    public event Action? Told;

    /// <summary>Whether a save is under way.</summary>
    public bool IsSaving { get; private set; }

    /// <summary>Refusals that no field of the form shows.</summary>
    public IReadOnlyList<Error> Rest => [.. _errors.Where(error => error.Kind != ErrorKind.StepUpNeeded && (error.Field is null || !_fields.ContainsKey(error.Field)))];

    /// <summary>Set where only a fresh proof of who it is was missing.</summary>
    public Error? StepUp => _errors.Find(error => error.Kind == ErrorKind.StepUpNeeded);

    /// <summary>How many fields show a refusal.</summary>
    public int FieldsRefused => _errors.Select(error => error.Field).OfType<string>().Where(_fields.ContainsKey).Distinct().Count();

    /// <summary>Whether the last attempt was refused at this field.</summary>
    public bool IsRefused(string field) => _errors.Exists(error => error.Field == field);

    /// <summary>Whether the last attempt was refused for this reason, wherever it is shown.</summary>
    public bool IsRefusedWith(string code) => _errors.Exists(error => error.Code == code);

    /// <summary>Why, in the reader's language; null where nothing is wrong.</summary>
    public string? Refusal(string field) => IsRefused(field) ? string.Join(" ", _errors.Where(error => error.Field == field).Select(ErrorText.Of)) : null;

    /// <summary>A field joins the form; <paramref name="unreadable"/> tells what is wrong with a text that is no value at all.</summary>
    public void Join(string field, Func<Error?> unreadable) => _fields[field] = unreadable;

    /// <summary>A field leaves the form: its refusals are shown with the rest from now on.</summary>
    public void Leave(string field) => _fields.Remove(field);

    /// <summary>The field was changed: what was said about it may no longer hold.</summary>
    public void Changed(string field) => _errors.RemoveAll(error => error.Field == field);

    /// <summary>
    /// Saves unless a text is unreadable or another save is under way. True when it took effect; otherwise the refusals are shown.
    /// A save that broke says so at the form, which keeps everything.
    /// </summary>
    public async Task<bool> SaveAsync<T>(Func<Task<Result<T>>> save, Action<T>? then = null)
    {
        ArgumentNullException.ThrowIfNull(save);
        if (IsSaving)
        {
            return false;
        }

        _errors = [.. _fields.Values.Select(unreadable => unreadable()).OfType<Error>()];
        Told?.Invoke();
        if (_errors.Count > 0)
        {
            return false;
        }

        IsSaving = true;
        try
        {
            var result = await save();
            _errors = [.. result.Errors];
            if (result.IsSuccess)
            {
                then?.Invoke(result.Value);
            }

            return result.IsSuccess;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotSaved(exception);
            _errors = [Error.Conflict(nameof(SharedTexts.ErrorNotSaved))];
            return false;
        }
        finally
        {
            IsSaving = false;
            Told?.Invoke();
        }
    }

    [LoggerMessage(LogLevel.Error, "A form could not be saved.")]
    private partial void LogNotSaved(Exception exception);
}
