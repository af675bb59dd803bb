namespace Cadence.Web.Account;

/// <summary>What somebody typed to make an account.</summary>
public sealed class SignUpForm
{
    public string? GivenName { get; set; }

    public string? FamilyNames { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    public string? Language { get; set; }
}

/// <summary>An address to write to.</summary>
public sealed class EmailForm
{
    public string? Email { get; set; }
}

/// <summary>What came with the link of a mail, and the password where one is asked for.</summary>
public sealed class LinkForm
{
    public string? Token { get; set; }

    public string? Password { get; set; }
}

/// <summary>The present password and the next.</summary>
public sealed class PasswordForm
{
    public string? Current { get; set; }

    public string? Password { get; set; }
}

/// <summary>Another address and the password that proves whose account it is.</summary>
public sealed class NewEmailForm
{
    public string? Email { get; set; }

    public string? Password { get; set; }
}

/// <summary>The end of an account.</summary>
public sealed class DeleteForm
{
    public string? Password { get; set; }

    public bool Agreed { get; set; }
}
