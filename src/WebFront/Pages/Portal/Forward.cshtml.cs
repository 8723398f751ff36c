using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// <c>/portal/forward/{kind}/{document}</c>: passes an invoice or a credit note on to somebody by e-mail. For who signed in as
/// a person: a link may have been passed on, and who has a view may only read.
/// </summary>
public sealed class ForwardModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, Forwarding forwarding)
    : PortalPage(reader, text, time)
{
    public const string InvoiceKind = "invoice";
    public const string CreditNoteKind = "credit-note";

    private const int MaxEmailLength = 254;

    private static readonly char[] Separators = [',', ';', ' '];

    [BindProperty]
    public CommandId Command { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public string Number { get; private set; } = "";

    /// <summary>Back to the document.</summary>
    public string DocumentUrl { get; private set; } = "";

    public static string UrlOf(LinkedDocument kind, DocumentId document) =>
        $"/portal/forward/{(kind == LinkedDocument.Invoice ? InvoiceKind : CreditNoteKind)}/{document}";

    public async Task<IActionResult> OnGetAsync(string kind, string id) =>
        await Find(kind, id) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(string kind, string id)
    {
        if (await Find(kind, id) is not var (of, document))
            return NotFound();
        if (!Visit.Session.May(PortalAct.Forward) || Visit.Session.Person is not { } person)
            return Forbid(AccessSchemes.Portal);
        var to = new ContactDetails(Name?.Trim() ?? "", null, Email?.Trim());
        if (Problem(to) is { } problem)
            ModelState.AddModelError(problem.Field, Words[problem.Text]);
        if (!ModelState.IsValid || Command == default)
            return Refused();
        if (!forwarding.Take(Visit.Session.Party, out var retryAfter))
            return AccessRateLimits.Refuse(HttpContext, retryAfter);
        switch (await forwarding.Forward(
            Visit.Session.Business, Visit.Settings, Visit.Session.Party, person, document, of, to, Command, Reader.Actor))
        {
            case ForwardOutcome.Sent:
                TempData.Tell(Words["Forward.Sent", Number, to.Email!]);
                return LocalRedirect(DocumentUrl);
            case ForwardOutcome.OwnAddress:
                ModelState.AddModelError(nameof(Email), Words["Forward.OwnAddress"]);
                return Refused();
            case ForwardOutcome.TooMany:
                ModelState.AddModelError("", Words["Forward.TooMany", Visit.Business.Name]);
                return Refused();
            default:
                ModelState.AddModelError("", Words["Forward.NotNow"]);
                return Refused();
        }
    }

    private PageResult Refused()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private static (string Field, string Text)? Problem(ContactDetails to)
    {
        if (to.Name.Length is 0 or > Forwarding.MaxNameLength)
            return (nameof(Name), "Forward.NameNeeded");
        var email = to.Email ?? "";
        if (email.Length <= MaxEmailLength && MailAddress.TryCreate(email, out var address) && address.Address == email)
            return null;
        return (nameof(Email), email.Count(letter => letter == '@') > 1 && email.IndexOfAny(Separators) > 0
            ? "Forward.OneAddress"
            : "View.NotAnEmail");
    }

    /// <summary>Null when there is none that the party is shown: which of the reasons is told to nobody.</summary>
    private async Task<(LinkedDocument Kind, DocumentId Document)?> Find(string kind, string id)
    {
        if (!Id.TryParse<DocumentId>(id, out var document))
            return null;
        await using var read = await Open();
        if (kind == InvoiceKind)
        {
            if (await PortalInvoice.Read(read, Visit, document) is not { Status: DocumentStatus.Issued, Number: { } number })
                return null;
            (Number, DocumentUrl) = (number, $"/portal/invoices/{document}");
            return (LinkedDocument.Invoice, document);
        }

        if (kind == CreditNoteKind && Visit.Settings.ShowCreditNotes)
        {
            if (await PortalCreditNote.Read(read, Visit, document) is not { Number: { } number })
                return null;
            (Number, DocumentUrl) = (number, $"/portal/credit-notes/{document}");
            return (LinkedDocument.CreditNote, document);
        }

        return null;
    }
}
