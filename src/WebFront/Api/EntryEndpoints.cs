using System.Globalization;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>What is written to ledgers: payments and other entries, reversals, allocations.</summary>
internal static class EntryEndpoints
{
    /// <summary>
    /// Records a payment; one dated ahead is taken into keeping until its day. The answer is durable; the receipt's number
    /// follows the entry.
    /// </summary>
    public static async Task<Results<Created<PaymentMade>, ProblemHttpResult>> PostPayment(PaymentBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return ApiProblems.NotFound("party");
        if (party.MergedInto is { } into && !request.IsRepeated)
            return ApiProblems.Of(new Refusal(RefusalCode.PartyMerged, "party", [$"{into}"]));
        if (Read(body.Currency, body.Date, body.Amount, party.Details.Currency, out var amount) is { } problem)
            return problem;
        if (Settle(body.Settle ?? "oldest") is not { } settlement)
            return ApiProblems.Invalid("settle", "\"oldest\", \"nothing\", or the id of an invoice.");
        var business = await request.BusinessView();
        var answer = await Ledger(request, party.Id, amount.Currency).Execute(new PostEntry
        {
            Id = request.Command,
            By = request.Actor,
            Kind = EntryKind.Payment,
            Amount = amount,
            DocumentDate = body.Date!.Value,
            Method = body.Method,
            Reference = body.Reference,
            Narration = body.Narration,
            Settlement = settlement,
            ReceiptNumbering = business.Details.ReceiptNumbering(body.Date.Value),
            DayBeginsAt = business.Details.BeginningOf(body.Date.Value),
            Voucher = VoucherTerms.For(business.Details, party.Details),
        });
        if (answer.Refusal is { } refusal)
            return ApiProblems.Of(refusal);
        var posted = answer.OrThrow();
        return TypedResults.Created(
            posted.IsHeld
                ? HeldPaymentEndpoints.Address(party.Id, amount.Currency, posted.Version)
                : Address(party.Id, amount.Currency, posted.Version),
            new PaymentMade(
                posted.IsHeld ? null : posted.Version, amount.Currency.Code, amount.ToInvariantString(),
                posted.Balance.ToInvariantString())
            {
                Held = posted.IsHeld ? posted.Version : null,
            });
    }

    public static async Task<Results<Created<LedgerMoved>, ProblemHttpResult>> PostEntry(EntryBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return ApiProblems.NotFound("party");
        if (party.MergedInto is { } into && !request.IsRepeated)
            return ApiProblems.Of(new Refusal(RefusalCode.PartyMerged, "party", [$"{into}"]));
        if (body.Kind is not { } kind)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "kind"));
        if (Read(body.Currency, body.Date, body.Amount, party.Details.Currency, out var amount) is { } problem)
            return problem;
        var settle = Settle(body.Settle ?? (kind == PostedKind.Refund ? "oldest" : "nothing"));
        if (settle is null || (kind == PostedKind.Refund && settle is not SettleOldestDueFirst))
            return ApiProblems.Invalid("settle", "\"oldest\", \"nothing\", or the id of an invoice; of a refund \"oldest\".");
        var refunding = kind == PostedKind.Refund && body.Number is null ? (await request.BusinessView()).Details : null;
        var answer = await Ledger(request, party.Id, amount.Currency).Execute(new PostEntry
        {
            Id = request.Command,
            By = request.Actor,
            Kind = Enum.Parse<EntryKind>(kind.ToString()),
            Side = body.Side,
            Amount = amount,
            DocumentDate = body.Date!.Value,
            DueDate = body.DueDate,
            Number = body.Number,
            Method = body.Method,
            Reference = body.Reference,
            Narration = body.Narration,
            InternalReason = body.InternalReason,
            Settlement = settle,
            ReceiptNumbering = refunding?.RefundNumbering(body.Date.Value),
            Voucher = refunding is null ? null : VoucherTerms.For(refunding, party.Details),
        });
        if (answer.Refusal is { } refusal)
            return ApiProblems.Of(refusal);
        return TypedResults.Created(
            Address(party.Id, amount.Currency, answer.OrThrow().Version), Moved(answer.OrThrow()));
    }

    public static async Task<Results<Created<LedgerMoved>, ProblemHttpResult>> Reverse(
        string party, long entry, ReversalBody body, ApiRequest request, string? currency = null)
    {
        var (id, of, problem) = await Named(request, party, currency);
        if (problem is not null)
            return problem;
        if (body.Date is not { } date)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "date"));
        var answer = await Ledger(request, id, of).Execute(new ReverseEntry
        {
            Id = request.Command,
            By = request.Actor,
            Entry = entry,
            DocumentDate = date,
            Narration = body.Narration,
            InternalReason = body.InternalReason ?? "",
            Cause = body.Cause,
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Created(Address(id, of, answer.OrThrow().Version), Moved(answer.OrThrow()));
    }

    public static async Task<Results<Ok<LedgerMoved>, ProblemHttpResult>> Allocate(
        string party, long entry, AllocationBody body, ApiRequest request, string? currency = null)
    {
        var (id, of, problem) = await Named(request, party, currency);
        if (problem is not null)
            return problem;
        Settlement settlement = new SettleOldestDueFirst();
        if (body.DebitEntry is { } debit)
        {
            if (!TryAmount(body.Amount, of, out var amount))
                return AmountInvalid(of);
            settlement = new SettleExactly([new SettlementPart(debit, amount)]);
        }
        else if (body.Amount is not null)
        {
            return ApiProblems.Invalid("amount", "Give an amount with a debit entry only.");
        }

        var answer = await Ledger(request, id, of).Execute(new AllocateCredit
        {
            Id = request.Command,
            By = request.Actor,
            CreditEntry = entry,
            Settlement = settlement,
            EffectiveDate = body.EffectiveDate,
        });
        return answer.Refusal is { } refusal ? ApiProblems.Of(refusal) : TypedResults.Ok(Moved(answer.OrThrow()));
    }

    public static async Task<Results<Ok<LedgerMoved>, ProblemHttpResult>> Undo(
        string party, long entry, long debit, ApiRequest request, string? currency = null, DateOnly? from = null)
    {
        var (id, of, problem) = await Named(request, party, currency);
        if (problem is not null)
            return problem;
        var answer = await Ledger(request, id, of).Execute(new UndoAllocation
        {
            Id = request.Command,
            By = request.Actor,
            CreditEntry = entry,
            DebitEntry = debit,
            From = from,
        });
        return answer.Refusal is { } refusal ? ApiProblems.Of(refusal) : TypedResults.Ok(Moved(answer.OrThrow()));
    }

    /// <summary>The ledger that an address names: in the party's own currency unless another one is said.</summary>
    internal static async Task<(PartyId Party, Currency Currency, ProblemHttpResult? Problem)> Named(
        ApiRequest request, string party, string? currency)
    {
        if (await request.Party(party) is not { } known)
            return (default, default, ApiProblems.NotFound("party"));
        var of = known.Details.Currency;
        return currency is not null && !Currency.TryParse(currency, out of)
            ? (default, default, ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code."))
            : (known.Id, of, null);
    }

    internal static IPartyLedger Ledger(ApiRequest request, PartyId party, Currency currency) =>
        request.Grain<IPartyLedger>($"{party}/{currency}");

    internal static string Address(PartyId party, Currency currency, long entry) =>
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/ledgers/{party}/entries/{entry}?currency={currency}");

    internal static LedgerMoved Moved(LedgerAnswer answer) =>
        new(answer.Version, answer.Balance.Currency.Code, answer.Balance.ToInvariantString());

    private static ProblemHttpResult? Read(
        string? code, DateOnly? date, string? amount, Currency own, out Money money)
    {
        money = default;
        var currency = own;
        if (code is not null && !Currency.TryParse(code, out currency))
            return ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (date is not { } day || Fields.Date(day, "date") is not null)
            return ApiProblems.Invalid("date", "Give the date as yyyy-mm-dd, from 1900 to 2199.");
        return TryAmount(amount, currency, out money) ? null : AmountInvalid(currency);
    }

    private static ProblemHttpResult AmountInvalid(Currency currency) => ApiProblems.Invalid(
        "amount", $"Give the amount as a string with at most {currency.Exponent} decimal places.");

    private static Settlement? Settle(string settle) => settle switch
    {
        "oldest" => new SettleOldestDueFirst(),
        "nothing" => new SettleNothing(),
        _ => Id.TryParse<DocumentId>(settle, out var document) ? new SettleDocument(document) : null,
    };

    private static bool TryAmount(string? text, Currency currency, out Money amount)
    {
        amount = default;
        if (text is not { Length: <= 40 }
            || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            || major.Scale > currency.Exponent || major > 1_000_000_000_000_000m)
        {
            return false;
        }

        amount = Money.FromMajor(major, currency);
        return true;
    }
}
