using LedgerPortal.Access;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Files;
using LedgerPortal.Hosting;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal.CreditNotes;

/// <summary>
/// One credit note, as a page of its own and (<c>?part=lines</c>) opened in place in a list. Its own link opens it also
/// when the business shows no credit notes: it was sent on purpose.
/// </summary>
[OpenToDocumentLinks]
public sealed class CreditNoteModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, PaperDesk papers, IGrains grains)
    : PortalPage(reader, text, time)
{
    public PortalCreditNote CreditNote { get; private set; } = null!;

    public string Path => $"/portal/credit-notes/{CreditNote.Id}";

    public bool HasUbl => CreditNote.Number is not null
        && UblGaps.Of(CreditNote.Currency, CreditNote.Supplier, CreditNote.Customer, CreditNote.Content) is null;

    /// <summary>For who came by a link the way there leads to signing in; who may only read is offered nothing.</summary>
    public bool CanForward => Visit is { IsWholeParty: true, Session.IsReadOnly: false } && CreditNote.Number is not null;

    public async Task<IActionResult> OnGetAsync(string id, string? part)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if (Visit.IsWholeParty && !Visit.Settings.ShowCreditNotes)
            return NotFound();
        if (await PortalCreditNote.Read(read, Visit, document) is not { } creditNote)
            return NotFound();
        CreditNote = creditNote;
        return part switch
        {
            null => Page(),
            "registration" when Visit.IsWholeParty => Partial("_Registration", this),
            "document" => Partial("_CreditNote", this),
            "lines" when Visit.IsWholeParty => Partial("_CreditNoteInPlace", this),
            _ => NotFound(),
        };
    }

    /// <summary>As a PDF, the same bytes whenever it is asked for.</summary>
    public async Task<IActionResult> OnGetPdfAsync(string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if (Visit.IsWholeParty && !Visit.Settings.ShowCreditNotes)
            return NotFound();
        if (await PortalCreditNote.Read(read, Visit, document) is not { } creditNote)
            return NotFound();
        if (creditNote.Number is not { } number)
            return papers.NotYet();
        return await papers.Kept(
            HttpContext, read, PaperName.Of(Visit.Session.Business, Visit.Session.Party, document, isVoid: false, creditNote.Registration is not null), number,
            papers.Documents.CreditNote(creditNote, Visit.Business));
    }

    /// <summary>What the page shows, as a file.</summary>
    public async Task<IActionResult> OnGetFileAsync(string id, [FromQuery(Name = "as")] string? form)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        if ((Visit.IsWholeParty && !Visit.Settings.ShowCreditNotes)
            || await PortalCreditNote.Read(read, Visit, document) is not { } creditNote)
        {
            return NotFound();
        }

        return (DocumentFile.Of(
            "CreditNote", creditNote.Number, Documents.DocumentStatus.Issued, creditNote.Currency, creditNote.Content,
            creditNote.Totals, creditNote.Unapplied.Minor, creditNote.Settlements) with
        {
            Supplier = creditNote.Supplier,
            Customer = creditNote.Customer,
            Invoice = creditNote.Invoice?.Number,
            Reason = creditNote.Reason,
            Registration = Api.RegistrationShown.Of(creditNote.Registration),
        }).As(form);
    }

    public async Task<IActionResult> OnGetUblAsync(string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return NotFound();
        await using var read = await Open();
        return Visit.IsWholeParty && !Visit.Settings.ShowCreditNotes
            ? NotFound()
            : UblFile.Of(await IssuedDocument.ReadCreditNote(read, grains, Visit.Session.Business, document));
    }
}
