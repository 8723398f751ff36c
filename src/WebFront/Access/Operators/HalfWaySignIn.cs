namespace LedgerPortal.Access;

/// <summary>
/// Between password and second step: who it is, in a sealed cookie that is good for ten minutes and opens nothing by itself.
/// </summary>
/// <param name="Stamp">The account's security stamp: a password that was changed meanwhile ends it.</param>
/// <param name="Return">Where the person wanted to go.</param>
public sealed record HalfWaySignIn(Guid User, string Stamp, string? Return)
{
    private const string Cookie = "__Host-console-half-way";

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(10);

    public static void Begin(HttpContext context, ShortCookies cookies, OperatorUser user, string? leadsTo) =>
        cookies.Give(context, Cookie, new HalfWaySignIn(user.Id, user.SecurityStamp!, leadsTo), Time);

    public static HalfWaySignIn? Of(HttpContext context, ShortCookies cookies) =>
        cookies.Read<HalfWaySignIn>(context, Cookie);

    public static void End(HttpContext context, ShortCookies cookies) => cookies.Remove(context, Cookie);
}
