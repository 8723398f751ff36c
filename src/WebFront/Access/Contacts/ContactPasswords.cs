using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LedgerPortal.Access;

/// <summary>Why a password cannot be taken. The names are those of the texts.</summary>
public enum PasswordProblem
{
    TooShort,
    TooLong,
    TooCommon,
}

/// <summary>
/// What makes a contact's password good enough, and how it is kept: as operators' are. There is no second factor, so length
/// is all there is; rules of composition only make a password forgettable.
/// </summary>
internal static class ContactPasswords
{
    public const int MinLength = 15;
    public const int MaxLength = 128;

    private static readonly PasswordHasher<ContactAccounts> Hasher = new(Options.Create(Operators.HasherOptions));

    /// <summary>Stands in where there is no account or it is locked, so that both answers take the same work.</summary>
    private static readonly Lazy<string> Nobodys = new(() => Hash(Guid.NewGuid().ToString()));

    /// <summary>Null when it is good.</summary>
    public static PasswordProblem? ProblemOf(string password, string? email) => password.Length switch
    {
        < MinLength => PasswordProblem.TooShort,
        > MaxLength => PasswordProblem.TooLong,
        _ => CommonPasswords.IsCommon(password, email) ? PasswordProblem.TooCommon : null,
    };

    public static string Hash(string password) => Hasher.HashPassword(null!, password);

    /// <param name="hash">Null where there is nothing to compare with: the work is the same, the answer no.</param>
    /// <param name="password">A longer one than can be right is not hashed: it would only cost.</param>
    public static bool IsRight(string? hash, string password)
    {
        var tried = password.Length <= MaxLength ? password : "";
        var verified = Hasher.VerifyHashedPassword(null!, hash ?? Nobodys.Value, tried);
        return hash is not null && verified != PasswordVerificationResult.Failed;
    }
}
