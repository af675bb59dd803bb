namespace Cadence.Core.Notifications;

/// <summary>A mail ready to leave, in its recipient's language.</summary>
/// <param name="To">Address; null where the recipient has none.</param>
/// <param name="ToName">Shown beside the address.</param>
/// <param name="Text">The plain part.</param>
/// <param name="Html">The same for those who read HTML.</param>
public sealed record Mail(string? To, string ToName, string Subject, string Text, string Html);

/// <summary>Where mail is handed over.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">1 to 65535; 587 when not set.</param>
/// <param name="User">Null when the server asks for none; then the password is null too.</param>
/// <param name="Password">As <paramref name="User"/>.</param>
/// <param name="From">The sender's address.</param>
public sealed record SmtpSettings(string Host, int Port, string? User, string? Password, string From);

/// <summary>Where people reach the program, for links in mails: an origin such as <c>https://cadence.example.com</c>; null where the operator did not say.</summary>
public sealed record PublicAddress(Uri? Origin)
{
    /// <summary>A page of an organization as an absolute address; null without an origin.</summary>
    public string? Of(string language, string slug, string path) => Origin is null ? null : new Uri(Origin, $"/{language}/o/{slug}/{path}").AbsoluteUri;

    /// <summary>A page above the organizations as an absolute address; null without an origin.</summary>
    public string? OfPlatform(string language, string path) => Origin is null ? null : new Uri(Origin, $"/{language}/{path}").AbsoluteUri;
}
