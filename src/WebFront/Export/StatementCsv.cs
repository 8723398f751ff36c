using System.Globalization;
using System.Text;
using LedgerPortal.Access;
using LedgerPortal.Imports;
using LedgerPortal.Ledgers;
using LedgerPortal.Portal;
using Microsoft.Net.Http.Headers;
using DateText = LedgerPortal.Formatting.DateText;

namespace LedgerPortal.Export;

/// <summary>Of which ledger, and of which days.</summary>
internal sealed record StatementScope(
    BusinessId Business, PartyId Party, Currency Currency, DateOnly From, DateOnly To, TimeZoneInfo Zone);

/// <summary>
/// A statement as CSV, however long it is: the entries of the period between an opening and a closing row, or what was open
/// at its end. Amounts in major units with all places of the currency and a point; days <c>yyyy-mm-dd</c>. The same rows, in
/// the same order, as on the page.
/// </summary>
internal static class StatementCsv
{
    private const int RowsAtATime = 1_000;

    private static readonly string[] EntryColumns =
    [
        "date", "entry", "kind", "number", "reference", "method", "narration", "debit", "credit", "balance", "due_date",
        "recorded_at", "recorded_later_on",
    ];

    private static readonly string[] OpenColumns =
        ["date", "entry", "kind", "number", "reference", "method", "narration", "due_date", "amount", "open", "disputed"];

    public static async Task Write(ScopedRead read, StatementScope of, bool openItems, HttpResponse response)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"{(openItems ? "open-items" : "statement")}-{of.Currency}-{DateText.Machine(of.From)}-{DateText.Machine(of.To)}.csv",
        }.ToString();
        await (openItems ? OpenItems(read, of, response) : Entries(read, of, response));
    }

    private static async Task Entries(ScopedRead read, StatementScope of, HttpResponse response)
    {
        var totals = await read.Row<StatementTotals>(LedgerQueries.StatementTotals, Parameters(of, null));
        await Send(response,
        [
            EntryColumns,
            [DateText.Machine(of.From), null, "Opening", null, null, null, null, null, null, Text(of, totals.OpeningMinor)],
        ]);
        for (StatementRow? last = null; ;)
        {
            var rows = await read.Rows<StatementRow>(LedgerQueries.Statement, Parameters(of, last is null ? null : (last.DocumentDate, last.Entry)));
            await Send(response, rows.Select(row => (string?[])
            [
                DateText.Machine(row.DocumentDate), Number(row.Entry), row.Kind.ToString(), CsvText.Guarded(row.Number),
                CsvText.Guarded(row.Reference), CsvText.Guarded(row.Method), CsvText.Guarded(row.Narration),
                row.IsDebit ? Text(of, row.AmountMinor) : null, row.IsDebit ? null : Text(of, row.AmountMinor),
                Text(of, row.BalanceMinor), DateText.Machine(row.DueDate), DateText.Machine(row.RecordedAt),
                LateRecording.Of(row, of.To, of.Zone) is { } day ? DateText.Machine(day) : null,
            ]));
            if (rows.Count < RowsAtATime)
                break;
            last = rows[^1];
        }

        await Send(response,
        [
            [
                DateText.Machine(of.To), null, "Closing", null, null, null, null, Text(of, totals.DebitMinor),
                Text(of, totals.CreditMinor), Text(of, totals.ClosingMinor),
            ],
        ]);
    }

    private static async Task OpenItems(ScopedRead read, StatementScope of, HttpResponse response)
    {
        await Send(response, [OpenColumns]);
        var sum = 0L;
        for (OpenItemRow? last = null; ;)
        {
            var rows = await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, new
            {
                business = of.Business,
                party = of.Party,
                currency = of.Currency,
                asOf = of.To,
                afterDue = last?.DueDate,
                afterEntry = last?.Entry,
                limit = RowsAtATime,
            });
            sum += rows.Sum(Signed);
            await Send(response, rows.Select(row => (string?[])
            [
                DateText.Machine(row.DocumentDate), Number(row.Entry), row.Kind.ToString(), CsvText.Guarded(row.Number),
                CsvText.Guarded(row.Reference), CsvText.Guarded(row.Method), CsvText.Guarded(row.Narration), DateText.Machine(row.DueDate),
                Text(of, row.IsDebit ? row.AmountMinor : -row.AmountMinor), Text(of, Signed(row)), Text(of, row.DisputedThenMinor),
            ]));
            if (rows.Count < RowsAtATime)
                break;
            last = rows[^1];
        }

        await Send(response,
            [[DateText.Machine(of.To), null, "Closing", null, null, null, null, null, null, Text(of, sum)]]);
    }

    private static long Signed(OpenItemRow row) => row.IsDebit ? row.OpenThenMinor : -row.OpenThenMinor;

    private static object Parameters(StatementScope of, (DateOnly Date, long Entry)? after) => new
    {
        business = of.Business,
        party = of.Party,
        currency = of.Currency,
        from = of.From,
        to = of.To,
        afterDate = after?.Date,
        afterEntry = after?.Entry,
        limit = RowsAtATime,
    };

    private static Task Send(HttpResponse response, IEnumerable<string?[]> rows)
    {
        using var text = new StringWriter();
        foreach (var row in rows)
            CsvText.WriteRow(text, row);
        return response.WriteAsync(text.ToString(), Encoding.UTF8, response.HttpContext.RequestAborted);
    }

    private static string Text(StatementScope of, long minor) => new Money(minor, of.Currency).ToInvariantString();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
