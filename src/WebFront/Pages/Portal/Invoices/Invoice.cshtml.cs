using LedgerPortal.Access;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Files;
using LedgerPortal.Hosting;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal.Invoices;

/// <summary>
/// One invoice, as a page of its own and (<c>?part=lines</c>) opened in place in a list. Whoever came with the invoice's own
/// link sees it, its payments, and nothing else.
/// </summary>
[OpenToDocumentLinks]
public sealed class InvoiceModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, IGrains grains, PaperDesk papers)
    : PortalPage(reader, text, time)
{
    public PortalInvoice Invoice { get; private set; } = null!;

    public InvoiceState State => InvoiceState.Of(
        Invoice.Status, Invoice.Total.Minor, Invoice.Open.Minor, Invoice.Disputed.Minor, Invoice.DueDate, Visit.Today);

    public string Path => $"/portal/invoices/{Invoice.Id}";

    /// <summary>Where the page says that the customer saw it; null for somebody outside who may only read.</summary>
    public string? ViewedUrl => Visit.Session.IsReadOnly ? null : Path + "?handler=Viewed";

    /// <summary>What the law calls it, here and on its PDF.</summary>
    public InvoiceTitle Title => InvoiceTitles.Of(
        Invoice.Supplier, Invoice.Totals,
        TaxSplits.PlaceOfSupply(Invoice.Supplier, Invoice.Customer, Invoice.Content.PlaceOfSupply), Visit.Business.TaxScheme);

    /// <summary>For who came by a link the way there leads to signing in; who may only read is offered nothing.</summary>
    public bool CanForward => Visit is { IsWholeParty: true, Session.IsReadOnly: false } && Invoice is { Status: DocumentStatus.Issued, Number: not null };

    /// <summary>Something remains, and the business has told where to pay it.</summary>
    public bool CanPay => Invoice.Open.Minor > 0 && PaymentDetails.Of(Visit.Business) is not null;

    public bool HasUbl => Invoice.Status == Documents.DocumentStatus.Issued
        && UblGaps.Of(Invoice.Currency, Invoice.Supplier, Invoice.Customer, Invoice.Content) is null;

    public async Task<IActionResult> OnGetAsync(string id, string? part)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if (await PortalInvoice.Read(read, Visit, document) is not { } invoice)
            return NotFound();
        Invoice = invoice;
        return part switch
        {
            null => Page(),
            "registration" when Visit.IsWholeParty => Partial("_Registration", this),
            "document" => Partial("_Invoice", this),
            "lines" when Visit.IsWholeParty => Partial("_InvoiceInPlace", this),
            _ => NotFound(),
        };
    }

    /// <summary>As a PDF, the same bytes whenever it is asked for. Fetching it marks nothing as viewed.</summary>
    public async Task<IActionResult> OnGetPdfAsync(string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if (await PortalInvoice.Read(read, Visit, document) is not { } invoice)
            return NotFound();
        if (invoice.Number is not { } number)
            return papers.NotYet();
        var (business, party) = (Visit.Session.Business, Visit.Session.Party);
        return await papers.Kept(
            HttpContext, read,
            PaperName.Of(business, party, document, invoice.Status == DocumentStatus.Void, invoice.Registration is not null), number,
            papers.Documents.Invoice(invoice, Visit.Business));
    }

    /// <summary>What the page shows, as a file.</summary>
    public async Task<IActionResult> OnGetFileAsync(string id, [FromQuery(Name = "as")] string? form)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if (await PortalInvoice.Read(read, Visit, document) is not { } invoice)
            return NotFound();
        return (DocumentFile.Of(
            "Invoice", invoice.Number, invoice.Status, invoice.Currency, invoice.Content, invoice.Totals, invoice.Open.Minor,
            invoice.Settlements) with
        {
            Supplier = invoice.Supplier,
            Customer = invoice.Customer,
            Registration = Api.RegistrationShown.Of(invoice.Registration),
        }).As(form);
    }

    public async Task<IActionResult> OnGetUblAsync(string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        return UblFile.Of(await IssuedDocument.ReadInvoice(read, grains, Visit.Session.Business, document));
    }

    /// <summary>
    /// The page says that a person saw it: after a touch, a key, or two seconds in view. An operator of the business who
    /// looks at what customers see leaves no trace.
    /// </summary>
    public async Task<IActionResult> OnPostViewedAsync(string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using (var read = await Open())
        {
            if (await PortalInvoice.Read(read, Visit, document) is null)
                return NotFound();
        }

        var session = Reader.Session;
        var console = (await HttpContext.AuthenticateAsync(AccessSchemes.Console)).Principal?.ConsoleSession();
        if (console?.Business == session.Business)
            return StatusCode(StatusCodes.Status204NoContent);

        var answer = await grains.Get<IInvoice>($"{session.Business}/{document}").Execute(new MarkInvoiceViewed
        {
            // A page that says it twice, or once more after a lost answer, is seen once.
            Id = new CommandId(LedgerPortal.Id.Derive(session.Id, $"viewed/{document}/{Visit.Now.ToUnixTimeSeconds() / 60}")),
            By = Reader.Actor,
            Through = session.Way.InWords(),
            Device = Device.Of(Request),
        });
        // Void meanwhile: there is nothing to mark, and nothing to tell the reader either.
        return StatusCode(answer.IsAccepted ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict);
    }
}
