using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Files;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pages.Console.Documents;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.CreditNotes;

/// <summary><c>/console/credit-notes/{document}</c>: one credit note, what it settles, its link.</summary>
public sealed class CreditNotePage(Desk desk, LinkSecrets secrets, ContactVault vault, LinkMail mail, PaperDesk papers)
    : ConsolePage(desk), IRegisteredPage
{
    [BindProperty(SupportsGet = true)]
    public DocumentId Document { get; set; }

    [BindProperty]
    public RegistrationForm Registered { get; set; } = new();

    public Registration? Registration { get; private set; }

    public RegistrationView RegistrationView => new(
        ConsolePlaces.CreditNote(Document), CreditNote.Number ?? "", Registration,
        CreditNote.Status == DocumentStatus.Issued
            && RegistrationView.IsIndian(OwnBusiness.Stored<DocumentPartyDetails>(CreditNote.Supplier)))
    {
        IsRefused = RegistrationForm.IsRefused(ModelState),
    };

    public CreditNoteRow CreditNote { get; private set; } = null!;

    public DocumentContent Paper { get; private set; } = null!;

    public DocumentTotals Totals { get; private set; } = null!;

    public InvoiceReference? Invoice { get; private set; }

    public EntryRow? Entry { get; private set; }

    public IReadOnlyList<SettlementRow> Settlements { get; private set; } = [];

    public IReadOnlyList<Forwarded> Forwards { get; private set; } = [];

    public PortalLinkView? Link { get; private set; }

    /// <summary>To whom the link may go.</summary>
    public PartyReach Reach { get; private set; } = PartyReach.None;

    public long Position { get; private set; }

    /// <summary>What stands in the way of an electronic credit note.</summary>
    public UblGap? UblGap => UblGaps.Of(
        CreditNote.Currency, OwnBusiness.Stored<DocumentPartyDetails>(CreditNote.Supplier),
        OwnBusiness.Stored<DocumentPartyDetails>(CreditNote.Customer), Paper);

    public Money Total => new(Totals.TotalMinor, CreditNote.Currency);

    public DocumentRow Line => new() { Kind = "CreditNote", Status = CreditNote.Status };

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet() => await Load() ? Shown("_CreditNote") : NotFound();

    /// <summary>The PDF that its customer gets.</summary>
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetPdf()
    {
        await using var read = await Open();
        if (await Find(read) is not { Status: DocumentStatus.Issued } row
            || await PortalCreditNote.Read(read, BusinessId, [row.Party.Value], Document, null) is not { } creditNote)
            return NotFound();
        if (creditNote.Number is not { } number)
            return papers.NotYet();
        return await papers.Kept(
            HttpContext, read, PaperName.Of(BusinessId, row.Party, Document, isVoid: false, creditNote.Registration is not null), number,
            papers.Documents.CreditNote(creditNote, Business.Details));
    }

    /// <summary>What the page shows of the document, as a file.</summary>
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => await Load()
        ? (DocumentFile.Of(
            "CreditNote", CreditNote.Number, CreditNote.Status, CreditNote.Currency, Paper, Totals, Entry?.OpenMinor,
            Settlements) with
        {
            Supplier = OwnBusiness.Stored<DocumentPartyDetails>(CreditNote.Supplier),
            Customer = OwnBusiness.Stored<DocumentPartyDetails>(CreditNote.Customer),
            Invoice = Invoice?.Number,
            Reason = CreditNote.Reason,
            Registration = Api.RegistrationShown.Of(Registration),
        }).As(form)
        : NotFound();

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetUbl()
    {
        await using var read = await Open();
        return UblFile.Of(await IssuedDocument.ReadCreditNote(read, Grains, BusinessId, Document));
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostShare()
    {
        if (!await Load())
            return NotFound();
        var answer = await Grain<IDocumentLink>(Document).Execute(new ShareDocument
        {
            Id = Command,
            By = Actor,
            Party = CreditNote.Party,
            Kind = LinkedDocument.CreditNote,
            ExpiryDays = Business.Portal.DocumentLinkDays,
        });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        return Redirect(ConsolePlaces.CreditNote(Document) + "#share");
    }

    /// <summary>By e-mail to the first contact who has an address.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostMail()
    {
        if (!await Load() || Reach.ByMail is not { } contact || Command == default)
            return NotFound();
        await mail.Send(BusinessId, CreditNote.Party, contact, Document, LinkedDocument.CreditNote, Command);
        TempData.Tell(Text["Mail.OnItsWay", Reach.MailName ?? ""]);
        return Redirect(ConsolePlaces.CreditNote(Document) + "#share");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostRevokeLink()
    {
        if (!await Load())
            return NotFound();
        var answer = await Grain<IDocumentLink>(Document).Execute(new RevokeDocumentLink { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Share.Revoked"]);
        return Redirect(ConsolePlaces.CreditNote(Document) + "#share");
    }

    /// <summary>What the Indian portal answered for it; once.</summary>
    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostRegister()
    {
        if (!await Load())
            return NotFound();
        var registration = Registered.Read(Form, Today, Text);
        if (IsUnreadable())
            return Page();
        var answer = await Grain<ICreditNote>(Document).Execute(
            new RegisterCreditNote { Id = Command, By = Actor, Registration = registration });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, RegistrationForm.Fields);
            return Page();
        }

        TempData.Tell(Text["Registration.Saved", CreditNote.Number ?? ""]);
        return Redirect(ConsolePlaces.CreditNote(Document));
    }

    private Task<CreditNoteRow?> Find(ScopedRead read) => read.RowOrNone<CreditNoteRow>(
        """
        select c.party, p.name as party_name, c.status, c.number, c.currency, c.content::text as content,
          c.totals::text as totals, c.supplier::text as supplier, c.customer::text as customer,
          c.invoice_reference::text as invoice_reference, c.reason,
          c.registration::text as registration
        from read.credit_note c join read.party p on p.business = c.business and p.party = c.party
        where c.business = @business and c.document = @document
        """, new { business = BusinessId, document = Document });

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await Find(read) is not { } row)
            return false;
        CreditNote = row;
        Paper = OwnBusiness.Stored<DocumentContent>(row.Content);
        Totals = OwnBusiness.Stored<DocumentTotals>(row.Totals);
        Registration = DocumentJson.ReadRegistration(row.Registration);
        Invoice = row.InvoiceReference is null ? null : OwnBusiness.Stored<InvoiceReference>(row.InvoiceReference);
        var document = new { business = BusinessId, document = Document };
        Entry = await read.RowOrNone<EntryRow>(LedgerQueries.EntryOfDocument, document);
        Settlements = await read.Rows<SettlementRow>(LedgerQueries.SettlementsOfDocument, document);

        Forwards = await Forwarded.Read(read, vault, BusinessId, Document, HttpContext.RequestAborted);
        Link = await PortalLinkView.Read(read, BusinessId, Document, secrets, Now);
        Reach = await PartyReach.Read(read, vault, BusinessId, row.Party, HttpContext.RequestAborted);
        Position = await read.Position(Topic.Business) ?? 0;
        return true;
    }
}

public sealed record CreditNoteRow(
    PartyId Party,
    string PartyName,
    DocumentStatus Status,
    string? Number,
    Currency Currency,
    string Content,
    string Totals,
    string Supplier,
    string Customer,
    string? InvoiceReference,
    string? Reason,
    string? Registration);
