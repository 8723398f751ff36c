using LedgerPortal.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings</c> leads to the first of its parts.</summary>
public sealed class SettingsPage : PageModel
{
    [Needs(Right.Read)]
    public RedirectResult OnGet() => Redirect("/settings/business");
}
