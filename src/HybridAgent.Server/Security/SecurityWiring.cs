using System.Security.Claims;
using HybridAgent.Core.Practices;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>Who may come in, and how the server knows them.</summary>
public static class SecurityWiring
{
    /// <summary>Registers identity, sessions, tickets and policies. Files: identity.db and keys/ in <paramref name="dataFolder"/>, readable by this user only.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<SecuritySettings>(configuration.GetSection("Security"));
        var (database, keys) = PrepareFiles(dataFolder);
        services.AddDataProtection().SetApplicationName("HybridAgent").PersistKeysToFileSystem(keys);
        services.AddDbContext<IdentityDb>(db => db
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = database, DefaultTimeout = 10 }.ToString())
            .ConfigureWarnings(w => w.Log((RelationalEventId.CommandExecuted, LogLevel.Trace))));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TicketOffice>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<People>();
        services.AddScoped<Access>();
        services.AddHostedService<SessionWatch>();
        services.AddCascadingAuthenticationState();
        AddIdentity(services);
        AddPolicies(services);
        RequestRates.Add(services);
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "hybridagent.form";
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true; // SecurityHeaders says DENY
        });
        services.Configure<KestrelServerOptions>(o =>
        {
            o.AddServerHeader = false;
            o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5); // a client that dribbles its headers holds no connection
        });
        services.AddHsts(o => o.MaxAge = TimeSpan.FromDays(365));
        return services;
    }

    /// <summary>
    /// The middlewares, in their only right order, routing included. Before it: exception pages and static files. After it: endpoints.
    /// </summary>
    public static WebApplication UseSecurity(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseHsts();
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.Use((context, next) => SecurityHeaders.LimitBody(context, _ => next(context)));
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<AreaGuard>();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    /// <summary>Maps /sign-in, /new-password, /sign-out and /phone/ticket.</summary>
    public static IEndpointRouteBuilder MapSecurity(this IEndpointRouteBuilder routes)
    {
        SignInEndpoints.Map(routes);
        PhoneTickets.Map(routes);
        return routes;
    }

    /// <summary>
    /// Creates the store, and on the first run the demo users. Call before the server starts, at every start.
    /// Returns passwords to print once; none when users exist or when configuration gives one (Seed:Password).
    /// </summary>
    /// <exception cref="InvalidOperationException">A password from configuration on a server that others can reach, or shorter than 12.</exception>
    public static Task<IReadOnlyList<FirstPassword>> Seed(IServiceProvider services, IEnumerable<Practice> practices) =>
        FirstRun.Seed(services, [.. practices]);

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<User>(o =>
        {
            o.User.RequireUniqueEmail = true;
            o.Password = new PasswordOptions
            {
                RequiredLength = PasswordRule.MinimumLength,
                RequiredUniqueChars = 4,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
            };
            o.Lockout = new LockoutOptions { MaxFailedAccessAttempts = 10, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15), AllowedForNewUsers = true };
            o.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // with the table for passkeys
        })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<IdentityDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddPasswordValidator<PasswordRule>()
            .AddClaimsPrincipalFactory<UserClaims>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000); // OWASP's figure for PBKDF2 with SHA-512
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = TimeSpan.FromSeconds(3);
            o.OnRefreshingPrincipal = refreshing =>
            {
                // The fresh principal is made from the store, which does not know the session.
                ((ClaimsIdentity)refreshing.NewPrincipal!.Identity!).AddClaims(refreshing.CurrentPrincipal!.FindAll(SessionClaims.Session));
                return Task.CompletedTask;
            };
        });
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<SecuritySettings>>((cookie, settings) => SessionCookie.Configure(cookie, settings.Value));
    }

    private static void AddPolicies(IServiceCollection services)
    {
        static AuthorizationPolicy Settled(params string[] roles)
        {
            var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
                .RequireAssertion(c => !c.User.HasClaim(claim => claim.Type == SessionClaims.MustChangePassword));
            return (roles.Length > 0 ? policy.RequireRole(roles) : policy).Build();
        }

        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Settled())
            .AddPolicy(Policies.Console, Settled(Roles.Operator, Roles.Supervisor))
            .AddPolicy(Policies.Portal, p => p.Combine(Settled(Roles.Practice)).RequireClaim(SessionClaims.Practice))
            .AddPolicy(Policies.Audit, Settled(Roles.Auditor))
            .AddPolicy(Policies.Admin, Settled(Roles.Admin));
    }

    // Created before anything writes to them, so that there is no moment in which others can read them.
    private static (string Database, DirectoryInfo Keys) PrepareFiles(string dataFolder)
    {
        var database = Path.Combine(dataFolder, "identity.db");
        var keys = Path.Combine(dataFolder, "keys");
        if (OperatingSystem.IsWindows()) return (database, Directory.CreateDirectory(keys));

        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(dataFolder, mine | UnixFileMode.UserExecute);
        Directory.CreateDirectory(keys, mine | UnixFileMode.UserExecute);
        File.SetUnixFileMode(keys, mine | UnixFileMode.UserExecute);
        using (new FileStream(database, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = mine })) { }
        File.SetUnixFileMode(database, mine);
        return (database, new DirectoryInfo(keys));
    }
}
