using LedgerPortal.Consoles;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>Post-dated payments: what is kept, giving back, entering by hand. They are taken where payments are recorded.</summary>
internal static class HeldPaymentEndpoints
{
    /// <summary>Those in keeping, in the order of their days; a ledger keeps at most 100 at a time.</summary>
    public static async Task<Results<Ok<ApiPage<HeldPaymentShown>>, ProblemHttpResult>> List(
        string party, ApiRequest request, string? currency = null)
    {
        await using var read = await request.Read();
        if (await LedgerEndpoints.OfParty(request, read, party, currency) is not { } of)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        var rows = await HeldPaymentRow.OfParty(read, request.Business, of.Party, of.Currency);
        return TypedResults.Ok(new ApiPage<HeldPaymentShown>([.. rows.Select(Shown)], null));
    }

    public static async Task<Results<Ok<HeldPaymentShown>, ProblemHttpResult>> Get(
        string party, long held, ApiRequest request, string? currency = null)
    {
        await using var read = await request.Read();
        if (await LedgerEndpoints.OfParty(request, read, party, currency) is not { } of)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        return await HeldPaymentRow.Find(read, request.Business, of.Party, of.Currency, held) is { } row
            ? TypedResults.Ok(Shown(row))
            : ApiProblems.NotFound("held");
    }

    public static async Task<Results<Ok<LedgerMoved>, ProblemHttpResult>> GiveBack(
        string party, long held, GivingBackBody body, ApiRequest request, string? currency = null)
    {
        var (id, of, problem) = await EntryEndpoints.Named(request, party, currency);
        if (problem is not null)
            return problem;
        var answer = await EntryEndpoints.Ledger(request, id, of).Execute(new GiveBackPayment
        {
            Id = request.Command,
            By = request.Actor,
            Held = held,
            Narration = body.Narration,
            InternalReason = body.InternalReason ?? "",
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Ok(EntryEndpoints.Moved(answer.OrThrow()));
    }

    public static async Task<Results<Created<LedgerMoved>, ProblemHttpResult>> Enter(
        string party, long held, EnteringBody body, ApiRequest request, string? currency = null)
    {
        var (id, of, problem) = await EntryEndpoints.Named(request, party, currency);
        if (problem is not null)
            return problem;
        if (body.Date is not { } date)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "date"));
        var business = await request.BusinessView();
        var answer = await EntryEndpoints.Ledger(request, id, of).Execute(new EnterPayment
        {
            Id = request.Command,
            By = request.Actor,
            Held = held,
            Date = date,
            ReceiptNumbering = business.Details.ReceiptNumbering(date),
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Created(
                EntryEndpoints.Address(id, of, answer.OrThrow().Version), EntryEndpoints.Moved(answer.OrThrow()));
    }

    /// <summary>Where a payment in keeping is read.</summary>
    public static string Address(PartyId party, Currency currency, long held) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/api/v1/ledgers/{party}/held-payments/{held}?currency={currency}");

    public static HeldPaymentShown Shown(HeldPaymentRow row) => new(
        row.Held, row.Party.ToString(), row.Currency.Code, row.Amount.ToInvariantString(), row.Day, row.HeldAt,
        row.EnteredAs is not null ? HeldPaymentState.Entered
            : row.GivenBackAt is not null ? HeldPaymentState.GivenBack : HeldPaymentState.Held,
        row.Method, row.Reference, row.Narration, row.EnteredAs, row.GivenBackAt, row.GivenBackNote);
}
