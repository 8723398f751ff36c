namespace LedgerPortal.Access;

/// <summary>
/// One cookie a side. <c>__Host-</c> binds it to this very host over https (browsers count localhost as such); Lax
/// keeps it out of requests that other sites make, except a plain link to us, which by itself changes nothing.
/// </summary>
internal static class SessionCookies
{
    public static string NameOf(string scheme) => scheme switch
    {
        AccessSchemes.Portal => "__Host-portal",
        AccessSchemes.Console => "__Host-console",
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    public static void Give(HttpContext context, string scheme, NewSession session)
    {
        var options = Options();
        // A customer comes back for weeks; an operator's cookie ends with the browser.
        if (scheme == AccessSchemes.Portal)
            options.Expires = session.ExpiresAt;
        context.Response.Cookies.Append(NameOf(scheme), session.Secret, options);
    }

    public static void Take(HttpContext context, string scheme) =>
        context.Response.Cookies.Delete(NameOf(scheme), Options());

    internal static CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
