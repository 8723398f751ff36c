using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>Issues invoices and credit notes, and voids what nobody has seen.</summary>
internal static class DocumentEndpoints
{
    /// <summary>So often a request that was refused half-way can be tried again under one key.</summary>
    private const int MaxAttempts = 20;

    /// <summary>
    /// Drafts and issues an invoice. Commands and the document's id derive from the idempotency key. When issuing is refused
    /// (a locked period) the draft is thrown away, so that nothing is left of it, and the key tries again under a next id.
    /// </summary>
    public static async Task<Results<Created<DocumentMade>, ProblemHttpResult>> PostInvoice(InvoiceBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return ApiProblems.NotFound("party");
        if (party.MergedInto is { } into && !request.IsRepeated)
            return ApiProblems.Of(new Refusal(RefusalCode.PartyMerged, "party", [$"{into}"]));
        if (Read(body.Currency, body.Date, body.Lines, party, out var currency, out var lines) is { } problem)
            return problem;
        if (!IsRate(body.ExchangeRate, out var exchange))
            return ApiProblems.Invalid("exchangeRate", "Give a decimal with a point, for example \"83.25\".");
        var business = await request.BusinessView();
        var content = new DocumentContent
        {
            Date = body.Date!.Value,
            DueDate = body.DueDate ?? body.Date.Value.AddDays(party.Details.TermsDays),
            Reference = body.Reference,
            Notes = body.Notes,
            PlaceOfSupply = body.PlaceOfSupply,
            RoundTotal = body.RoundTotal ?? business.Details.RoundTotals,
            SupplyDate = body.SupplyDate,
            ExchangeRate = exchange is { } rate ? new ExchangeRate(business.Details.Currency, rate) : null,
            Lines = lines!,
        };
        var (document, invoice, attempt, view) = await Attempt(request);

        // Asked again after it was made: what was frozen then stays, whatever the settings are today.
        if (view is null || !request.IsRepeated)
        {
            var drafted = await invoice.Execute(new DraftInvoice
            {
                Id = attempt.Derive("draft"),
                By = request.Actor,
                Party = party.Id,
                Currency = currency,
                TaxSplit = TaxSplits.Between(business.Details, party.Details, body.PlaceOfSupply),
                Content = content,
            });
            if (drafted.Refusal is { } refusal)
                return ApiProblems.Of(refusal);
            view = await invoice.View();
        }

        if (view is { Status: DocumentStatus.Draft })
        {
            var issued = await invoice.Execute(new IssueInvoice
            {
                Id = attempt.Derive("issue"),
                By = request.Actor,
                Supplier = Supplier(business),
                Customer = Customer(party),
                Numbering = business.Details.InvoiceNumbering(content.Date),
            });
            if (issued.Refusal is { } notIssued)
            {
                await invoice.Execute(new DiscardInvoice { Id = attempt.Derive("discard"), By = request.Actor });
                return ApiProblems.Of(notIssued);
            }
        }

        var made = await invoice.View() ?? throw new InvalidOperationException("An invoice that was drafted is not there.");
        return Made("invoices", document, made.Number, made.Status, made.Totals, made.Currency);
    }

    /// <summary>The first of the key's documents that was not thrown away.</summary>
    private static async Task<(DocumentId Id, IInvoice Grain, CommandId Attempt, InvoiceView? View)> Attempt(ApiRequest request)
    {
        for (var number = 1; number <= MaxAttempts; number++)
        {
            var attempt = number == 1 ? request.Command : request.Command.Derive($"attempt {number}");
            var document = new DocumentId(attempt.Derive("document").Value);
            var invoice = request.Grain<IInvoice>(document);
            var view = await invoice.View();
            if (view is not { Status: DocumentStatus.Discarded } || number == MaxAttempts)
                return (document, invoice, attempt, view);
        }

        throw new InvalidOperationException("There is a last attempt.");
    }

    /// <summary>Issues a credit note, free or for an invoice.</summary>
    public static async Task<Results<Created<DocumentMade>, ProblemHttpResult>> PostCreditNote(
        CreditNoteBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return ApiProblems.NotFound("party");
        // What it credits was billed to this party, whoever owes it now.
        if (party.MergedInto is { } into && body.Invoice is null && !request.IsRepeated)
            return ApiProblems.Of(new Refusal(RefusalCode.PartyMerged, "party", [$"{into}"]));
        if (Read(body.Currency, body.Date, body.Lines, party, out var currency, out var lines) is { } problem)
            return problem;
        if (!IsRate(body.ExchangeRate, out var exchange))
            return ApiProblems.Invalid("exchangeRate", "Give a decimal with a point, for example \"83.25\".");
        InvoiceReference? credited = null;
        if (body.Invoice is not null)
        {
            var invoice = Id.TryParse<DocumentId>(body.Invoice, out var id) ? await request.Grain<IInvoice>(id).View() : null;
            if (invoice?.Number is null || invoice.Party != party.Id || invoice.Currency != currency)
                return ApiProblems.Invalid("invoice", "Name an issued invoice of this party and currency by its id.");
            credited = new InvoiceReference(invoice.Id, invoice.Number, invoice.Content.Date);
        }

        var business = await request.BusinessView();
        var document = new DocumentId(request.Command.Derive("document").Value);
        var creditNote = request.Grain<ICreditNote>(document);
        var made = await creditNote.View();
        if (made is null || !request.IsRepeated)
        {
            var issued = await creditNote.Execute(new IssueCreditNote
            {
                Id = request.Command.Derive("issue"),
                By = request.Actor,
                Party = party.Id,
                Currency = currency,
                TaxSplit = TaxSplits.Between(business.Details, party.Details, body.PlaceOfSupply),
                Content = new DocumentContent
                {
                    Date = body.Date!.Value,
                    Reference = body.Reference,
                    Notes = body.Notes,
                    PlaceOfSupply = body.PlaceOfSupply,
                    RoundTotal = body.RoundTotal ?? business.Details.RoundTotals,
                    SupplyDate = body.SupplyDate,
                    ExchangeRate = exchange is { } rate ? new ExchangeRate(business.Details.Currency, rate) : null,
                    Lines = lines!,
                },
                Supplier = Supplier(business),
                Customer = Customer(party),
                Invoice = credited,
                Reason = body.Reason,
                Numbering = business.Details.CreditNoteNumbering(body.Date.Value),
            });
            if (issued.Refusal is { } refusal)
                return ApiProblems.Of(refusal);
            made = await creditNote.View() ?? throw new InvalidOperationException("A credit note that was issued is not there.");
        }

        return made.RefusedBecause is { } because
            ? ApiProblems.Of(new Refusal(because))
            : Made("credit-notes", document, made.Number, made.Status, made.Totals, made.Currency);
    }

    /// <summary>Accepted, not done: the ledger has the last word, and the invoice's status says what came of it.</summary>
    public static async Task<Results<Accepted<DocumentMade>, ProblemHttpResult>> VoidInvoice(
        string document, VoidBody body, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id)
            || await request.Grain<IInvoice>(id).View() is not { } known)
        {
            return ApiProblems.NotFound("document");
        }

        var answer = await request.Grain<IInvoice>(id).Execute(
            new VoidInvoice { Id = request.Command, By = request.Actor, Reason = body.Reason ?? "" });
        if (answer.Refusal is { } refusal)
            return ApiProblems.Of(refusal);
        var view = await request.Grain<IInvoice>(id).View() ?? known;
        return TypedResults.Accepted($"/api/v1/invoices/{id}", Shown(id, view.Number, view.Status, view.Totals, view.Currency));
    }

    /// <summary>Writes the portal's answer into an issued invoice, once.</summary>
    public static async Task<Results<Ok<RegistrationShown>, ProblemHttpResult>> RegisterInvoice(
        string document, RegistrationBody body, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id) || await request.Grain<IInvoice>(id).View() is null)
            return ApiProblems.NotFound("document");
        var answer = await request.Grain<IInvoice>(id).Execute(
            new RegisterInvoice { Id = request.Command, By = request.Actor, Registration = body.Read() });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Ok(RegistrationShown.Of((await request.Grain<IInvoice>(id).View())?.Registration));
    }

    /// <inheritdoc cref="RegisterInvoice"/>
    public static async Task<Results<Ok<RegistrationShown>, ProblemHttpResult>> RegisterCreditNote(
        string document, RegistrationBody body, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id) || await request.Grain<ICreditNote>(id).View() is null)
            return ApiProblems.NotFound("document");
        var answer = await request.Grain<ICreditNote>(id).Execute(
            new RegisterCreditNote { Id = request.Command, By = request.Actor, Registration = body.Read() });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Ok(RegistrationShown.Of((await request.Grain<ICreditNote>(id).View())?.Registration));
    }

    private static Created<DocumentMade> Made(
        string kind, DocumentId id, string? number, DocumentStatus status, DocumentTotals totals, Currency currency) =>
        TypedResults.Created($"/api/v1/{kind}/{id}", Shown(id, number, status, totals, currency));

    private static DocumentMade Shown(
        DocumentId id, string? number, DocumentStatus status, DocumentTotals totals, Currency currency) => new(
        id.ToString(), number, status.ToString(), currency.Code, new Money(totals.TotalMinor, currency).ToInvariantString());

    private static ProblemHttpResult? Read(
        string? code, DateOnly? date, IReadOnlyList<LineBody?>? bodies, PartyView party, out Currency currency,
        out List<DocumentLine>? lines)
    {
        (currency, lines) = (party.Details.Currency, null);
        if (code is not null && !Currency.TryParse(code, out currency))
            return ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (date is not { } day || Fields.Date(day, "date") is not null)
            return ApiProblems.Invalid("date", "Give the document's date as yyyy-mm-dd, from 1900 to 2199.");
        lines = [];
        foreach (var body in bodies ?? [])
        {
            string? wrong = null;
            if (body?.Read(out wrong) is not { } line)
            {
                return ApiProblems.Invalid(
                    wrong is null ? $"lines[{lines.Count}]" : $"lines[{lines.Count}].{wrong}",
                    "Decimals are strings with a point, for example \"12.50\".");
            }

            lines.Add(line);
        }

        return null;
    }

    private static bool IsRate(string? text, out decimal? rate)
    {
        rate = null;
        if (text is null)
            return true;
        if (text.Length > 40 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;
        rate = value;
        return true;
    }

    private static DocumentPartyDetails Supplier(BusinessView business) =>
        DocumentPartyDetails.Of(business.Details);

    private static DocumentPartyDetails Customer(PartyView party) =>
        new(party.Details.Name, party.Details.TaxId, party.Details.Address);
}
