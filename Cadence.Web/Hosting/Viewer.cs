namespace Cadence.Web.Hosting;

/// <summary>The signed-in person, as pages greet them.</summary>
public sealed record Viewer(Guid UserId, string GivenName, string FullName, string Email);
