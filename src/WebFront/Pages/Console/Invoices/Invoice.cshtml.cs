using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.DocumentLinks;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Files;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pages.Console.Documents;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary>
/// <c>/console/invoices/{document}</c>: one invoice with everything about it: its lines and the events they bill, what is
/// paid of it, who opened it, its link; and what can still be done with it.
/// </summary>
public sealed class InvoicePage(Desk desk, LinkSecrets secrets, ContactVault vault, LinkMail mail, PaperDesk papers)
    : ConsolePage(desk), IRegisteredPage
{
    [BindProperty(SupportsGet = true)]
    public DocumentId Document { get; set; }

    /// <summary>Why it is made void or corrected.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Of the credit note that corrects it.</summary>
    [BindProperty]
    public string? Date { get; set; }

    [BindProperty]
    public RegistrationForm Registered { get; set; } = new();

    public Registration? Registration { get; private set; }

    public RegistrationView RegistrationView => new(
        ConsolePlaces.Invoice(Document), Invoice.Number ?? "", Registration, IsIssued && RegistrationView.IsIndian(Supplier))
    {
        IsRefused = RegistrationForm.IsRefused(ModelState),
    };

    public InvoiceRow Invoice { get; private set; } = null!;

    public DocumentContent Paper { get; private set; } = null!;

    public DocumentTotals Totals { get; private set; } = null!;

    public DocumentPartyDetails? Supplier { get; private set; }

    public DocumentPartyDetails? Customer { get; private set; }

    public EntryRow? Entry { get; private set; }

    public IReadOnlyList<SettlementRow> Settlements { get; private set; } = [];

    public IReadOnlyList<ViewingRow> Viewings { get; private set; } = [];

    public IReadOnlyList<Forwarded> Forwards { get; private set; } = [];

    public IReadOnlyList<CreditRow> Credits { get; private set; } = [];

    public PortalLinkView? Link { get; private set; }

    /// <summary>To whom the link may go.</summary>
    public PartyReach Reach { get; private set; } = PartyReach.None;

    public long Position { get; private set; }

    /// <summary>Why the ledger did not agree that it is void.</summary>
    public string? VoidRefused => Invoice.VoidRefused is { } code
        ? Refusals.Message(new Refusal(code), AmountsIn, Text, SharedTexts)
        : null;

    public Money Total => new(Totals.TotalMinor, Invoice.Currency);

    /// <summary>What stands in the way of an electronic invoice.</summary>
    public UblGap? UblGap => UblGaps.Of(Invoice.Currency, Supplier, Customer, Paper);

    /// <summary>What became of it, as its customer reads it.</summary>
    public IReadOnlyList<TimelineRow> Timeline => InvoiceTimeline.Of(
        Invoice.Status, Paper.Date, Paper.DueDate ?? Paper.Date, Today, Line.Open?.Minor ?? Totals.TotalMinor, Settlements);

    public bool IsIssued => Invoice.Status == DocumentStatus.Issued;

    /// <summary>Nobody can have seen it, and nothing rests on it.</summary>
    public bool CanBeVoided => IsIssued && !Invoice.IsVoiding && !Invoice.IsShared && Invoice.Views == 0 && Invoice.CreditedMinor == 0
        && Entry is { } entry && entry.OpenMinor == entry.AmountMinor
        && (Business.LockedThrough is not { } locked || Paper.Date > locked);

    public bool CanBeCorrected => IsIssued && !Invoice.IsVoiding && !CanBeVoided && Invoice.CreditedMinor == 0 && Invoice.CorrectedBy is null;

    public DocumentRow Line => new()
    {
        Document = Document,
        Status = Invoice.Status,
        DocumentDate = Paper.Date,
        DueDate = Paper.DueDate ?? Paper.Date,
        Currency = Invoice.Currency,
        TotalMinor = Totals.TotalMinor,
        OpenMinor = Entry?.OpenMinor,
        DisputedMinor = Entry?.DisputedMinor,
    };

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet() => await Load() ? Shown("_Invoice") : NotFound();

    /// <summary>The PDF that its customer gets.</summary>
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetPdf()
    {
        await using var read = await Open();
        if (await Find(read) is not { Status: DocumentStatus.Issued or DocumentStatus.Void } row
            || await PortalInvoice.Read(read, BusinessId, [row.Party.Value], Document, null) is not { } invoice)
            return NotFound();
        if (invoice.Number is not { } number)
            return papers.NotYet();
        return await papers.Kept(
            HttpContext, read, PaperName.Of(BusinessId, row.Party, Document, row.Status == DocumentStatus.Void, invoice.Registration is not null), number,
            papers.Documents.Invoice(invoice, Business.Details));
    }

    /// <summary>What the page shows of the document, as a file.</summary>
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => await Load()
        ? (DocumentFile.Of(
            "Invoice", Invoice.Number, Invoice.Status, Invoice.Currency, Paper, Totals, Line.Open?.Minor, Settlements) with
        {
            Supplier = Supplier,
            Customer = Customer,
            Registration = Api.RegistrationShown.Of(Registration),
        }).As(form)
        : NotFound();

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetUbl()
    {
        await using var read = await Open();
        return UblFile.Of(await IssuedDocument.ReadInvoice(read, Grains, BusinessId, Document));
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostIssue()
    {
        await using var read = await Open();
        if (await Find(read) is not { } row || await PartyFacts.Read(read, BusinessId, row.Party) is not { } customer)
            return NotFound();
        if (IfMerged(customer) is { } merged)
            return merged;
        var issue = new InvoiceIssue(Business.Details, customer, OwnBusiness.Stored<DocumentContent>(row.Content), HoldSeconds);
        var answer = await Grain<IInvoice>(Document).Execute(issue.Command(Command, Actor));
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            OfferRecall(customer.Name);
        return Here();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostRecall()
    {
        if (!await Exists())
            return NotFound();
        // The bar that offers it may be shown by any page, so the wish has no form of its own to be named in.
        var id = Command == default ? new CommandId(Guid.CreateVersion7(Now)) : Command;
        var answer = await Grain<IInvoice>(Document).Execute(new RecallInvoice { Id = id, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Invoice.Recalled"]);
        return Here();
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostShare()
    {
        await using var read = await Open();
        if (await Find(read) is not { } row)
            return NotFound();
        var refusal = await InvoiceSharing.Share(
            Grain<IInvoice>(Document), Grain<IDocumentLink>(Document), row.Party, Business.Portal, Command, Actor);
        if (refusal is not null)
            Tell(refusal);
        return Redirect(ConsolePlaces.Invoice(Document) + "#share");
    }

    /// <summary>By e-mail to the first contact who has an address.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostMail()
    {
        if (!await Load() || Reach.ByMail is not { } contact || Command == default)
            return NotFound();
        await mail.Send(BusinessId, Invoice.Party, contact, Document, LinkedDocument.Invoice, Command);
        TempData.Tell(Text["Mail.OnItsWay", Reach.MailName ?? ""]);
        return Redirect(ConsolePlaces.Invoice(Document) + "#share");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostRevokeLink()
    {
        if (!await Exists())
            return NotFound();
        var answer = await Grain<IDocumentLink>(Document).Execute(new RevokeDocumentLink { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Share.Revoked"]);
        return Redirect(ConsolePlaces.Invoice(Document) + "#share");
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostDiscard()
    {
        await using var read = await Open();
        if (await Find(read) is not { } row)
            return NotFound();
        var answer = await Grain<IInvoice>(Document).Execute(new DiscardInvoice { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
        {
            Tell(refusal);
            return Here();
        }

        TempData.Tell(Text["Invoice.Discarded", row.PartyName]);
        return Redirect(ConsolePlaces.Party(row.Party));
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostVoid()
    {
        if (!await Load())
            return NotFound();
        var reason = Form.Required(nameof(Reason), Reason, 500);
        if (IsUnreadable())
            return Page();
        var answer = await Grain<IInvoice>(Document).Execute(new VoidInvoice { Id = Command, By = Actor, Reason = reason });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, ("reason", nameof(Reason)));
            return Page();
        }

        TempData.Tell(Text["Invoice.Voiding", Invoice.Number ?? ""]);
        return Here();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostCorrect()
    {
        if (!await Load())
            return NotFound();
        // Its copy would be billed to a party that nothing is billed to any more.
        if (await IfPartyMerged() is { } merged)
            return merged;
        var date = Form.Date(nameof(Date), Date, Today);
        var reason = Form.Required(nameof(Reason), Reason, 500);
        if (IsUnreadable())
            return Page();
        var draft = new DocumentId(Id.Derive(Command.Value, "draft"));
        var answer = await Grain<IInvoice>(Document).Execute(new CorrectInvoice
        {
            Id = Command,
            By = Actor,
            CreditNote = new DocumentId(Id.Derive(Command.Value, "credit-note")),
            Draft = draft,
            CreditNoteDate = date,
            CreditNoteNumbering = Business.Details.CreditNoteNumbering(date),
            Reason = reason,
        });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, ("reason", nameof(Reason)), ("creditNoteDate", nameof(Date)));
            return Page();
        }

        TempData.Tell(Text["Invoice.Corrected", Invoice.Number ?? ""]);
        await using var read = await Open();
        // The draft follows by outbox, at once as a rule: until it is there this page says that it comes.
        var hasDraft = await read.Row<bool>(
            "select exists (select from read.invoice where business = @business and document = @draft)",
            new { business = BusinessId, draft });
        return hasDraft ? Redirect($"{ConsolePlaces.Invoice(draft)}/edit") : Here();
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
        var answer = await Grain<IInvoice>(Document).Execute(
            new RegisterInvoice { Id = Command, By = Actor, Registration = registration });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, RegistrationForm.Fields);
            return Page();
        }

        TempData.Tell(Text["Registration.Saved", Invoice.Number ?? ""]);
        return Here();
    }

    protected override Currency AmountsIn => Invoice?.Currency ?? base.AmountsIn;

    private const int HoldSeconds = 10;

    private void OfferRecall(string customer) => TempData.OfferUndo(
        Text["Invoice.IssuedTo", customer], $"{ConsolePlaces.Invoice(Document)}?handler=Recall", Now.AddSeconds(HoldSeconds));

    private async Task<IActionResult?> IfPartyMerged()
    {
        await using var read = await Open();
        return await PartyFacts.Read(read, BusinessId, Invoice.Party) is { } customer ? IfMerged(customer) : null;
    }

    private RedirectResult Here() => Redirect(ConsolePlaces.Invoice(Document));

    private async Task<bool> Exists()
    {
        await using var read = await Open();
        return await Find(read) is not null;
    }

    private Task<InvoiceRow?> Find(ScopedRead read) => read.RowOrNone<InvoiceRow>(
        """
        select i.party, p.name as party_name, i.version, i.status, i.number, i.currency, i.content::text as content,
          i.totals::text as totals, i.supplier::text as supplier, i.customer::text as customer, i.is_shared, i.held_until, i.issued_at, i.views,
          i.first_viewed_at, i.is_voiding, i.void_refused, i.credited_minor, i.corrected_by, i.copied_from,
          i.registration::text as registration,
          (select c.number from read.invoice c where c.business = i.business and c.document = i.copied_from) as copied_number
        from read.invoice i join read.party p on p.business = i.business and p.party = i.party
        where i.business = @business and i.document = @document
        """, new { business = BusinessId, document = Document });

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await Find(read) is not { } row)
            return false;
        Invoice = row;
        Paper = OwnBusiness.Stored<DocumentContent>(row.Content);
        Totals = OwnBusiness.Stored<DocumentTotals>(row.Totals);
        Registration = DocumentJson.ReadRegistration(row.Registration);
        Supplier = row.Supplier is null ? null : OwnBusiness.Stored<DocumentPartyDetails>(row.Supplier);
        Customer = row.Customer is null ? null : OwnBusiness.Stored<DocumentPartyDetails>(row.Customer);
        var document = new { business = BusinessId, document = Document };
        Entry = await read.RowOrNone<EntryRow>(LedgerQueries.EntryOfDocument, document);
        Settlements = await read.Rows<SettlementRow>(LedgerQueries.SettlementsOfDocument, document);

        Viewings = await read.Rows<ViewingRow>(
            """
            select viewed_at, through, device from read.viewing
            where business = @business and document = @document order by viewed_at desc limit 20
            """, document);
        Forwards = await Forwarded.Read(read, vault, BusinessId, Document, HttpContext.RequestAborted);
        Credits = await read.Rows<CreditRow>(
            """
            select document, number, status, document_date, total_minor from read.credit_note
            where business = @business and invoice = @document and status <> 'Discarded' order by document_date, document
            """, document);
        Link = await PortalLinkView.Read(read, BusinessId, Document, secrets, Now);
        Reach = await PartyReach.Read(read, vault, BusinessId, row.Party, HttpContext.RequestAborted);
        Position = await read.Position(Topic.Business) ?? 0;
        return true;
    }
}

public sealed record InvoiceRow(
    PartyId Party,
    string PartyName,
    long Version,
    DocumentStatus Status,
    string? Number,
    Currency Currency,
    string Content,
    string Totals,
    string? Supplier,
    string? Customer,
    bool IsShared,
    DateTimeOffset? HeldUntil,
    DateTimeOffset? IssuedAt,
    int Views,
    DateTimeOffset? FirstViewedAt,
    bool IsVoiding,
    RefusalCode? VoidRefused,
    long CreditedMinor,
    DocumentId? CorrectedBy,
    DocumentId? CopiedFrom,
    string? Registration,
    string? CopiedNumber);

public sealed record ViewingRow(DateTimeOffset ViewedAt, string Through, string Device);

/// <summary>A credit note that names the invoice.</summary>
public sealed record CreditRow(DocumentId Document, string? Number, DocumentStatus Status, DateOnly DocumentDate, long TotalMinor);
