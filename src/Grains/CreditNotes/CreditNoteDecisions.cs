using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.CreditNotes;

/// <summary>The rules of credit notes. Whether an invoice has room for one is the invoice's to say.</summary>
public static class CreditNoteDecisions
{
    public static Decision<CreditNoteEvent> Decide(CreditNote state, CreditNoteCommand command) => command switch
    {
        IssueCreditNote issue => Issue(state, issue),
        NumberCreditNote number => Number(state, number),
        RefuseCreditNote refuse => Refuse(state, refuse),
        RegisterCreditNote register => Register(state, register),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a credit note."),
    };

    private static Decision<CreditNoteEvent> Issue(CreditNote state, IssueCreditNote issue)
    {
        if (Check(issue) is { } refusal)
            return refusal;
        if (state.Requested is not null)
            return new Refusal(RefusalCode.AlreadyExists);
        var totals = DocumentArithmetic.Totals(issue.Content, issue.TaxSplit, issue.Currency);
        if (!totals.IsAccepted)
            return totals.Refusal;
        if (totals.Value.TotalMinor > issue.CreditableMinor)
        {
            var left = new Money(issue.CreditableMinor.Value, issue.Currency).ToInvariantString();
            return new Refusal(RefusalCode.CreditExceedsInvoice, "lines", [left]);
        }

        var requested = new CreditNoteIssueRequested(
            issue.Party, issue.Currency, issue.TaxSplit, issue.Content, totals.Value, issue.Supplier, issue.Customer,
            issue.Invoice, issue.Reason, issue.Numbering, issue.ImportedNumber);
        return issue is { ImportedNumber: { } number, Invoice: null }
            ? Decision<CreditNoteEvent>.Of(requested, new CreditNoteIssued(number))
            : Decision<CreditNoteEvent>.Of(requested);
    }

    private static Decision<CreditNoteEvent> Number(CreditNote state, NumberCreditNote number)
    {
        if (Fields.Required(number.Number, Fields.MaxImportedNumber, "number") is { } refusal)
            return refusal;
        return state.Status switch
        {
            DocumentStatus.Issuing => Decision<CreditNoteEvent>.Of(new CreditNoteIssued(number.Number)),
            // Once numbered it stays so: the obligation may be performed again.
            DocumentStatus.Issued => Decision<CreditNoteEvent>.AlreadyDone,
            _ => new Refusal(RefusalCode.NotIssued),
        };
    }

    private static Decision<CreditNoteEvent> Refuse(CreditNote state, RefuseCreditNote refuse) => state.Status switch
    {
        DocumentStatus.Issuing => Decision<CreditNoteEvent>.Of(new CreditNoteRefused(refuse.Why)),
        DocumentStatus.Discarded => Decision<CreditNoteEvent>.AlreadyDone,
        _ => new Refusal(RefusalCode.NotDraft),
    };

    private static Decision<CreditNoteEvent> Register(CreditNote state, RegisterCreditNote register)
    {
        if (RegistrationRules.Check(register.Registration) is { } refusal)
            return refusal;
        if (state.Requested is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.Registration == register.Registration)
            return Decision<CreditNoteEvent>.AlreadyDone;
        if (state.Registration is { } known)
            return new Refusal(RefusalCode.AlreadyRegistered, "irn", [known.Irn]);
        return state.Status is DocumentStatus.Issued
            ? Decision<CreditNoteEvent>.Of(new CreditNoteRegistered(register.Registration))
            : new Refusal(RefusalCode.NotIssued);
    }

    /// <summary>In the order of <see cref="IssueCreditNote"/>.</summary>
    private static Refusal? Check(IssueCreditNote issue) =>
        Fields.Given(issue.Party.Value, "party")
        ?? Fields.Given(issue.Currency, "currency")
        ?? Fields.Known(issue.TaxSplit, "taxSplit")
        ?? DocumentRules.CheckCreditNote(issue.Content, issue.TaxSplit)
        ?? DocumentRules.Check(issue.Supplier, "supplier")
        ?? DocumentRules.Check(issue.Customer, "customer")
        ?? Invoice(issue)
        ?? (issue.CreditableMinor < 0 ? Fields.Invalid("creditableMinor") : null)
        ?? Fields.OptionalLines(issue.Reason, Fields.MaxReason, "reason")
        ?? (issue.ImportedNumber is null
            ? DocumentRules.Check(issue.Numbering, "numbering")
            : Fields.Required(issue.ImportedNumber, Fields.MaxImportedNumber, "importedNumber")
              ?? (issue.Numbering is null ? null : Fields.Invalid("importedNumber")));

    private static Refusal? Invoice(IssueCreditNote issue) => issue.Invoice is not { } invoice
        ? null
        : Fields.Given(invoice.Document.Value, "invoice.document")
          ?? Fields.Required(invoice.Number, Fields.MaxImportedNumber, "invoice.number")
          ?? Fields.Date(invoice.Date, "invoice.date")
          ?? (issue.Content.Date < invoice.Date
              ? new Refusal(RefusalCode.DateOutOfRange, "date", [$"{invoice.Date:yyyy-MM-dd}"])
              : null);
}
