using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.Demonstration;

/// <summary>The demonstration's way to the grains: every act is a command that a person could have given.</summary>
/// <param name="next">Makes the id of the next command or document of a kind.</param>
/// <param name="entryOf">The entry that posts a document.</param>
internal sealed class DemonstrationBooks(
    IGrains grains, DemonstrationStaff staff, Func<string, CommandId> next, Func<DocumentId, Task<long>> entryOf)
{
    private static BusinessId Business => DemonstrationBusiness.Id;

    private static BusinessDetails Details => DemonstrationBusiness.Details;

    public async Task MakeBusiness() => (await grains.Get<IBusiness>(Business.ToString()).Execute(new CreateBusiness
    {
        Id = next("business"),
        By = staff.Owner,
        Details = Details,
        Portal = DemonstrationBusiness.Portal,
    })).OrThrow();

    public async Task LockThrough(DateOnly day) => (await grains.Get<IBusiness>(Business.ToString()).Execute(new LockPeriod
    {
        Id = next("lock"),
        By = staff.Owner,
        Through = day,
    })).OrThrow();

    public async Task MakeParty(DemonstrationParty party, IEnumerable<SealedContact> contacts)
    {
        var grain = grains.Get<IParty>(KeyOf(party));
        (await grain.Execute(new CreateParty
        {
            Id = next("party"),
            By = staff.Accountant,
            Details = party.Details,
            IsShared = party.IsShared,
        })).OrThrow();
        // Sealing the same person gives other bytes each time.
        var there = (await grain.View())!.Contacts.Select(contact => contact.Id).ToHashSet();
        foreach (var contact in contacts.Where(contact => !there.Contains(contact.Id)))
            (await grain.Execute(new SaveContact { Id = new CommandId(Id.Derive(contact.Id.Value, "save")), By = staff.Accountant, Contact = contact })).OrThrow();
    }

    public Task OpeningBalance(DemonstrationParty party, long minor, DateOnly day, DateOnly due, string number) =>
        Post(party, staff.Owner, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.OpeningBalance,
            Side = Side.Debit,
            Amount = Rupees(minor),
            DocumentDate = day,
            DueDate = due,
            Number = number,
            Narration = "Carried over from the old books",
        });

    /// <summary>Drafts an invoice and leaves it so.</summary>
    public async Task<DocumentId> Draft(DemonstrationParty party, DocumentContent content)
    {
        var document = new DocumentId(next("document").Value);
        (await InvoiceOf(document).Execute(new DraftInvoice
        {
            Id = next("draft"),
            By = staff.Accountant,
            Party = party.Id,
            Currency = Details.Currency,
            TaxSplit = SplitOf(party),
            Content = content,
        })).OrThrow();
        return document;
    }

    public async Task<DemonstrationInvoice> Invoice(DemonstrationParty party, DocumentContent content)
    {
        var document = await Draft(party, content);
        (await InvoiceOf(document).Execute(new IssueInvoice
        {
            Id = next("issue"),
            By = staff.Accountant,
            Supplier = Supplier,
            Customer = CustomerOf(party),
            Numbering = Details.InvoiceNumbering(content.Date),
        })).OrThrow();
        var view = await InvoiceOf(document).View();
        return new DemonstrationInvoice(document, party, content, view!.Number!, view.Totals);
    }

    public async Task Void(DemonstrationInvoice invoice, string reason) => (await InvoiceOf(invoice.Document).Execute(
        new VoidInvoice { Id = next("void"), By = staff.Owner, Reason = reason })).OrThrow();

    public async Task Correct(DemonstrationInvoice invoice, DateOnly day, string reason) =>
        (await InvoiceOf(invoice.Document).Execute(new CorrectInvoice
        {
            Id = next("correct"),
            By = staff.Accountant,
            CreditNote = new DocumentId(next("document").Value),
            Draft = new DocumentId(next("document").Value),
            CreditNoteDate = day,
            CreditNoteNumbering = Details.CreditNoteNumbering(day),
            Reason = reason,
        })).OrThrow();

    public async Task Share(DemonstrationInvoice invoice, int expiryDays)
    {
        (await InvoiceOf(invoice.Document).Execute(
            new MarkInvoiceShared { Id = next("share"), By = staff.Accountant })).OrThrow();
        (await grains.Get<IDocumentLink>($"{Business}/{invoice.Document}").Execute(new ShareDocument
        {
            Id = next("link"),
            By = staff.Accountant,
            Party = invoice.Party.Id,
            Kind = LinkedDocument.Invoice,
            ExpiryDays = expiryDays,
        })).OrThrow();
    }

    public async Task View(DemonstrationInvoice invoice, string through, string device) =>
        (await InvoiceOf(invoice.Document).Execute(new MarkInvoiceViewed
        {
            Id = next("view"),
            By = Actor.Party(invoice.Party.Id, null),
            Through = through,
            Device = device,
        })).OrThrow();

    /// <returns>What it takes off.</returns>
    public async Task<long> CreditNote(DemonstrationInvoice invoice, DocumentContent content, string reason)
    {
        (await grains.Get<ICreditNote>($"{Business}/{new DocumentId(next("document").Value)}").Execute(new IssueCreditNote
        {
            Id = next("credit"),
            By = staff.Accountant,
            Party = invoice.Party.Id,
            Currency = Details.Currency,
            TaxSplit = SplitOf(invoice.Party),
            Content = content,
            Supplier = Supplier,
            Customer = CustomerOf(invoice.Party),
            Invoice = new InvoiceReference(invoice.Document, invoice.Number, invoice.Content.Date),
            Reason = reason,
            Numbering = Details.CreditNoteNumbering(content.Date),
        })).OrThrow();
        return DocumentArithmetic.Totals(content, SplitOf(invoice.Party), Details.Currency).OrThrow().TotalMinor;
    }

    /// <returns>The number of its entry; of one dated ahead, that of the payment in keeping.</returns>
    public Task<long> Payment(
        DemonstrationParty party, long minor, DateOnly day, string method, string? reference, DocumentId? of) =>
        Post(party, staff.Collector, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.Payment,
            Amount = Rupees(minor),
            DocumentDate = day,
            Method = method,
            Reference = reference,
            Settlement = of is { } document ? new SettleDocument(document) : new SettleOldestDueFirst(),
            ReceiptNumbering = Details.ReceiptNumbering(day),
            DayBeginsAt = Details.BeginningOf(day),
            Voucher = VoucherTerms.For(Details, party.Details),
        });

    public Task<long> Tds(DemonstrationInvoice invoice, long minor, DateOnly day) =>
        Post(invoice.Party, staff.Collector, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.Tds,
            Amount = Rupees(minor),
            DocumentDate = day,
            Method = "194Q",
            Narration = $"TDS on {invoice.Number}",
            Settlement = new SettleDocument(invoice.Document),
        });

    public Task<long> Discount(DemonstrationParty party, long minor, DateOnly day) =>
        Post(party, staff.Owner, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.Adjustment,
            Side = Side.Credit,
            Amount = Rupees(minor),
            DocumentDate = day,
            Narration = "Turnover discount of the quarter",
            InternalReason = "Agreed by phone; see the yearly scheme",
            Settlement = new SettleOldestDueFirst(),
        });

    public Task<long> WriteOff(DemonstrationParty party, long minor, DateOnly day) =>
        Post(party, staff.Owner, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.WriteOff,
            Amount = Rupees(minor),
            DocumentDate = day,
            Narration = "Small balance waived",
            InternalReason = "Not worth another call",
            Settlement = new SettleOldestDueFirst(),
        });

    public Task<long> Refund(DemonstrationParty party, long minor, DateOnly day) =>
        Post(party, staff.Owner, new PostEntry
        {
            Id = default,
            By = default,
            Kind = EntryKind.Refund,
            Amount = Rupees(minor),
            DocumentDate = day,
            Method = "Bank transfer",
            Narration = "Advance returned on request",
            Settlement = new SettleOldestDueFirst(),
            ReceiptNumbering = Details.RefundNumbering(day),
            Voucher = VoucherTerms.For(Details, party.Details),
        });

    public async Task Bounce(DemonstrationParty party, long entry, DateOnly day, string narration, string reason) =>
        (await LedgerOf(party).Execute(new ReverseEntry
        {
            Id = next("reverse"),
            By = staff.Collector,
            Entry = entry,
            DocumentDate = day,
            Narration = narration,
            InternalReason = reason,
            Cause = ReversalCause.Bounced,
        })).OrThrow();

    public async Task Dispute(DemonstrationInvoice invoice, long minor) =>
        (await LedgerOf(invoice.Party).Execute(new MarkDisputed
        {
            Id = next("dispute"),
            By = staff.Collector,
            Entry = await entryOf(invoice.Document),
            Amount = Rupees(minor),
        })).OrThrow();

    public async Task<LinkAnswer> Token(DemonstrationParty party, int expiryDays) =>
        (await TokenOf(party).Execute(
            new GenerateToken { Id = next("token"), By = staff.Accountant, ExpiryDays = expiryDays })).OrThrow();

    public async Task UseToken(DemonstrationParty party, int generation, string device) =>
        (await TokenOf(party).Execute(new RecordTokenUse
        {
            Id = next("use"),
            By = Actor.Party(party.Id, null),
            Generation = generation,
            Device = device,
        })).OrThrow();

    public async Task RevokeToken(DemonstrationParty party) =>
        (await TokenOf(party).Execute(new RevokeToken { Id = next("revoke"), By = staff.Owner })).OrThrow();

    private async Task<long> Post(DemonstrationParty party, Actor by, PostEntry entry) =>
        (await LedgerOf(party).Execute(entry with { Id = next("entry"), By = by })).OrThrow().Version;

    private static DocumentPartyDetails Supplier => DocumentPartyDetails.Of(Details);

    private static DocumentPartyDetails CustomerOf(DemonstrationParty party) =>
        new(party.Details.Name, party.Details.TaxId, party.Details.Address);

    private static TaxSplit SplitOf(DemonstrationParty party) => TaxSplits.Between(Details, party.Details, null);

    private static Money Rupees(long minor) => new(minor, Details.Currency);

    private static string KeyOf(DemonstrationParty party) => $"{Business}/{party.Id}";

    private IInvoice InvoiceOf(DocumentId document) => grains.Get<IInvoice>($"{Business}/{document}");

    private IPartyLedger LedgerOf(DemonstrationParty party) =>
        grains.Get<IPartyLedger>(new LedgerKey(Business, party.Id, Details.Currency).ToString());

    private IPortalToken TokenOf(DemonstrationParty party) => grains.Get<IPortalToken>(KeyOf(party));
}

/// <summary>Who works at the demonstration's business.</summary>
internal sealed record DemonstrationStaff(Actor Owner, Actor Accountant, Actor Collector);

internal sealed record DemonstrationInvoice(
    DocumentId Document, DemonstrationParty Party, DocumentContent Content, string Number, DocumentTotals Totals);
