using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

internal static class DocumentEndpoints
{
    /// <summary>Drafts and issues an invoice. Both commands and the document's id derive from the idempotency key.</summary>
    public static async Task<Results<Created<DocumentMade>, ProblemHttpResult>> PostInvoice(InvoiceBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return TypedResults.Problem(ApiRequest.PartyNotFound);
        if (!TryCurrency(body.Currency, party, out var currency))
            return Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (body.Date is not { } date)
            return Invalid("date", "Give the document's date as yyyy-mm-dd.");
        if (ReadLines(body.Lines, out var wrong) is not { } lines)
            return Invalid(wrong!, "Decimals are strings with a point, for example \"12.50\".");

        var business = await request.BusinessView();
        var content = new DocumentContent
        {
            Date = date,
            DueDate = body.DueDate ?? date.AddDays(party.Details.TermsDays),
            Reference = body.Reference,
            Notes = body.Notes,
            PlaceOfSupply = body.PlaceOfSupply,
            RoundTotal = body.RoundTotal ?? business.Details.RoundTotals,
            Lines = lines,
        };
        var command = request.Command!.Value;
        var document = new DocumentId(command.Derive("document").Value);
        var invoice = request.Grain<IInvoice>(document);

        var drafted = await invoice.Execute(new DraftInvoice
        {
            Id = command.Derive("draft"),
            By = request.Actor,
            Party = party.Id,
            Currency = currency,
            TaxSplit = TaxSplits.Between(business.Details, party.Details, body.PlaceOfSupply),
            Content = content,
        });
        if (drafted.Refusal is { } refusal)
            return TypedResults.Problem(ApiRequest.Problem(refusal));

        // Asked again after it was issued: what was frozen then stays, whatever the settings are today.
        if (await invoice.View() is { Status: DocumentStatus.Draft })
        {
            var issued = await invoice.Execute(new IssueInvoice
            {
                Id = command.Derive("issue"),
                By = request.Actor,
                Supplier = Supplier(business),
                Customer = Customer(party),
                Numbering = business.Details.InvoiceNumbering(date),
            });
            if (issued.Refusal is { } notIssued)
                return TypedResults.Problem(ApiRequest.Problem(notIssued));
        }

        var made = await invoice.View() ?? throw new InvalidOperationException("An invoice that was drafted is not there.");
        return Made("invoices", document, made.Number, made.Status, made.Totals, currency);
    }

    /// <summary>Issues a credit note, free or for an invoice.</summary>
    public static async Task<Results<Created<DocumentMade>, ProblemHttpResult>> PostCreditNote(
        CreditNoteBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return TypedResults.Problem(ApiRequest.PartyNotFound);
        if (!TryCurrency(body.Currency, party, out var currency))
            return Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (body.Date is not { } date)
            return Invalid("date", "Give the document's date as yyyy-mm-dd.");
        if (ReadLines(body.Lines, out var wrong) is not { } lines)
            return Invalid(wrong!, "Decimals are strings with a point, for example \"12.50\".");
        InvoiceReference? credited = null;
        if (body.Invoice is not null)
        {
            var invoice = Id.TryParse<DocumentId>(body.Invoice, out var id) ? await request.Grain<IInvoice>(id).View() : null;
            if (invoice?.Number is null || invoice.Party != party.Id || invoice.Currency != currency)
                return Invalid("invoice", "Name an issued invoice of this party and currency by its id.");
            credited = new InvoiceReference(invoice.Id, invoice.Number, invoice.Content.Date);
        }

        var business = await request.BusinessView();
        var command = request.Command!.Value;
        var document = new DocumentId(command.Derive("document").Value);
        var creditNote = request.Grain<ICreditNote>(document);
        if (await creditNote.View() is not { } made)
        {
            var issued = await creditNote.Execute(new IssueCreditNote
            {
                Id = command.Derive("issue"),
                By = request.Actor,
                Party = party.Id,
                Currency = currency,
                TaxSplit = TaxSplits.Between(business.Details, party.Details, body.PlaceOfSupply),
                Content = new DocumentContent
                {
                    Date = date,
                    Reference = body.Reference,
                    Notes = body.Notes,
                    PlaceOfSupply = body.PlaceOfSupply,
                    RoundTotal = body.RoundTotal ?? business.Details.RoundTotals,
                    Lines = lines,
                },
                Supplier = Supplier(business),
                Customer = Customer(party),
                Invoice = credited,
                Reason = body.Reason,
                Numbering = business.Details.CreditNoteNumbering(date),
            });
            if (issued.Refusal is { } refusal)
                return TypedResults.Problem(ApiRequest.Problem(refusal));
            made = await creditNote.View() ?? throw new InvalidOperationException("A credit note that was issued is not there.");
        }

        return made.RefusedBecause is { } because
            ? TypedResults.Problem(ApiRequest.Problem(new Refusal(because)))
            : Made("credit-notes", document, made.Number, made.Status, made.Totals, currency);
    }

    private static Created<DocumentMade> Made(
        string kind, DocumentId id, string? number, DocumentStatus status, DocumentTotals totals, Currency currency) =>
        TypedResults.Created($"/api/v1/{kind}/{id}", new DocumentMade(
            id.ToString(), number, status.ToString(), currency.Code, new Money(totals.TotalMinor, currency).ToInvariantString()));

    private static ProblemHttpResult Invalid(string field, string detail) =>
        TypedResults.Problem(ApiRequest.Invalid(field, detail));

    private static bool TryCurrency(string? code, PartyView party, out Currency currency)
    {
        currency = party.Details.Currency;
        return code is null || Currency.TryParse(code, out currency);
    }

    private static List<DocumentLine>? ReadLines(IReadOnlyList<LineBody>? bodies, out string? wrong)
    {
        wrong = null;
        var lines = new List<DocumentLine>();
        foreach (var body in bodies ?? [])
        {
            if (body.Read(out var field) is not { } line)
            {
                wrong = $"lines[{lines.Count}].{field}";
                return null;
            }

            lines.Add(line);
        }

        return lines;
    }

    private static DocumentPartyDetails Supplier(Businesses.BusinessView business) =>
        new(business.Details.LegalName, business.Details.TaxId, business.Details.Address);

    private static DocumentPartyDetails Customer(PartyView party) =>
        new(party.Details.Name, party.Details.TaxId, party.Details.Address);
}
