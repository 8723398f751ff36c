using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console;

/// <summary><c>/console/search</c>: one box for everything, answered while it is typed.</summary>
public sealed class SearchPage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Words { get; set; }

    public IReadOnlyList<Found> Found { get; private set; } = [];

    [Needs(Right.Read)]
    public async Task OnGet()
    {
        await using var read = await Open();
        Found = await Search.Read(read, BusinessId, Business.Details.Currency, Words);
    }
}
