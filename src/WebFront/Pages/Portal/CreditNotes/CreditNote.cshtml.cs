using LedgerPortal.Access;
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
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, PaperDesk papers)
    : PortalPage(reader, text, time)
{
    public PortalCreditNote CreditNote { get; private set; } = null!;

    public string Path => $"/portal/credit-notes/{CreditNote.Id}";

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
            HttpContext, read, PaperName.Of(Visit.Session.Business, Visit.Session.Party, document, isVoid: false), number,
            papers.Documents.CreditNote(creditNote, Visit.Business));
    }
}
