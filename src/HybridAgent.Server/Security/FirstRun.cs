using System.Net;
using System.Security.Cryptography;
using HybridAgent.Core.Practices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HybridAgent.Server.Security;

/// <summary>A password to print once; it must be changed at the first sign-in.</summary>
public sealed record FirstPassword(string Email, string Role, string Password);

/// <summary>Creates the users of the first practice when nobody can sign in yet.</summary>
internal static class FirstRun
{
    private static readonly (string Email, string Name, string Role, string Prefix)[] Users =
    [
        ("olivia@demo.example", "Olivia Hart", Roles.Operator, "op"),
        ("omar@demo.example", "Omar Reyes", Roles.Operator, "op"),
        ("sara@demo.example", "Sara Lind", Roles.Supervisor, "su"),
        ("paula@demo.example", "Paula Moss", Roles.Practice, "pr"),
        ("adam@demo.example", "Adam Cole", Roles.Auditor, "au"),
        ("ada@demo.example", "Ada Quist", Roles.Admin, "ad"),
    ];

    public static async Task<IReadOnlyList<FirstPassword>> Seed(IServiceProvider services, IReadOnlyList<Practice> practices)
    {
        var fixedPassword = ConfiguredPassword(services);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await db.Open();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        if (await db.Users.AnyAsync()) return await ReplaceKnownPasswords(scope.ServiceProvider, db, users);

        var practice = practices.FirstOrDefault(p => p.Id == "demo") ?? (practices.Count > 0 ? practices[0] : null)
            ?? throw new InvalidOperationException("There is no practice to create the first users for.");
        var printed = new List<FirstPassword>();
        var passwords = Users.Select(_ => fixedPassword ?? OneTimePassword.New()).ToList();

        // A hash takes 0.1 s by design: side by side, and only once for a password that all share.
        var hashes = passwords.Distinct().AsParallel().ToDictionary(p => p, p => users.PasswordHasher.HashPassword(new User(), p));
        foreach (var ((email, name, role, prefix), password) in Users.Zip(passwords))
        {
            var user = new User
            {
                UserName = await NewPerson(db, prefix),
                Email = email,
                EmailConfirmed = true,
                DisplayName = name,
                Practice = role == Roles.Practice ? practice.Id : null,
                Pool = role is Roles.Operator or Roles.Supervisor ? practice.Pool : null,
                MustChangePassword = fixedPassword is null,
                PasswordFromConfiguration = fixedPassword is not null,
                PasswordHash = hashes[password],
            };
            Access.Require(await users.CreateAsync(user));
            Access.Require(await users.AddToRoleAsync(user, role));
            if (fixedPassword is null) printed.Add(new FirstPassword(email, role, password));
        }

        services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FirstRun)).Seeded(Users.Length);
        return printed;
    }

    // A data folder from a trial may later serve a network: nobody may sign in there with a password that others know.
    private static async Task<IReadOnlyList<FirstPassword>> ReplaceKnownPasswords(IServiceProvider services, IdentityDb db, UserManager<User> users)
    {
        if (IsTrial(services)) return [];
        var printed = new List<FirstPassword>();
        foreach (var user in await db.Users.Where(u => u.PasswordFromConfiguration).ToListAsync())
        {
            var password = await services.GetRequiredService<Access>().ResetPassword(user.Email!);
            printed.Add(new FirstPassword(user.Email!, (await users.GetRolesAsync(user))[0], password!));
        }

        return printed;
    }

    private static async Task<string> NewPerson(IdentityDb db, string prefix)
    {
        while (true)
        {
            var person = prefix + "-" + RandomNumberGenerator.GetHexString(6, lowercase: true);
            if (!await db.Users.AnyAsync(u => u.UserName == person)) return person;
        }
    }

    private static string? ConfiguredPassword(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var password = configuration["Seed:Password"] ?? configuration["HYBRIDAGENT_SEED_PASSWORD"];
        if (string.IsNullOrEmpty(password)) return null;
        if (!IsTrial(services))
        {
            throw new InvalidOperationException(
                "Seed:Password (HYBRIDAGENT_SEED_PASSWORD) gives every first user the same known password. It is only for tests and trials: "
                + "bind to localhost, or run in the environment Development or Testing, or leave it out and use the printed one-time passwords.");
        }

        return password.Length >= PasswordRule.MinimumLength
            ? password
            : throw new InvalidOperationException($"Seed:Password must have at least {PasswordRule.MinimumLength} characters.");
    }

    private static bool IsTrial(IServiceProvider services)
    {
        var environment = services.GetRequiredService<IHostEnvironment>();
        if (environment.IsDevelopment() || environment.IsEnvironment("Testing")) return true;

        var configuration = services.GetRequiredService<IConfiguration>();
        if (!string.IsNullOrEmpty(configuration["http_ports"]) || !string.IsNullOrEmpty(configuration["https_ports"])) return false;
        IEnumerable<string> addresses =
        [
            .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"] ?? ""),
            .. services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [],
        ];
        return addresses.All(IsLoopback); // nothing said: the web server takes localhost
    }

    internal static bool IsLoopback(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return false; // "http://*:80" and "http://+:80" too
        return uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
