using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Ledgers;
using LedgerPortal.Proofs;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>The party's own ledger as of a version, as <see cref="LedgerState"/> writes it.</summary>
[OpenToDelegatedViews]
public sealed class LedgerVersionModel(
    PortalReader reader, Databases databases, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    public async Task<IActionResult> OnGetAsync(string currency, string version)
    {
        // Closed before the bytes go out.
        await using (await Open())
        {
            if (!Visit.Settings.ShowStatement)
                return NotFound();
        }

        if (!Currency.TryParse(currency, out var named) || !Visit.Currencies.Contains(named))
            return NotFound();
        var ledger = new LedgerKey(Visit.Session.Business, Visit.Session.Party, named);
        return await LedgerState.Find(
            databases.Writer, ledger, LedgerStateFile.VersionOf(version), HttpContext.RequestAborted) is { } state
            ? new LedgerStateFile(state, named)
            : NotFound();
    }
}
