using System.Globalization;
using System.Text;
using System.Text.Json;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Export;

/// <summary>
/// A journal for hledger: each entry with its counter accounts, by document date, and at the end each party's balance as an
/// assertion. That hledger accepts it is a proof by a program that is not ours.
/// </summary>
internal static class HledgerExport
{
    public static async Task Write(ExportRead read, TextWriter to, CancellationToken cancellation)
    {
        var accounts = new Dictionary<PartyId, string>();
        await using (var parties = await read.Rows(
            "select party, name, code from read.party where business = @business order by name, party", cancellation))
        {
            while (await parties.ReadAsync(cancellation))
            {
                var party = new PartyId(parties.GetGuid(0));
                // A name may stand for several parties; the code or the id tells them apart.
                var mark = parties.IsDBNull(2) ? party.ToString() : parties.GetString(2);
                accounts.Add(party, "assets:receivable:" + AccountName($"{parties.GetString(1)} {mark}"));
            }
        }

        var balances = new Dictionary<(PartyId Party, Currency Currency), long>();
        var latest = DateOnly.MinValue;
        await using (var rows = await read.Rows(
            """
            select e.party, e.currency, e.entry, e.kind, e.is_debit, e.amount_minor, e.document_date, e.number, e.method,
              e.narration, coalesce(o.kind, e.kind) as of_kind, coalesce(i.totals, c.totals)::text as totals,
              coalesce(o.method, e.method) as of_method
            from read.entry e
            left join read.entry o on o.business = e.business and o.party = e.party and o.currency = e.currency and o.entry = e.reverses
            left join read.invoice i on i.business = e.business and i.document = coalesce(e.document, o.document)
            left join read.credit_note c on c.business = e.business and c.document = coalesce(e.document, o.document)
            where e.business = @business
            order by e.document_date, e.party, e.currency, e.entry
            """, cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                var party = new PartyId(rows.GetGuid(0));
                var currency = Currency.Parse(rows.GetString(1));
                var amountMinor = rows.GetBoolean(4) ? rows.GetInt64(5) : -rows.GetInt64(5);
                latest = rows.GetFieldValue<DateOnly>(6);
                balances[(party, currency)] = balances.GetValueOrDefault((party, currency)) + amountMinor;
                var account = accounts.GetValueOrDefault(party, "assets:receivable:" + party);
                var totals = rows.IsDBNull(11) ? null : JsonSerializer.Deserialize(rows.GetString(11), DocumentJson.Default.DocumentTotals);
                await to.WriteAsync(EntryText(
                    latest, Text(rows, 7), account, rows.GetString(3), Text(rows, 9), rows.GetInt64(2),
                    [
                        (account, amountMinor),
                        .. Counter(Enum.Parse<EntryKind>(rows.GetString(10)), -amountMinor, totals, Text(rows, 12)),
                    ], currency));
            }
        }

        if (balances.Count == 0)
            return;
        var assertions = new StringBuilder();
        assertions.Append(CultureInfo.InvariantCulture, $"{latest:yyyy-MM-dd} * Balances as the ledgers have them\n");
        foreach (var ((party, currency), balanceMinor) in balances)
        {
            var account = accounts.GetValueOrDefault(party, "assets:receivable:" + party);
            assertions.Append(CultureInfo.InvariantCulture,
                $"    {account}  {Money.Zero(currency)} = {new Money(balanceMinor, currency)}\n");
        }

        await to.WriteAsync(assertions.Append('\n').ToString());
    }

    /// <summary>Where the other side of an entry stands; the amounts sum to <paramref name="minor"/>.</summary>
    private static IEnumerable<(string Account, long Minor)> Counter(
        EntryKind kind, long minor, DocumentTotals? totals, string? method)
    {
        switch (kind)
        {
            case EntryKind.Invoice or EntryKind.CreditNote or EntryKind.DebitNote:
                var sales = kind is EntryKind.CreditNote ? "income:sales returns" : "income:sales";
                if (totals is null || totals.TotalMinor != Math.Abs(minor))
                    return [(sales, minor)];
                var sign = Math.Sign(minor);
                return
                [
                    (sales, sign * totals.TaxableMinor),
                    .. totals.Taxes.Select(tax => ("liabilities:tax:" + AccountName(tax.Component), sign * tax.AmountMinor)),
                    .. totals.RoundOffMinor == 0 ? Array.Empty<(string, long)>() : [("income:round-off", sign * totals.RoundOffMinor)],
                ];
            case EntryKind.Payment or EntryKind.Refund:
                return [("assets:received:" + AccountName(method ?? "unnamed"), minor)];
            case EntryKind.OpeningBalance:
                return [("equity:opening balances", minor)];
            case EntryKind.WriteOff:
                return [("expenses:bad debts", minor)];
            case EntryKind.Tds:
                return [("assets:tds receivable", minor)];
            case EntryKind.Transfer:
                // Both its entries together leave nothing here.
                return [("equity:transfers", minor)];
            case EntryKind.Adjustment or EntryKind.Reversal:
                return [("equity:adjustments", minor)];
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of entry needs a counter account.");
        }
    }

    private static string EntryText(
        DateOnly date, string? number, string account, string kind, string? narration, long entry,
        IReadOnlyList<(string Account, long Minor)> postings, Currency currency)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} * ");
        if (number is not null)
            text.Append(CultureInfo.InvariantCulture, $"({OneLine(number)}) ");
        text.Append(CultureInfo.InvariantCulture, $"{account["assets:receivable:".Length..]} | {kind}");
        if (narration is not null)
            text.Append(CultureInfo.InvariantCulture, $", {OneLine(narration)}");
        text.Append(CultureInfo.InvariantCulture, $"  ; entry:{entry}\n");
        foreach (var (postingAccount, minor) in postings)
            text.Append(CultureInfo.InvariantCulture, $"    {postingAccount}  {new Money(minor, currency)}\n");
        return text.Append('\n').ToString();
    }

    private static string? Text(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Colons part accounts, two spaces end them, and some signs at their start mean something else.</summary>
    private static string AccountName(string name) =>
        OneLine(name).Replace(':', '-').Trim(' ', '(', ')', '[', ']', '*', '!') is { Length: > 0 } clean ? clean : "unnamed";

    private static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var kept = char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is ';' or '|' or '(' or ')' ? ' ' : letter;
            if (kept != ' ' || (clean.Length > 0 && clean[^1] != ' '))
                clean.Append(kept);
        }

        return clean.ToString().Trim();
    }
}
