using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>How old what a party owes is, as of today or another day, and the items of each column.</summary>
public sealed class PartyAgingPage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    public string Name { get; private set; } = "";

    public LedgerAging Aging { get; private set; } = null!;

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(Currency currency)
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } known)
            return NotFound();
        Name = known.Name;
        Aging = await LedgerAging.Read(read, BusinessId, Party, known.CurrencyOf(currency), Today, Request.Query);
        return Shown("_Aging");
    }

    public string UrlOf(string? column) =>
        $"{ConsolePlaces.Party(Party)}/aging?currency={Aging.Currency}"
        + (Aging.AsOf == Today ? "" : $"&asOf={DateText.Machine(Aging.AsOf)}") + (column is null ? "" : $"&column={column}");
}
