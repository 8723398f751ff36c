using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// A password that stands alone has 15 characters or more; one that a second step follows has 8 or more (NIST SP 800-63B-4).
/// </summary>
internal sealed class PasswordLength : IPasswordValidator<OperatorUser>
{
    public const string TooShort = nameof(IdentityErrorDescriber.PasswordTooShort);

    public const string TooLong = "PasswordTooLong";

    public const int MinAlone = 15;

    public const int MinWithSecondFactor = 8;

    public const int Max = 128;

    public async Task<IdentityResult> ValidateAsync(UserManager<OperatorUser> manager, OperatorUser user, string? password)
    {
        if (password is not { Length: <= Max })
            return Failed(TooLong);
        if (password.Length >= MinAlone)
            return IdentityResult.Success;
        return password.Length >= MinWithSecondFactor && await SecondFactors.Has(manager, user)
            ? IdentityResult.Success
            : Failed(TooShort);
    }

    private static IdentityResult Failed(string code) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = code });
}
