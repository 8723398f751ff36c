using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Notices;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>
/// <c>/console/parties/{party}/statement</c>: a party's statement of account, figure for figure what the party itself is
/// shown; from here it is printed, taken along and sent.
/// </summary>
public sealed class StatementPage(Desk desk, ContactVault vault, Messages messages) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    public PartyFacts Known { get; private set; } = null!;

    public StatementView View { get; private set; } = null!;

    private StatementPlaces Places => new ConsoleStatementPlaces(Party);

    private StatementOf Of => new(Business.Details, Known.Details, TimeZoneInfo.ConvertTime(Now, Zone));

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(string? part)
    {
        await using var read = await Open();
        if (!await Find(read))
            return NotFound();
        View = await StatementView.Read(
            read, Request, BusinessId, Party, Of, Known.Currencies, Known.CurrencyOf(Named), Places);
        if (part is null)
            return Page();
        return View.Part(part) is { } partial ? Partial(partial, View) : NotFound();
    }

    /// <summary>Tells a contact that the statement of the period is ready.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostMail()
    {
        PartyReach reach;
        await using (var read = await Open())
        {
            if (!await Find(read))
                return NotFound();
            reach = await PartyReach.Read(read, vault, BusinessId, Party, HttpContext.RequestAborted);
        }

        var (currency, period) = (Known.CurrencyOf(Named), StatementView.PeriodOf(Request, Of));
        var back = StatementView.UrlOf(Places, currency, period);
        if (reach.ByMail is not { } contact || Command == default)
        {
            TempData.Tell(Text["Ledger.NobodyToMail"]);
            return Redirect(back);
        }

        await messages.Send(
            BusinessId,
            new ToContact(Party, contact, Medium.Email),
            new StatementMessage { Party = Party, Currency = currency, From = period.From, To = period.To },
            Id.Derive(Command.Value, "statement mail"));
        TempData.Tell(Text["Ledger.Mailed", reach.MailName ?? ""]);
        return Redirect(back);
    }

    private async Task<bool> Find(ScopedRead read)
    {
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } known)
            return false;
        Known = known;
        return true;
    }
}
