using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/choose</c>: where to go, for who works for several businesses or runs the installation; after signing in, and
/// later to switch.
/// </summary>
[Authorize(Policy = AccessPolicies.Console)]
public sealed class WorkplacesModel(Operators operators, Workplaces workplaces) : PageModel
{
    public IReadOnlyList<Workplace> Places { get; private set; } = [];

    public bool IsPlatformOwner { get; private set; }

    private ConsoleSession Session => User.ConsoleSession()!;

    [OpenToOperators]
    public async Task OnGet()
    {
        Places = await workplaces.Of(Session.User);
        IsPlatformOwner = await workplaces.IsPlatformOwner(Session.User);
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPost(BusinessId business)
    {
        var place = (await workplaces.Of(Session.User)).FirstOrDefault(place => place.Business == business);
        if (place is null)
            return NotFound();
        var renewed = await operators.Renew(
            Session, await operators.Of(Session), Session.Way, Whereabouts.Of(HttpContext), place.Business);
        SessionCookies.Give(HttpContext, AccessSchemes.Console, renewed);
        return LocalRedirect("/console");
    }
}
