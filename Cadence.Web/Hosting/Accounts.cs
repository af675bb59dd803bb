using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Web.Hosting;

/// <summary>Identity, cookies and Data Protection keys.</summary>
internal static class Accounts
{
    /// <summary>A browser that was told so is not asked for a code for this long.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);

    /// <summary>Who signs in, how, and for how long.</summary>
    public static void AddAccounts(this IServiceCollection services, string connectionString, HostSettings settings)
    {
        var cookies = CookieScope.Of(settings);
        services.AddDbContext<AccountsDbContext>(options => options.UseNpgsql(
            CadenceDatabase.Tuned(connectionString),
            // A connection that died with a restarted database is no reason to turn somebody away.
            npgsql => npgsql.EnableRetryOnFailure(5, TimeSpan.FromMilliseconds(300), null)));
        services.AddDataProtection().SetApplicationName("Cadence").PersistKeysToDbContext<AccountsDbContext>();
        services.AddSingleton(settings.SignIns);
        services.AddSingleton<UserSessionService>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<OneTimeCodes>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Passkeys>();
        services.AddSingleton<SignInWatch>();
        services.AddSingleton<SignInGuard>();
        services.AddSingleton<AccountTokens>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<PlatformSettings>();
        services.AddScoped<AccountService>();
        services.AddIdentityCore<User>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = settings.ShortestPassword;
                // Addresses are names here, and may hold any letter.
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddUserStore<AccountStore>()
            .AddSignInManager<SignInDoor>()
            .AddPasswordValidator<PasswordValidator>()
            .AddErrorDescriber<Account.LocalizedIdentityErrorDescriber>()
            .AddDefaultTokenProviders();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = settings.PasskeyDomain;
            // The device checks who holds it: a passkey is both factors.
            options.UserVerificationRequirement = "required";
            // Found without an e-mail being typed first.
            options.ResidentKeyRequirement = "required";
            options.AttestationConveyancePreference = "none";
        });
        // A remembered browser is asked about at every sign-in, not every half hour: forgetting them holds at once.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.Zero);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            cookies.Name(options.Cookie, "cadence");
            options.ExpireTimeSpan = settings.SignIns.Idle;
            options.Events.OnSigningIn = context => SignInsOf(context.HttpContext).OpenAsync(context);
            options.Events.OnSigningOut = context => SignInsOf(context.HttpContext).CloseAsync(context.HttpContext);
            options.Events.OnValidatePrincipal = context => SignInsOf(context.HttpContext).ValidateAsync(context);
            options.Events.OnRedirectToLogin = ToSignIn;
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        foreach (var (scheme, name) in new[] { (IdentityConstants.ExternalScheme, "external"), (IdentityConstants.TwoFactorUserIdScheme, "two-factor"), (IdentityConstants.TwoFactorRememberMeScheme, "remembered") })
        {
            services.Configure<CookieAuthenticationOptions>(scheme, options => cookies.Name(options.Cookie, $"cadence.{name}"));
        }

        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorRememberMeScheme, options => options.ExpireTimeSpan = RememberedFor);
        services.Configure<AntiforgeryOptions>(options =>
        {
            cookies.Name(options.Cookie, "cadence.form");
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddSingleton<IAuthorizationHandler, PlatformGate>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PlatformGate.Answers>();
        services.AddAuthorizationBuilder().AddPolicy(PlatformGate.Policy, policy => policy.AddRequirements(new PlatformGate.Requirement())).SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static SignIns SignInsOf(HttpContext context) => context.RequestServices.GetRequiredService<SignIns>();

    /// <summary>A person is sent to sign in and comes back; a script is told 401, so that it keeps what it has.</summary>
    private static Task ToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!AddressRewrite.IsPageRequest(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var language = Address.Of(context.HttpContext).Language ?? Address.Languages[0];
        var back = Uri.EscapeDataString(context.Request.PathBase + context.Request.Path + context.Request.QueryString);
        context.Response.Redirect($"/{language}/account/sign-in?returnUrl={back}");
        return Task.CompletedTask;
    }
}
