namespace Cadence.Core.Data;

/// <summary>
/// The program can't start or a verb can't run, for a reason its operator can mend. The message is one clear line for stderr;
/// the process exits with a code other than 0. It never holds a secret.
/// </summary>
/// <param name="setting">The environment variable or folder to look at, for example <c>ConnectionStrings__Cadence</c>.</param>
/// <param name="message">One line: what is wrong and what to do about it.</param>
public sealed class StartException(string setting, string message, Exception? inner = null) : Exception(OneLine(message), inner)
{
    /// <summary>What the operator has to look at.</summary>
    public string Setting { get; } = setting;

    /// <summary>A refusal of the setting with this configuration key; <paramref name="message"/> goes on after the variable's name.</summary>
    public static StartException Of(string key, string message) => new(Variable(key), $"{Variable(key)} {message}");

    /// <summary>The environment variable of a configuration key.</summary>
    public static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
