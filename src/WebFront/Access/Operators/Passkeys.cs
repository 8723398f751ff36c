using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// Passkeys by the framework's own handler. The browser asks for options, makes or uses a key for the address that people
/// know this installation by, and sends back what the key signed; the question is kept meanwhile in a sealed cookie that is
/// good for one answer.
/// </summary>
public sealed class Passkeys(
    UserManager<OperatorUser> users, IPasskeyHandler<OperatorUser> handler, ShortCookies cookies)
{
    public const int MaxNameLength = 60;

    private const int MaxPasskeys = 20;
    private const int MaxCredentialLength = 20_000;
    private const string Creation = "__Host-console-new-passkey";
    private const string Request = "__Host-console-passkey";

    private static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<UserPasskeyInfo>> Of(OperatorUser user) =>
        [.. (await users.GetPasskeysAsync(user)).OrderBy(passkey => passkey.CreatedAt)];

    /// <summary>For the browser to make a key, as JSON.</summary>
    public async Task<string> AskForNew(HttpContext context, OperatorUser user)
    {
        var options = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Email! }, context);
        cookies.Give(context, Creation, options.AttestationState, AnswerTime);
        return options.CreationOptionsJson;
    }

    /// <summary>Keeps the key that the browser made for this account; false when it does not answer the question.</summary>
    public async Task<bool> Keep(HttpContext context, OperatorUser user, string? credential, string? name)
    {
        if (cookies.Take<string>(context, Creation) is not { } state || credential is not { Length: <= MaxCredentialLength })
            return false;
        var made = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { CredentialJson = credential, AttestationState = state, HttpContext = context });
        if (!made.Succeeded || made.UserEntity.Id != user.Id.ToString()
            || (await users.GetPasskeysAsync(user)).Count >= MaxPasskeys)
            return false;
        made.Passkey.Name = Named(name);
        return (await users.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded;
    }

    /// <summary>For the browser to use a key, as JSON.</summary>
    /// <param name="user">Whose keys; null where the key itself says whose it is.</param>
    public async Task<string> Ask(HttpContext context, OperatorUser? user)
    {
        var options = await handler.MakeRequestOptionsAsync(user, context);
        cookies.Give(context, Request, options.AssertionState, AnswerTime);
        return options.RequestOptionsJson;
    }

    /// <summary>Whose key answered the question; null when none did.</summary>
    public async Task<OperatorUser?> Check(HttpContext context, string? credential)
    {
        if (cookies.Take<string>(context, Request) is not { } state || credential is not { Length: <= MaxCredentialLength })
            return null;
        var used = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { CredentialJson = credential, AssertionState = state, HttpContext = context });
        if (!used.Succeeded)
            return null;
        // Its counter has moved; a copy of the key would show by an older one.
        await users.AddOrUpdatePasskeyAsync(used.User, used.Passkey);
        return used.User;
    }

    public async Task Rename(OperatorUser user, byte[] passkey, string? name)
    {
        if (await users.GetPasskeyAsync(user, passkey) is not { } known)
            return;
        known.Name = Named(name);
        await users.AddOrUpdatePasskeyAsync(user, known);
    }

    /// <summary>False when it is the account's only second factor, or not there.</summary>
    public async Task<bool> Remove(OperatorUser user, byte[] passkey)
    {
        var all = await users.GetPasskeysAsync(user);
        if (!all.Any(known => known.CredentialId.AsSpan().SequenceEqual(passkey)) || (all.Count == 1 && !user.TwoFactorEnabled))
            return false;
        await users.RemovePasskeyAsync(user, passkey);
        // Who came in by it goes out.
        return (await users.UpdateSecurityStampAsync(user)).Succeeded;
    }

    private static string? Named(string? name) =>
        name?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxNameLength)] : null;
}
