using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Export;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>A party's statement of a period to be taken along, with the period of the party's page.</summary>
public sealed class LedgerCsvPage(Desk desk) : ConsolePage(desk)
{
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(PartyId party, Currency currency, string? show)
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, party) is not { } known)
            return NotFound();
        var (_, from, to) = LedgerPeriod.Of(Request, Business.Details, Today);
        await StatementCsv.Write(
            read,
            new StatementScope(BusinessId, party, known.CurrencyOf(currency), from, to, Zone),
            show == StatementView.OpenItemsName,
            Response);
        return new EmptyResult();
    }
}
