using Cadence.Core.Kernel;

namespace Cadence.Tests.Support;

/// <summary>Reads results as sentences: <c>Name: ErrorRequired</c>.</summary>
internal static class ResultAssert
{
    /// <summary>The value, or the test fails with the errors.</summary>
    public static T Ok<T>(this Result<T> result)
    {
        Assert.Equal("", Refusals(result));
        return result.Value;
    }

    /// <summary>All refusals as <c>Field: Code</c>, in order, joined by commas; the field is left out where there is none.</summary>
    public static string Refusals<T>(this Result<T> result) => string.Join(", ", result.Errors.Select(error => error.Field is null ? error.Code : $"{error.Field}: {error.Code}"));

    /// <summary>Nothing of that id: the same answer for an unknown id and for another organization's.</summary>
    public static void IsNotFound<T>(this Result<T> result) => Assert.Equal([ErrorKind.NotFound], result.Errors.Select(error => error.Kind));

    /// <summary>The role does not allow it.</summary>
    public static void IsForbidden<T>(this Result<T> result) => Assert.Equal([ErrorKind.Forbidden], result.Errors.Select(error => error.Kind));
}
