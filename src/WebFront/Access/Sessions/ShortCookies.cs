using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace LedgerPortal.Access;

/// <summary>
/// What a browser carries from one step to the next, for minutes: sealed by the framework's keys, so that nobody but this
/// installation reads or writes it.
/// </summary>
public sealed class ShortCookies(IDataProtectionProvider protection)
{
    /// <param name="name">Begins with <c>__Host-</c>; what it carries opens under no other name.</param>
    public void Give<T>(HttpContext context, string name, T value, TimeSpan time)
    {
        var box = Protector(name).Protect(JsonSerializer.Serialize(value), time);
        context.Response.Cookies.Append(name, box, Options());
    }

    /// <summary>Null when there is none, it is too old, or it is not ours.</summary>
    public T? Read<T>(HttpContext context, string name) where T : class
    {
        if (context.Request.Cookies[name] is not { } box)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Protector(name).Unprotect(box));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Reads it and takes it from the browser.</summary>
    public T? Take<T>(HttpContext context, string name) where T : class
    {
        var value = Read<T>(context, name);
        Remove(context, name);
        return value;
    }

    public void Remove(HttpContext context, string name) => context.Response.Cookies.Delete(name, Options());

    private ITimeLimitedDataProtector Protector(string name) => protection.CreateProtector(name).ToTimeLimitedDataProtector();

    private static CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
