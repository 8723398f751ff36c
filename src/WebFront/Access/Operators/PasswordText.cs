using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>Which words of <c>AccessText.resx</c> say why a password was refused.</summary>
internal static class PasswordText
{
    public static string KeyOf(IdentityResult refused) => refused.Errors.First().Code switch
    {
        PasswordLength.TooShort => "FirstRun.PasswordTooShort",
        PasswordLength.TooLong => "FirstRun.PasswordTooLong",
        CommonPasswords.Code => "FirstRun.PasswordTooCommon",
        _ => "FirstRun.EmailInvalid",
    };
}
