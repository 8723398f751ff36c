using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>
/// <c>/console/parties/{from}/merge?party=…</c>: this party is the same customer as another. First the other one is chosen, then
/// the page shows what will move, and only its form does it.
/// </summary>
public sealed class MergePage(Desk desk, ContactVault vault) : ConsolePage(desk)
{
    [BindProperty(Name = "from", SupportsGet = true)]
    public PartyId From { get; set; }

    /// <summary>The party that is kept.</summary>
    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId Into { get; set; }

    public PartyFacts Old { get; private set; } = null!;

    public PartyFacts Kept { get; private set; } = null!;

    public PartyChoice? Choice { get; private set; }

    /// <summary>What is open of the old party, a line a currency.</summary>
    public IReadOnlyList<MovedRow> Moved { get; private set; } = [];

    /// <summary>Who becomes a contact of the party that is kept.</summary>
    public IReadOnlyList<string> People { get; private set; } = [];

    /// <summary>The day of the entries that move: today, or the first open one.</summary>
    public DateOnly On => Business.LockedThrough is { } locked && locked >= Today ? locked.AddDays(1) : Today;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet(string? q)
    {
        if (!await Load())
            return NotFound();
        if (IfMerged(Old) is { } merged)
            return merged;
        if (Into != default)
            return Page();
        await using var read = await Open();
        var choice = await PartyChoice.Read(read, BusinessId, q, $"{ConsolePlaces.Party(From)}/merge");
        Choice = choice with { Rows = [.. choice.Rows.Where(row => row.Party != From)] };
        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load() || Into == default)
            return NotFound();
        if (IfMerged(Old) is { } merged)
            return merged;
        if (IsUnreadable())
            return Page();
        var party = Grain<IParty>(From);
        var answer = await party.Execute(new MergeParty
        {
            Id = Command,
            By = Actor,
            Into = Into,
            On = On,
            Currencies = [.. Moved.Select(row => row.Currency)],
        });
        // The other party has answered by now, unless the machine is very slow: then the party's page tells.
        if ((answer.Refusal ?? Refused(await party.View())) is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text["Merge.Done", Old.Name, Kept.Name]);
        return Redirect(ConsolePlaces.Party(Into));
    }

    private static Refusal? Refused(PartyView? party) =>
        party is { MergedInto: null, MergeRefused: { } because } ? new Refusal(because) : null;

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, From) is not { } old)
            return false;
        Old = old;
        if (Into == default)
            return true;
        if (Into == From || await PartyFacts.Read(read, BusinessId, Into) is not { MergedInto: null } kept)
            return false;
        Kept = kept;
        // Also currencies in which nothing is open yet, but a document may be on its way.
        Moved = await read.Rows<MovedRow>(
            """
            with known as (
              select currency from read.ledger where business = @business and party = @party
              union
              select currency from read.invoice
              where business = @business and party = @party and status in ('Draft', 'Issuing', 'Issued')
              union
              select currency from read.credit_note
              where business = @business and party = @party and status in ('Draft', 'Issuing', 'Issued')
            )
            select k.currency, count(*) filter (where e.is_debit)::int as items,
              coalesce(sum(e.open_minor) filter (where e.is_debit), 0)::bigint as open_minor,
              coalesce(sum(e.disputed_minor), 0)::bigint as disputed_minor,
              count(*) filter (where not e.is_debit)::int as credits,
              coalesce(sum(e.open_minor) filter (where not e.is_debit), 0)::bigint as unapplied_minor
            from known k
            left join read.entry e on e.business = @business and e.party = @party and e.currency = k.currency
              and e.open_minor <> 0
            group by k.currency order by k.currency
            """, new { business = BusinessId, party = From });
        var contacts = await read.Rows<ContactRow>(
            """
            select contact, sealed from read.contact
            where business = @business and party = @party and not is_removed order by contact
            """, new { business = BusinessId, party = From });
        var people = await vault.Unseal(
            BusinessId, [.. contacts.Select(row => new SealedContact(row.Contact, row.Sealed, null))],
            HttpContext.RequestAborted);
        People = [.. people.Select(person => person?.Name).OfType<string>()];
        return true;
    }

    private sealed record ContactRow(ContactId Contact, byte[] Sealed);
}

/// <param name="Items">Open debits.</param>
/// <param name="Credits">With something unapplied.</param>
public sealed record MovedRow(
    Currency Currency, int Items, long OpenMinor, long DisputedMinor, int Credits, long UnappliedMinor)
{
    public Money Net => new(OpenMinor - UnappliedMinor, Currency);
}
