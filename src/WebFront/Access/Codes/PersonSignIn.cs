using Microsoft.AspNetCore.Authentication;

namespace LedgerPortal.Access;

/// <summary>Gives a browser the session of a person who proved who they are.</summary>
public sealed class PersonSignIn(SignInCodes codes, Sessions sessions, ContactAccounts accounts)
{
    /// <summary>By a code that was right. False when it had led to a session already.</summary>
    public async Task<bool> ByCode(HttpContext context, ProvedCode proved, KnownPerson person)
    {
        if (!await codes.Use(proved.Code))
            return false;
        await Begin(context, WayIn.Code, person, proved.NumberHash, proved.ProvedAt);
        return true;
    }

    /// <summary>
    /// Leaves the session that the browser has, if it has one, for a new one: nobody who knew its cookie gets in with it.
    /// </summary>
    public async Task Begin(
        HttpContext context, WayIn way, KnownPerson person, byte[] addressHash, DateTimeOffset provedAt)
    {
        if ((await context.AuthenticateAsync(AccessSchemes.Portal)).Principal?.PortalSession() is { } present)
            await sessions.End(present.Id);
        var stamp = way is WayIn.Password ? await accounts.StampOf(person.Business, person.Contact) : null;
        var session = await sessions.BeginPerson(way, person, addressHash, provedAt, Device.Of(context.Request), stamp);
        SessionCookies.Give(context, AccessSchemes.Portal, session);
    }

    /// <summary>Where a choice would show the same twice, as with two contacts of one number, it shows it once.</summary>
    internal static IReadOnlyList<KnownPerson> Choices(IEnumerable<KnownPerson> persons) =>
        [.. persons.DistinctBy(person => (person.Business, person.Party))];

    /// <summary>What stands in a form for a choice.</summary>
    internal static string Name(KnownPerson person) => $"{person.Business}/{person.Party}";
}
