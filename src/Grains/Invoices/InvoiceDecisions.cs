using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Invoices;

/// <summary>The rules of an invoice's life. What is allocated to it is the ledger's to say.</summary>
public static class InvoiceDecisions
{
    public const int MaxHoldSeconds = 10;

    /// <summary>A reader who comes back sooner is still at the same reading.</summary>
    public const int ViewingMinutes = 30;

    public static Decision<InvoiceEvent> Decide(Invoice state, InvoiceCommand command, DateTimeOffset now) => command switch
    {
        DraftInvoice draft => Draft(state, draft),
        ReviseInvoice revise => Revise(state, revise),
        DiscardInvoice => Discard(state),
        IssueInvoice issue => Issue(state, issue, now),
        RecallInvoice => Recall(state, now),
        ImportInvoice import => Import(state, import),
        EndInvoiceHold end => EndHold(state, end),
        NumberInvoice number => Number(state, number),
        VoidInvoice wish => Void(state, wish),
        ConfirmInvoiceVoid => ConfirmVoid(state),
        RefuseInvoiceVoid refuse => RefuseVoid(state, refuse),
        CreditInvoice credit => Credit(state, credit),
        CorrectInvoice correct => Correct(state, correct),
        MarkInvoiceShared => MarkShared(state),
        MarkInvoiceViewed viewed => MarkViewed(state, viewed, now),
        RegisterInvoice register => Register(state, register),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for an invoice."),
    };

    private static Decision<InvoiceEvent> Draft(Invoice state, DraftInvoice draft)
    {
        var refusal = Fields.Given(draft.Party.Value, "party")
            ?? Fields.Given(draft.Currency, "currency")
            ?? Fields.Known(draft.TaxSplit, "taxSplit")
            ?? DocumentRules.CheckInvoice(draft.Content, draft.TaxSplit);
        if (refusal is not null)
            return refusal;
        if (state.Exists)
            return new Refusal(RefusalCode.AlreadyExists);
        var totals = DocumentArithmetic.Totals(draft.Content, draft.TaxSplit, draft.Currency);
        return totals.IsAccepted
            ? Decision<InvoiceEvent>.Of(new InvoiceDrafted(
                draft.Party, draft.Currency, draft.TaxSplit, draft.Content, totals.Value, draft.CopiedFrom))
            : totals.Refusal;
    }

    private static Decision<InvoiceEvent> Revise(Invoice state, ReviseInvoice revise)
    {
        var refusal = Fields.Known(revise.TaxSplit, "taxSplit") ?? DocumentRules.CheckInvoice(revise.Content, revise.TaxSplit);
        if (refusal is not null)
            return refusal;
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.Status is not DocumentStatus.Draft)
            return new Refusal(RefusalCode.NotDraft);
        if (state.TaxSplit == revise.TaxSplit && DocumentJson.AreSame(state.Content, revise.Content))
            return Decision<InvoiceEvent>.AlreadyDone;
        if (state.Version != revise.ExpectedVersion)
            return new Refusal(RefusalCode.VersionChanged);
        var totals = DocumentArithmetic.Totals(revise.Content, revise.TaxSplit, state.Currency);
        return totals.IsAccepted
            ? Decision<InvoiceEvent>.Of(new InvoiceRevised(revise.TaxSplit, revise.Content, totals.Value))
            : totals.Refusal;
    }

    private static Decision<InvoiceEvent> Discard(Invoice state)
    {
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        return state.Status switch
        {
            DocumentStatus.Draft => Decision<InvoiceEvent>.Of(new InvoiceDiscarded()),
            DocumentStatus.Discarded => Decision<InvoiceEvent>.AlreadyDone,
            _ => new Refusal(RefusalCode.NotDraft),
        };
    }

    private static Decision<InvoiceEvent> Issue(Invoice state, IssueInvoice issue, DateTimeOffset now)
    {
        var refusal = DocumentRules.Check(issue.Supplier, "supplier")
            ?? DocumentRules.Check(issue.Customer, "customer")
            ?? DocumentRules.Check(issue.Numbering, "numbering")
            ?? Fields.Between(issue.HoldSeconds, 0, MaxHoldSeconds, "holdSeconds");
        if (refusal is not null)
            return refusal;
        if (state.Content is not { } content)
            return new Refusal(RefusalCode.NotFound);
        if (state.Status is DocumentStatus.Issuing or DocumentStatus.Issued)
            return Decision<InvoiceEvent>.AlreadyDone;
        if (state.Status is not DocumentStatus.Draft)
            return new Refusal(RefusalCode.NotDraft);
        return Decision<InvoiceEvent>.Of(new InvoiceIssueRequested(
            content.Date, issue.Supplier, issue.Customer, issue.Numbering,
            issue.HoldSeconds == 0 ? null : now.AddSeconds(issue.HoldSeconds)));
    }

    private static Decision<InvoiceEvent> Recall(Invoice state, DateTimeOffset now)
    {
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.Status is DocumentStatus.Draft)
            return Decision<InvoiceEvent>.AlreadyDone;
        return state.Status is DocumentStatus.Issuing && now < state.HeldUntil
            ? Decision<InvoiceEvent>.Of(new InvoiceRecalled())
            : new Refusal(RefusalCode.RecallNeedsHold);
    }

    private static Decision<InvoiceEvent> Import(Invoice state, ImportInvoice import)
    {
        var refusal = Fields.Given(import.Party.Value, "party")
            ?? Fields.Given(import.Currency, "currency")
            ?? Fields.Known(import.TaxSplit, "taxSplit")
            ?? DocumentRules.CheckInvoice(import.Content, import.TaxSplit)
            ?? DocumentRules.Check(import.Supplier, "supplier")
            ?? DocumentRules.Check(import.Customer, "customer")
            ?? Fields.Required(import.Number, Fields.MaxImportedNumber, "number");
        if (refusal is not null)
            return refusal;
        if (state.Exists)
            return new Refusal(RefusalCode.AlreadyExists);
        var totals = DocumentArithmetic.Totals(import.Content, import.TaxSplit, import.Currency);
        return totals.IsAccepted
            ? Decision<InvoiceEvent>.Of(new InvoiceImported(
                import.Party, import.Currency, import.TaxSplit, import.Content, totals.Value, import.Supplier, import.Customer,
                import.Number))
            : totals.Refusal;
    }

    /// <summary>
    /// The row of this event is the fence between recalling and numbering: a number is taken only after it, and after it
    /// nothing recalls. So no number is ever taken for an invoice that is a draft again.
    /// </summary>
    private static Decision<InvoiceEvent> EndHold(Invoice state, EndInvoiceHold end) =>
        state.Status is DocumentStatus.Issuing && state.IssuingVersion == end.IssuingVersion && state.HeldUntil is not null
            ? Decision<InvoiceEvent>.Of(new InvoiceHoldEnded())
            : Decision<InvoiceEvent>.AlreadyDone;

    private static Decision<InvoiceEvent> Number(Invoice state, NumberInvoice number)
    {
        if (Fields.Required(number.Number, Fields.MaxImportedNumber, "number") is { } refusal)
            return refusal;
        // Once numbered it stays so: the obligation may be performed again, by way of a number that was taken.
        if (state.Status is DocumentStatus.Issued or DocumentStatus.Void)
            return Decision<InvoiceEvent>.AlreadyDone;
        return state.Status is DocumentStatus.Issuing && state.HeldUntil is null
            ? Decision<InvoiceEvent>.Of(new InvoiceIssued(number.Number))
            : new Refusal(RefusalCode.NotIssued);
    }

    private static Decision<InvoiceEvent> Void(Invoice state, VoidInvoice wish)
    {
        if (Fields.Required(wish.Reason, Fields.MaxReason, "reason") is { } refusal)
            return refusal;
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.Status is DocumentStatus.Void || state.VoidingVersion is not null)
            return Decision<InvoiceEvent>.AlreadyDone;
        if (state.Status is not DocumentStatus.Issued)
            return new Refusal(RefusalCode.NotIssued);
        if (state.IsShared || state.FirstViewedAt is not null)
            return new Refusal(RefusalCode.VoidNeedsUnseen);
        if (state.Credits.Count > 0)
            return new Refusal(RefusalCode.VoidNeedsNoAllocation);
        var requested = new InvoiceVoidRequested(state.Content!.Date, wish.Reason);
        // An invoice of nothing was never posted: there is nobody to ask.
        return state.Totals!.TotalMinor == 0
            ? Decision<InvoiceEvent>.Of(requested, new InvoiceVoided())
            : Decision<InvoiceEvent>.Of(requested);
    }

    /// <summary>What the ledger reversed is void, whatever was thought of it here meanwhile.</summary>
    private static Decision<InvoiceEvent> ConfirmVoid(Invoice state) => state.Status switch
    {
        DocumentStatus.Issued => Decision<InvoiceEvent>.Of(new InvoiceVoided()),
        DocumentStatus.Void => Decision<InvoiceEvent>.AlreadyDone,
        _ => new Refusal(RefusalCode.NotIssued),
    };

    private static Decision<InvoiceEvent> RefuseVoid(Invoice state, RefuseInvoiceVoid refuse) =>
        state.VoidingVersion == refuse.VoidingVersion
            ? Decision<InvoiceEvent>.Of(new InvoiceVoidRefused(refuse.Why))
            : Decision<InvoiceEvent>.AlreadyDone;

    private static Decision<InvoiceEvent> Credit(Invoice state, CreditInvoice credit)
    {
        if (!state.Exists || state.Party != credit.Party)
            return new Refusal(RefusalCode.NotFound);
        if (state.Credits.FirstOrDefault(other => other.CreditNote == credit.CreditNote) is { } known)
        {
            return known.AmountMinor == credit.Amount.Minor
                ? Decision<InvoiceEvent>.AlreadyDone
                : new Refusal(RefusalCode.AlreadyExists);
        }

        if (!state.Stands)
            return new Refusal(RefusalCode.NotIssued);
        if (credit.Amount.Currency != state.Currency)
            return new Refusal(RefusalCode.CurrencyMismatch, "amount", [state.Currency.Code]);
        if (credit.Number != state.Number || credit.Date != state.Content!.Date)
            return Fields.Invalid("invoice");
        if (state.Credits.Count >= DocumentContent.MaxCreditNotes)
            return new Refusal(RefusalCode.TooMany, "invoice", [$"{DocumentContent.MaxCreditNotes}"]);
        if (credit.Amount.Minor < 0)
            return new Refusal(RefusalCode.AmountMustBePositive, "amount");
        var left = Left(state);
        return credit.Amount.Minor > left.Minor
            ? new Refusal(RefusalCode.CreditExceedsInvoice, "amount", [left.ToInvariantString()])
            : Decision<InvoiceEvent>.Of(new InvoiceCredited(credit.CreditNote, credit.Amount.Minor));
    }

    private static Decision<InvoiceEvent> Correct(Invoice state, CorrectInvoice correct)
    {
        var refusal = Fields.Given(correct.CreditNote.Value, "creditNote")
            ?? Fields.Given(correct.Draft.Value, "draft")
            ?? (correct.Draft == correct.CreditNote || correct.Draft == state.Id ? Fields.Invalid("draft") : null)
            ?? Fields.Date(correct.CreditNoteDate, "creditNoteDate")
            ?? (correct.CreditNoteDate < state.Content?.Date ? DateBeforeInvoice(state.Content.Date) : null)
            ?? DocumentRules.Check(correct.CreditNoteNumbering, "creditNoteNumbering")
            ?? Fields.Required(correct.Reason, Fields.MaxReason, "reason");
        if (refusal is not null)
            return refusal;
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (!state.Stands)
            return new Refusal(RefusalCode.NotIssued);
        if (state.CorrectedBy == correct.CreditNote)
            return Decision<InvoiceEvent>.AlreadyDone;
        if (state.CorrectedBy is not null)
            return new Refusal(RefusalCode.NothingToCorrect);
        // A full credit note beside another one would credit more than the invoice.
        if (state.Credits.Count > 0)
            return new Refusal(RefusalCode.CreditExceedsInvoice, null, [Left(state).ToInvariantString()]);
        return Decision<InvoiceEvent>.Of(new InvoiceCorrected(
            correct.CreditNote, correct.Draft, correct.CreditNoteDate, correct.CreditNoteNumbering, correct.Reason));
    }

    private static Decision<InvoiceEvent> MarkShared(Invoice state)
    {
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.IsShared)
            return Decision<InvoiceEvent>.AlreadyDone;
        return state.Stands
            ? Decision<InvoiceEvent>.Of(new InvoiceShared())
            : new Refusal(RefusalCode.NotIssued);
    }

    private static Decision<InvoiceEvent> MarkViewed(Invoice state, MarkInvoiceViewed viewed, DateTimeOffset now)
    {
        if ((Fields.Required(viewed.Through, 40, "through") ?? Fields.Required(viewed.Device, 40, "device")) is { } refusal)
            return refusal;
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.Status is not (DocumentStatus.Issued or DocumentStatus.Void))
            return new Refusal(RefusalCode.NotIssued);
        var isNewWayIn = !state.ViewedThrough.Contains(viewed.Through) && state.ViewedThrough.Count < Invoice.MaxWaysIn;
        return isNewWayIn || now - state.LastViewedAt >= TimeSpan.FromMinutes(ViewingMinutes)
            ? Decision<InvoiceEvent>.Of(new InvoiceViewed(viewed.Through, viewed.Device))
            : Decision<InvoiceEvent>.AlreadyDone;
    }

    private static Decision<InvoiceEvent> Register(Invoice state, RegisterInvoice register)
    {
        if (RegistrationRules.Check(register.Registration) is { } refusal)
            return refusal;
        if (!state.Exists)
            return new Refusal(RefusalCode.NotFound);
        if (state.Registration == register.Registration)
            return Decision<InvoiceEvent>.AlreadyDone;
        if (state.Registration is { } known)
            return new Refusal(RefusalCode.AlreadyRegistered, "irn", [known.Irn]);
        return state.Stands
            ? Decision<InvoiceEvent>.Of(new InvoiceRegistered(register.Registration))
            : new Refusal(RefusalCode.NotIssued);
    }

    private static Money Left(Invoice state) => new(state.Totals!.TotalMinor - state.CreditedMinor, state.Currency);

    private static Refusal DateBeforeInvoice(DateOnly date) =>
        new(RefusalCode.DateOutOfRange, "creditNoteDate", [$"{date:yyyy-MM-dd}"]);
}
