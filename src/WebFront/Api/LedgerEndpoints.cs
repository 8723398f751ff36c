using System.Globalization;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

internal static class LedgerEndpoints
{
    private const int PageRows = 200;

    /// <summary>Records a payment. The answer is durable; its receipt's number follows.</summary>
    public static async Task<Results<Created<PaymentMade>, ProblemHttpResult>> PostPayment(PaymentBody body, ApiRequest request)
    {
        if (await request.Party(body.Party) is not { } party)
            return TypedResults.Problem(ApiRequest.PartyNotFound);
        var currency = party.Details.Currency;
        if (body.Currency is not null && !Currency.TryParse(body.Currency, out currency))
            return Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (body.Date is not { } date)
            return Invalid("date", "Give the payment's date as yyyy-mm-dd.");
        if (!TryAmount(body.Amount, currency, out var amount))
            return Invalid("amount", $"Give the amount as a string with at most {currency.Exponent} decimal places.");
        if (Settle(body.Settle) is not { } settlement)
            return Invalid("settle", "\"oldest\", \"nothing\", or the id of an invoice.");

        var business = await request.BusinessView();
        var ledger = request.Grain<IPartyLedger>($"{party.Id}/{currency}");
        var answer = await ledger.Execute(new PostEntry
        {
            Id = request.Command!.Value,
            By = request.Actor,
            Kind = EntryKind.Payment,
            Amount = amount,
            DocumentDate = date,
            Method = body.Method,
            Reference = body.Reference,
            Narration = body.Narration,
            Settlement = settlement,
            ReceiptNumbering = business.Details.ReceiptNumbering(date),
        });
        if (answer.Refusal is { } refusal)
            return TypedResults.Problem(ApiRequest.Problem(refusal));
        var posted = answer.OrThrow();
        return TypedResults.Created($"/api/v1/ledgers/{party.Id}?currency={currency}", new PaymentMade(
            posted.Version, currency.Code, amount.ToInvariantString(), posted.Balance.ToInvariantString()));
    }

    /// <summary>
    /// A party's ledger of a period (by default all of it), 200 entries at a time: <c>next</c> is given back as <c>after</c>.
    /// </summary>
    public static async Task<Results<Ok<LedgerShown>, ProblemHttpResult>> GetLedger(
        string party, ApiRequest request, string? currency = null, DateOnly? from = null, DateOnly? to = null, string? after = null)
    {
        if (await request.Party(party) is not { } found)
            return TypedResults.Problem(ApiRequest.PartyNotFound);
        var of = found.Details.Currency;
        if (currency is not null && !Currency.TryParse(currency, out of))
            return Invalid("currency", "Name a currency by its ISO 4217 code.");
        (DateOnly Date, long Entry)? last = null;
        if (after is not null && (last = ReadCursor(after)) is null)
            return Invalid("after", "Give back what \"next\" was.");

        await using var read = await request.Read();
        var scope = new
        {
            business = request.Business,
            party = found.Id,
            currency = of.Code,
            from = from ?? new DateOnly(1900, 1, 1),
            to = to ?? new DateOnly(2199, 12, 31),
            afterDate = last?.Date,
            afterEntry = last?.Entry,
            limit = PageRows + 1,
        };
        var ledger = (await read.Rows<LedgerRow>(LedgerQueries.Ledgers, scope)).FirstOrDefault(row => row.Currency == of);
        var totals = await read.Row<StatementTotals>(LedgerQueries.StatementTotals, scope);
        var rows = await read.Rows<StatementRow>(LedgerQueries.Statement, scope);
        var page = rows.Take(PageRows).ToList();

        string Text(long minor) => new Money(minor, of).ToInvariantString();
        return TypedResults.Ok(new LedgerShown(
            found.Id.ToString(), found.Details.Name, of.Code, Text(ledger?.BalanceMinor ?? 0), ledger?.Version ?? 0,
            ledger?.HeadHash ?? "", Text(totals.OpeningMinor), Text(totals.ClosingMinor),
            [.. page.Select(row => new EntryShown(
                row.Entry, row.Kind.ToString(), row.DocumentDate, row.IsDebit ? row.DueDate : null, row.Number, row.Reference,
                row.Method, row.Narration, Text(row.IsDebit ? row.AmountMinor : 0), Text(row.IsDebit ? 0 : row.AmountMinor),
                Text(row.OpenMinor), Text(row.BalanceMinor), row.Document?.ToString()))],
            rows.Count > PageRows ? Cursor(page[^1]) : null));
    }

    private static string Cursor(StatementRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.DocumentDate:yyyy-MM-dd}.{row.Entry}");

    private static (DateOnly, long)? ReadCursor(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2
            && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? (date, entry)
            : null;
    }

    private static Settlement? Settle(string? settle) => settle switch
    {
        null or "oldest" => new SettleOldestDueFirst(),
        "nothing" => new SettleNothing(),
        _ => Id.TryParse<DocumentId>(settle, out var document) ? new SettleDocument(document) : null,
    };

    private static bool TryAmount(string? text, Currency currency, out Money amount)
    {
        amount = default;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            || major.Scale > currency.Exponent || major > 1_000_000_000_000m)
        {
            return false;
        }

        amount = Money.FromMajor(major, currency);
        return true;
    }

    private static ProblemHttpResult Invalid(string field, string detail) =>
        TypedResults.Problem(ApiRequest.Invalid(field, detail));
}
