using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Access;

/// <summary><c>/console/second-factor/recovery-codes</c>: new ones in place of the old, shown once.</summary>
[Authorize(Policy = AccessPolicies.SecondFactor)]
public sealed class RecoveryCodesModel(
    Operators operators, SecondFactors factors, SecurityEvents events, TimeProvider time)
    : SecondFactorPage(operators, factors, events, time)
{
    [OpenToOperators]
    public async Task<IActionResult> OnGet() => Confirmed() ?? await WithoutFactor() ?? Page();

    [OpenToOperators]
    public async Task<IActionResult> OnPost()
    {
        if ((Confirmed() ?? await WithoutFactor()) is { } elsewhere)
            return elsewhere;
        await Renew(await Account());
        return Page();
    }

    /// <summary>There is nothing to recover from.</summary>
    private async Task<IActionResult?> WithoutFactor() =>
        await HasFactor() ? null : LocalRedirect("/console/second-factor");
}
