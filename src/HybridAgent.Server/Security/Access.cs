using Microsoft.AspNetCore.Identity;

namespace HybridAgent.Server.Security;

/// <summary>What an administrator does to a person's access.</summary>
public sealed class Access(UserManager<User> users, SessionRegistry sessions, TicketOffice tickets, ILogger<Access> log)
{
    /// <summary>Ends every session of a person: open connections now, cookies within 5 s. False when there is no such person.</summary>
    public async Task<bool> Revoke(string person)
    {
        if (await users.FindByNameAsync(person) is not { } user) return false;
        Require(await users.UpdateSecurityStampAsync(user));
        tickets.Forget(person);
        log.Revoked(person, sessions.Close(person));
        return true;
    }

    /// <summary>Replaces the password by a new one-time password, unlocks the account and ends every session. Null when there is no such user.</summary>
    public async Task<string?> ResetPassword(string email)
    {
        if (await users.FindByEmailAsync(email) is not { } user) return null;
        var password = OneTimePassword.New();
        user.MustChangePassword = true;
        user.PasswordFromConfiguration = false;
        Require(await users.RemovePasswordAsync(user));
        Require(await users.AddPasswordAsync(user, password));
        Require(await users.SetLockoutEndDateAsync(user, null));
        Require(await users.ResetAccessFailedCountAsync(user));
        log.PasswordReset(user.Person);
        await Revoke(user.Person);
        return password;
    }

    internal static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException("The identity store refused: " + string.Join(", ", result.Errors.Select(e => e.Code)));
    }
}
