using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Database;
using LedgerPortal.Ledgers;
using LedgerPortal.Proofs;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>A party's ledger as of a version, byte for byte what the party itself is given.</summary>
public sealed class LedgerVersionPage(Desk desk, Databases databases) : ConsolePage(desk)
{
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(PartyId party, string currency, string version)
    {
        // Closed before the bytes go out.
        await using (var read = await Open())
        {
            if (await PartyFacts.Read(read, BusinessId, party) is null)
                return NotFound();
        }

        return Currency.TryParse(currency, out var named)
            && await LedgerState.Find(
                databases.Writer, new LedgerKey(BusinessId, party, named), LedgerStateFile.VersionOf(version),
                HttpContext.RequestAborted) is { } state
            ? new LedgerStateFile(state, named)
            : NotFound();
    }
}
