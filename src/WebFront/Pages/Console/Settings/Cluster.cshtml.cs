using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/cluster</c>: the processes of the installation, for who runs it. Not there for anybody else.</summary>
public sealed class ClusterPage(Desk desk, IServiceProvider services) : ConsolePage(desk)
{
    public IReadOnlyList<ClusterMember> Members { get; private set; } = [];

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnGet()
    {
        if (services.GetService<IClusterState>() is not { } cluster
            || !await cluster.IsFor(User.ConsoleSession()!.User, BusinessId, HttpContext.RequestAborted))
            return NotFound();
        Members = await cluster.Members(HttpContext.RequestAborted);
        await using var read = await Open();
        return Page();
    }
}
