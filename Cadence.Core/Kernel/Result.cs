using System.Diagnostics.CodeAnalysis;

namespace Cadence.Core.Kernel;

/// <summary>The outcome of a command that returns nothing: done, or one or more expected failures.</summary>
public readonly struct Result
{
    private readonly IReadOnlyList<Error>? _errors;

    private Result(IReadOnlyList<Error> errors) => _errors = errors;

    /// <summary>True when the command took effect.</summary>
    public bool IsSuccess => _errors is null or { Count: 0 };

    /// <summary>Why it did not; empty on success.</summary>
    public IReadOnlyList<Error> Errors => _errors ?? [];

    /// <summary>The command took effect.</summary>
    public static Result Success() => default;

    /// <summary>The command was refused for several reasons at once, so that a form shows them all.</summary>
    public static Result Failure(IReadOnlyList<Error> errors) => new(errors);

    /// <summary>The command was refused.</summary>
    public static implicit operator Result(Error error) => new([error]);
}

/// <summary>The outcome of a command or question that returns a value: the value, or one or more expected failures.</summary>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Failure<T> reads best beside the implicit conversions.")]
public readonly struct Result<T>
{
    private readonly IReadOnlyList<Error>? _errors;
    private readonly T? _value;

    private Result(T? value, IReadOnlyList<Error>? errors)
    {
        _value = value;
        _errors = errors;
    }

    /// <summary>True when <see cref="Value"/> may be read.</summary>
    [MemberNotNullWhen(true, nameof(_value))]
    public bool IsSuccess => _errors is null or { Count: 0 };

    /// <summary>Why there is no value; empty on success.</summary>
    public IReadOnlyList<Error> Errors => _errors ?? [];

    /// <summary>The value. Reading it from a failure is a bug and throws.</summary>
    public T Value => IsSuccess ? _value! : throw new InvalidOperationException($"No value: {string.Join(", ", Errors.Select(e => e.Code))}");

    /// <summary>The question or command was refused for several reasons at once.</summary>
    public static Result<T> Failure(IReadOnlyList<Error> errors) => new(default, errors);

    /// <summary>The value of a success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>The question or command was refused.</summary>
    public static implicit operator Result<T>(Error error) => new(default, [error]);
}
