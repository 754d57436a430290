using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace HybridAgent.Server.Security;

/// <summary>Passwords printed once and changed at the first sign-in.</summary>
internal static class OneTimePassword
{
    /// <summary>Sixteen letters and digits that nobody mixes up, in groups of four: 79 random bits.</summary>
    public static string New() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
}

/// <summary>
/// NIST SP 800-63B: length counts, composition does not; refuse what attackers try first and what is about this person or product.
/// </summary>
internal sealed class PasswordRule : IPasswordValidator<User>
{
    public const int MinimumLength = 12;
    public const int MaximumLength = 128;

    // The most common choices of twelve characters and more in published breach lists, and their parts.
    private static readonly string[] Common =
    [
        "password", "passw0rd", "123456", "654321", "abcdef", "qwerty", "qwertz", "asdfgh", "zxcvbn", "1q2w3e", "q1w2e3", "iloveyou",
        "letmein", "welcome", "administrator", "changeme", "trustno1", "sunshine", "football", "baseball", "princess", "superman",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var plain = password ?? "";
        var reduced = plain.ToLowerInvariant();
        if (plain.Length > MaximumLength) return Refuse("PasswordTooLong", $"The password is too long: at most {MaximumLength} characters.");

        foreach (var word in Common) reduced = reduced.Replace(word, "", StringComparison.Ordinal);
        if (reduced.Length < plain.Length && reduced.Length < 8)
            return Refuse("PasswordTooCommon", "That password is among the first ones attackers try. Choose another, for example four unrelated words.");

        var own = (user.Email ?? "").Split('@')[0].ToLowerInvariant();
        var lower = plain.ToLowerInvariant();
        if ((own.Length >= 4 && lower.Contains(own, StringComparison.Ordinal)) || lower.Contains("hybridagent", StringComparison.Ordinal))
            return Refuse("PasswordNamesUser", "The password must not contain your address or the product's name.");
        return Task.FromResult(IdentityResult.Success);
    }

    private static Task<IdentityResult> Refuse(string code, string description) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code, Description = description }));
}
