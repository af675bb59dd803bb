namespace Cadence.Web.Platform;

/// <summary>What a platform administrator settles before looking in.</summary>
public sealed class ImpersonationForm
{
    public Guid? UserId { get; set; }

    public string? Reason { get; set; }

    public bool MayWrite { get; set; }
}
