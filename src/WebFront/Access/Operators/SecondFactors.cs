using Dapper;
using LedgerPortal.Database;
using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// What follows a password: a code of an authenticator app, or one of the recovery codes that were handed out. Passkeys
/// have a class of their own.
/// </summary>
public sealed class SecondFactors(
    UserManager<OperatorUser> users, IUserStore<OperatorUser> store, Databases databases, TimeProvider time)
{
    private const int RecoveryCodes = 10;

    /// <summary>Longer than the framework takes a code for good, before and after its own half minute.</summary>
    private static readonly TimeSpan CodeMemory = TimeSpan.FromMinutes(5);

    public Task<bool> Has(OperatorUser user) => Has(users, user);

    /// <summary>An authenticator app that was confirmed, or a passkey.</summary>
    internal static async Task<bool> Has(UserManager<OperatorUser> users, OperatorUser user) =>
        user.TwoFactorEnabled || (await users.GetPasskeysAsync(user)).Count > 0;

    /// <summary>The key of an app that is not the account's yet: nothing is kept before it was confirmed by a code.</summary>
    public string NewKey() => users.GenerateNewAuthenticatorKey();

    /// <summary>
    /// Makes the key the account's when the code shows that an app has it, in place of an earlier one. Ends all sessions of
    /// the account: the security stamp is another one.
    /// </summary>
    public async Task<bool> Confirm(OperatorUser user, string key, string code)
    {
        if (Digits(code) is not { } digits)
            return false;
        // Into the unit of work, where the check finds it; it is saved with the account only if the code is right.
        await ((IUserAuthenticatorKeyStore<OperatorUser>)store).SetAuthenticatorKeyAsync(user, key, CancellationToken.None);
        if (!await IsRight(user, digits) || !await Spend(user, digits))
            return false;
        return (await users.SetTwoFactorEnabledAsync(user, true)).Succeeded;
    }

    /// <summary>Whether it is a code of the account's app. Each is good once: a second time it is wrong.</summary>
    public async Task<bool> TakeCode(OperatorUser user, string code) =>
        user.TwoFactorEnabled && Digits(code) is { } digits && await IsRight(user, digits) && await Spend(user, digits);

    /// <summary>Whether it is one of the account's recovery codes; then it is none any more.</summary>
    public async Task<bool> TakeRecoveryCode(OperatorUser user, string code)
    {
        var plain = code.Trim().ToUpperInvariant();
        // As it is written; people leave the dash out.
        if (plain.Length == 10)
            plain = $"{plain[..5]}-{plain[5..]}";
        return (await users.RedeemTwoFactorRecoveryCodeAsync(user, plain)).Succeeded;
    }

    public Task<int> RecoveryCodesLeft(OperatorUser user) => users.CountRecoveryCodesAsync(user);

    /// <summary>In place of those from before. They are shown now and never again.</summary>
    public async Task<IReadOnlyList<string>> NewRecoveryCodes(OperatorUser user) =>
        [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes))!];

    /// <summary>Forgets the app; false when it is the account's only second factor. Ends all sessions of the account.</summary>
    public async Task<bool> RemoveAuthenticator(OperatorUser user)
    {
        if ((await users.GetPasskeysAsync(user)).Count == 0)
            return false;
        await ((IUserAuthenticatorKeyStore<OperatorUser>)store).SetAuthenticatorKeyAsync(user, "", CancellationToken.None);
        return (await users.SetTwoFactorEnabledAsync(user, false)).Succeeded;
    }

    private Task<bool> IsRight(OperatorUser user, string code) => users.VerifyTwoFactorTokenAsync(
        user, TokenOptions.DefaultAuthenticatorProvider, code);

    /// <summary>Six digits, however they are grouped. A seventh in front would be the same code, and not the same text.</summary>
    private static string? Digits(string code) =>
        string.Concat(code.Where(letter => !char.IsWhiteSpace(letter))) is { Length: 6 } digits && digits.All(char.IsAsciiDigit)
            ? digits
            : null;

    /// <summary>Of two that come with one code at the same moment, one is first.</summary>
    private async Task<bool> Spend(OperatorUser user, string code)
    {
        var now = time.GetUtcNow();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            insert into access.used_code as c (operator_user, code, used_at) values (@user, @code, @now)
            on conflict (operator_user, code) do update set used_at = excluded.used_at where c.used_at < @before
            """,
            new
            {
                user = user.Id,
                code,
                now = now.UtcDateTime,
                before = (now - CodeMemory).UtcDateTime,
            }) == 1;
    }
}
