using System.Globalization;
using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using LedgerPortal.Portal;
using LedgerPortal.PortalTokens;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>
/// <c>/console/parties/{party}</c>: everything about one customer. Its parts refresh by themselves: account and
/// documents with the ledger, drafts, sharing, links and people with the party.
/// </summary>
public sealed class PartyPage(
    Desk desk, ContactVault vault, LinkSecrets secrets, LinkMail mail, ViewGrants grants)
    : ConsolePage(desk)
{
    private const int OpenItemRows = 100;
    private const int DocumentRows = 20;

    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    /// <summary>Which part a refresh asks for; all of them when it is empty.</summary>
    [BindProperty(Name = "part", SupportsGet = true)]
    public string? Part { get; set; }

    public PartyFacts Known { get; private set; } = null!;

    public Currency Currency { get; private set; }

    public AccountView Account { get; private set; } = null!;

    /// <summary>Post-dated payments that are kept until their day, also of parties that were merged into this one.</summary>
    public IReadOnlyList<HeldPaymentRow> Held { get; private set; } = [];

    public LedgerPeriod Period { get; private set; } = null!;

    /// <summary>Issued and void ones, the newest first.</summary>
    public IReadOnlyList<DocumentRow> Documents { get; private set; } = [];

    /// <summary>What nobody but operators sees yet.</summary>
    public IReadOnlyList<DocumentRow> Drafts { get; private set; } = [];

    public long LedgerVersion { get; private set; }

    public PortalLinkView? Link { get; private set; }

    public IReadOnlyList<ContactView> Contacts { get; private set; } = [];

    /// <summary>What the party, or the business for it, showed to somebody outside.</summary>
    public IReadOnlyList<GivenView> Views { get; private set; } = [];

    /// <summary>To whom the link goes by e-mail: the first contact with an address.</summary>
    public ContactView? ByMail => Contacts.FirstOrDefault(contact =>
        !string.IsNullOrEmpty(contact.Person?.Email) && contact.Role != SealedContact.Forwarded);

    public StatementPlan Statements { get; private set; } = StatementPlan.None;

    /// <summary>Parties that were merged into this one.</summary>
    public IReadOnlyList<MergedPartyRow> Absorbed { get; private set; } = [];

    public long PartyPosition { get; private set; }

    public TimeZoneInfo ZoneOfBusiness => Zone;

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } known)
            return NotFound();
        Known = known;
        Currency = known.CurrencyOf(Named);
        switch (Part)
        {
            case "account":
                await LoadAccount(read);
                return Partial("_Account", this);
            case "documents":
                await LoadDocuments(read);
                return Partial("_Documents", this);
            case "drafts":
                await LoadDocuments(read);
                return Partial("_Drafts", this);
            case "people":
                await LoadPeople(read);
                return Partial("_People", this);
            default:
                Absorbed = await read.Rows<MergedPartyRow>(
                    """
                    select party, name from read.party where business = @business and merged_into = @party
                    order by lower(name), party limit 20
                    """, new { business = BusinessId, party = Party });
                await LoadAccount(read);
                await LoadDocuments(read);
                await LoadPeople(read);
                return Page();
        }
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostSharing(bool isShared)
    {
        if (await FindParty() is not { } name)
            return NotFound();
        var answer = await Grain<IParty>(Party).Execute(
            new SwitchSharing { Id = Command, By = Actor, IsShared = isShared });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text[isShared ? "Sharing.NowOn" : "Sharing.NowOff", name]);
        return Redirect(ConsolePlaces.Party(Party));
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostLink()
    {
        if (await FindParty() is not { } name)
            return NotFound();
        var answer = await Grain<IPortalToken>(Party).Execute(
            new GenerateToken { Id = Command, By = Actor, ExpiryDays = Business.Portal.TokenExpiryDays });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Link.Made", name]);
        return Redirect(ConsolePlaces.Party(Party) + "#portal-link");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostRevokeLink()
    {
        if (await FindParty() is not { } name)
            return NotFound();
        var answer = await Grain<IPortalToken>(Party).Execute(new RevokeToken { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Link.Revoked", name]);
        return Redirect(ConsolePlaces.Party(Party) + "#portal-link");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostMailLink()
    {
        PartyReach reach;
        await using (var read = await Open())
            reach = await PartyReach.Read(read, vault, BusinessId, Party, HttpContext.RequestAborted);
        if (reach.ByMail is not { } contact || Command == default)
            return NotFound();
        await mail.Send(BusinessId, Party, contact, Command);
        TempData.Tell(Text["Mail.OnItsWay", reach.MailName ?? ""]);
        return Redirect(ConsolePlaces.Party(Party) + "#portal-link");
    }

    /// <summary>How often a statement goes to which contact by itself; no rhythm is never.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostScheduleStatements(StatementRhythm? rhythm, ContactId contact)
    {
        if (await FindParty() is null)
            return NotFound();
        var answer = await Grain<IParty>(Party).Execute(new ScheduleStatements
        {
            Id = Command,
            By = Actor,
            Schedule = rhythm is { } often ? new StatementSchedule(often, contact) : null,
        });
        TempData.Tell(answer.IsAccepted ? Text["Schedule.Saved"] : Text["Schedule.NotSaved"]);
        return Redirect(ConsolePlaces.Party(Party) + "#statements");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostGiveView(string? email, string? until)
    {
        if (await FindParty() is null)
            return NotFound();
        var address = email?.Trim() ?? "";
        var isAddress = address.Length is > 0 and <= 254
            && MailAddress.TryCreate(address, out var parsed) && parsed.Address == address;
        if (Command == default || !isAddress
            || !DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day < Today || day > Today.AddYears(1))
            TempData.Tell(Text["View.NotGiven"]);
        else if (await IsFull())
            TempData.Tell(Text["View.TooMany"]);
        else if (await grants.Give(BusinessId, Business.Details, Party, address, day, Command, Actor) is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["View.Given", address]);
        return Redirect(ConsolePlaces.Party(Party) + "#views");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostTakeBackView(DelegatedViewId view)
    {
        if (await FindParty() is null)
            return NotFound();
        if (await grants.TakeBack(BusinessId, Party, view, Command, Actor) is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["View.Taken"]);
        return Redirect(ConsolePlaces.Party(Party) + "#views");
    }

    private async Task<bool> IsFull()
    {
        await using var read = await Open();
        var open = await read.Row<int>(
            """
            select count(*)::int from read.delegated_view
            where business = @business and party = @party and revoked_at is null and expires_at > @now
            """, new { business = BusinessId, party = Party, now = Now });
        return open >= ViewGrants.MaxOpen;
    }

    private async Task<string?> FindParty()
    {
        await using var read = await Open();
        return (await PartyFacts.Read(read, BusinessId, Party))?.Name;
    }

    private async Task LoadAccount(ScopedRead read)
    {
        var ledger = new { business = BusinessId, party = Party, currency = Currency, asOf = Today };
        var cards = (await read.Rows<CardsRow>(LedgerQueries.Cards, new
        {
            business = BusinessId,
            party = Party,
            today = Today,
            yearStart = Business.Details.FinancialYearOf(Today).FirstDay,
        })).FirstOrDefault(row => row.Currency == Currency);
        Account = new AccountView(
            cards,
            await read.RowOrNone<AgingRow>(LedgerQueries.Aging, ledger),
            // What is owed first, what stands against it after that.
            [.. (await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, new
            {
                business = BusinessId,
                party = Party,
                currency = Currency,
                asOf = Today,
                afterDue = (DateOnly?)null,
                afterEntry = (long?)null,
                limit = OpenItemRows,
            })).OrderByDescending(item => item.IsDebit)],
            await read.Position(Topic.Ledger(Party, Currency)) ?? 0);
        Held = await HeldPaymentRow.OfParty(read, BusinessId, Party, Currency);
        Period = await LedgerPeriod.Read(read, Request, BusinessId, Party, Currency, Business.Details, Today);
    }

    private async Task LoadDocuments(ScopedRead read)
    {
        var rows = await read.Rows<DocumentRow>(
            $"""
            select * from (
              select 'Invoice' as kind, i.document, i.number, i.status, i.document_date, i.due_date, i.currency, i.total_minor,
                e.open_minor + coalesce(m.open_minor, 0) as open_minor,
                e.disputed_minor + coalesce(m.disputed_minor, 0) as disputed_minor, i.last_viewed_at, i.created_at
              from read.invoice i
              left join read.entry e on e.business = i.business and e.document = i.document
              left join ({LedgerQueries.MovedOfDocuments}) m on m.document = i.document
              where i.business = @business and i.party = @party and i.status <> 'Discarded'
              union all
              select 'CreditNote', c.document, c.number, c.status, c.document_date, c.document_date, c.currency, c.total_minor,
                e.open_minor + coalesce(m.open_minor, 0), 0, null, c.created_at
              from read.credit_note c
              left join read.entry e on e.business = c.business and e.document = c.document
              left join ({LedgerQueries.MovedOfDocuments}) m on m.document = c.document
              where c.business = @business and c.party = @party and c.status <> 'Discarded'
            ) d
            order by d.status not in ('Draft', 'Issuing'), d.document_date desc, d.number desc, d.created_at desc
            limit @limit
            """, new { business = BusinessId, party = Party, limit = DocumentRows });
        Drafts = [.. rows.Where(row => row.Status is DocumentStatus.Draft or DocumentStatus.Issuing)];
        Documents = [.. rows.Where(row => row.Status is DocumentStatus.Issued or DocumentStatus.Void)];
        LedgerVersion = await read.Position(Topic.Ledger(Party, Currency)) ?? 0;
        PartyPosition = await read.Position(Topic.Party(Party)) ?? 0;
    }

    private async Task LoadPeople(ScopedRead read)
    {
        Link = await PortalLinkView.Read(read, BusinessId, Party, secrets, Now);
        var sealedContacts = await read.Rows<ContactRow>(
            """
            select contact, sealed, role from read.contact
            where business = @business and party = @party and not is_removed
            order by contact
            """, new { business = BusinessId, party = Party });
        var contacts = sealedContacts.Select(row => new SealedContact(row.Contact, row.Sealed, row.Role)).ToList();
        var details = await vault.Unseal(BusinessId, contacts, HttpContext.RequestAborted);
        Contacts = [.. contacts.Zip(details, (contact, person) => new ContactView(contact.Id, contact.Role, person))];
        var invitations = await InvitationFacts.Read(read, BusinessId, Party);
        Contacts = [.. Contacts.Select(contact => contact with { Invitation = invitations.GetValueOrDefault(contact.Id) })];
        Views = await GivenView.Read(read, vault, BusinessId, Party, HttpContext.RequestAborted);
        Statements = await StatementPlan.Read(read, BusinessId, Party, Zone, Now);
        PartyPosition = await read.Position(Topic.Party(Party)) ?? 0;
    }

    private sealed record ContactRow(ContactId Contact, byte[] Sealed, string? Role);
}

public sealed record MergedPartyRow(PartyId Party, string Name);

/// <param name="Cards">Null before the first entry.</param>
/// <param name="Version">Of the ledger.</param>
public sealed record AccountView(CardsRow? Cards, AgingRow? Aging, IReadOnlyList<OpenItemRow> OpenItems, long Version)
{
    public IEnumerable<OpenItemRow> OpenDebits => OpenItems.Where(item => item.IsDebit);

    public IEnumerable<OpenItemRow> UnappliedCredits => OpenItems.Where(item => !item.IsDebit);
}

/// <param name="Person">Null for someone whose data was erased.</param>
/// <param name="Invitation">Null for someone who was never invited.</param>
public sealed record ContactView(ContactId Id, string? Role, ContactDetails? Person, InvitationFacts? Invitation = null);
