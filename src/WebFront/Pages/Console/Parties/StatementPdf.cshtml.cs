using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>A party's statement as the PDF that the party itself gets, with the period of the party's page.</summary>
public sealed class StatementPdfPage(Desk desk, PaperDesk papers) : ConsolePage(desk)
{
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(PartyId party, Currency currency)
    {
        PartyFacts? known;
        await using (var read = await Open())
            known = await PartyFacts.Read(read, BusinessId, party);
        if (known is null)
            return NotFound();
        var (_, from, to) = LedgerPeriod.Of(Request, Business.Details, Today);
        return await papers.Stream(
            HttpContext, $"{Text["Statement.Name"].Value} {known.Name} {DateText.Machine(from)} {DateText.Machine(to)}",
            papers.Statements.Statement(
                new StatementOf(Business.Details, known.Details, TimeZoneInfo.ConvertTime(Now, Zone)), Open, BusinessId, party,
                known.CurrencyOf(currency), new StatementPeriod(PeriodName.Custom, from, to)));
    }
}
