using System.Buffers.Text;
using System.Security.Cryptography;

namespace LedgerPortal.Access;

/// <summary>Binds a code to the browser that asked for it: whoever is told the code cannot use it elsewhere.</summary>
internal static class CodeCookie
{
    public const string Name = "__Host-sign-in";

    /// <summary>Null when this browser has not asked for a code.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies[Name] is { Length: 43 } secret && Base64Url.IsValid(secret) ? secret : null;

    /// <summary>The one that the browser has, or a new one.</summary>
    public static string Give(HttpContext context)
    {
        var secret = Of(context.Request) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(Name, secret, new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(1),
        });
        return secret;
    }
}
