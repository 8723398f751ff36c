using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Access;

/// <summary>A page that gives an account another second factor.</summary>
public abstract class SecondFactorPage(
    Operators operators, SecondFactors factors, SecurityEvents events, TimeProvider time) : PageModel
{
    /// <summary>To be shown this once.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    /// <summary>Whether there is no way on without one.</summary>
    public bool IsDemanded => Session.Way is WayIn.SetUp;

    protected SecondFactors Factors => factors;

    protected ConsoleSession Session => User.ConsoleSession()!;

    protected Whereabouts From => Whereabouts.Of(HttpContext);

    protected Task<OperatorUser> Account() => operators.Of(Session);

    /// <summary>
    /// Who came in long ago shows once more who it is: a session that somebody else found open may not make itself at home.
    /// Null where there is no need.
    /// </summary>
    protected IActionResult? Confirmed() => Session.IsFresh(time.GetUtcNow())
        ? null
        : LocalRedirect("/console/confirm" + QueryString.Create("return", Request.Path));

    /// <summary>
    /// The session is begun anew with the way in that it now has; the first second factor comes with recovery codes.
    /// </summary>
    protected async Task<IActionResult> Added(OperatorUser user, WayIn way, SecurityEventKind kind)
    {
        await events.Record(new SecurityEvent(kind, user.Id), From);
        if (await factors.RecoveryCodesLeft(user) == 0)
            await Renew(user);

        SessionCookies.Give(HttpContext, AccessSchemes.Console, await operators.Renew(Session, user, way, From));
        return Codes is null ? LocalRedirect("/settings/account") : Page();
    }

    /// <summary>Makes <see cref="Codes"/>, in place of earlier ones.</summary>
    protected async Task Renew(OperatorUser user)
    {
        Codes = await factors.NewRecoveryCodes(user);
        await events.Record(new SecurityEvent(SecurityEventKind.RecoveryCodesMade, user.Id), From);
    }

    protected async Task<bool> HasFactor() => await factors.Has(await Account());
}
