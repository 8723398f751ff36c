using System.Text;

namespace LedgerPortal.Export;

/// <summary>A folder with one CSV file a kind of thing, with headers, in UTF-8; amounts in major units.</summary>
internal static class CsvExport
{
    private const string Lines =
        """
        line.ordinality as line, line.value ->> 'description' as description, line.value ->> 'itemCode' as item_code,
          line.value ->> 'taxCode' as tax_code, line.value ->> 'quantity' as quantity, line.value ->> 'unit' as unit,
          line.value ->> 'unitPrice' as unit_price, line.value ->> 'taxRatePercent' as tax_rate_percent,
          pg_temp.major((d.totals -> 'lineNetMinor' ->> (line.ordinality - 1)::int)::bigint, d.currency) as net,
          line.value -> 'event' ->> 'kind' as event_kind, line.value -> 'event' ->> 'eventId' as event_id,
          line.value -> 'event' ->> 'occurredAt' as event_occurred_at, line.value -> 'event' ->> 'note' as event_note
        """;

    private static readonly IReadOnlyList<(string File, string Sql)> Files =
    [
        ("business", "select business, version, name, currency, time_zone, details, portal, locked_through from read.business where business = @business"),
        ("parties", "select party, name, code, tax_id, city, currency, terms_days, is_shared, details, created_at from read.party where business = @business order by name, party"),
        ("ledgers",
            """
            select party, currency, version, encode(head_hash, 'hex') as head_hash, pg_temp.major(balance_minor, currency) as balance,
              updated_at
            from read.ledger where business = @business order by party, currency
            """),
        ("entries",
            """
            select e.party, p.name as party_name, e.currency, e.entry, e.kind, case when e.is_debit then 'Debit' else 'Credit' end as side,
              pg_temp.major(e.amount_minor, e.currency) as amount, pg_temp.major(e.open_minor, e.currency) as open,
              pg_temp.major(e.balance_after_minor, e.currency) as balance_after, e.document_date, e.due_date, e.recorded_at,
              e.document, e.number, e.method, e.reference, e.narration, r.reason as internal_reason, e.reverses, e.reversed_by,
              pg_temp.major((e.voucher ->> 'advanceMinor')::bigint, e.currency) as advance
            from read.entry e
            left join read.party p on p.business = e.business and p.party = e.party
            left join read.entry_reason r on r.business = e.business and r.party = e.party and r.currency = e.currency
              and r.entry = e.entry
            where e.business = @business order by e.party, e.currency, e.entry
            """),
        ("allocations",
            """
            select party, currency, version, ordinal, credit_entry, debit_entry, pg_temp.major(amount_minor, currency) as amount,
              effective_date, undone_from, undone_version
            from read.allocation where business = @business order by party, currency, version, ordinal
            """),
        ("invoices",
            """
            select document, party, status, number, document_date, due_date, currency,
              pg_temp.major(taxable_minor, currency) as taxable, pg_temp.major(total_minor, currency) as total,
              pg_temp.major(credited_minor, currency) as credited, reference, supplier, customer, totals -> 'taxes' as taxes,
              issued_at, first_viewed_at, last_viewed_at, views, corrected_by, copied_from, created_at
            from read.invoice where business = @business order by document_date, number, document
            """),
        ("invoice-lines",
            $"""
            select d.document, d.number, {Lines}
            from read.invoice d cross join jsonb_array_elements(d.content -> 'lines') with ordinality line
            where d.business = @business order by d.document_date, d.number, d.document, line.ordinality
            """),
        ("credit-notes",
            """
            select document, party, status, number, document_date, currency, pg_temp.major(taxable_minor, currency) as taxable,
              pg_temp.major(total_minor, currency) as total, invoice, invoice_reference, reason, supplier, customer,
              totals -> 'taxes' as taxes, issued_at, created_at
            from read.credit_note where business = @business order by document_date, number, document
            """),
        ("credit-note-lines",
            $"""
            select d.document, d.number, {Lines}
            from read.credit_note d cross join jsonb_array_elements(d.content -> 'lines') with ordinality line
            where d.business = @business order by d.document_date, d.number, d.document, line.ordinality
            """),
        ("viewings", "select document, party, viewed_at, through, device from read.viewing where business = @business order by viewed_at, document, version"),
        ("number-series", "select series, financial_year, first_number, next_number, pattern from read.number_series where business = @business order by series, financial_year"),
        // Links without their secrets, which are nowhere.
        ("portal-tokens", "select party, generation, created_at, created_by, expires_at, is_revoked, last_used_at, last_used_device from read.portal_token where business = @business order by party"),
        ("document-links", "select document, party, kind, generation, created_at, created_by, expires_at, is_revoked, last_used_at, last_used_device from read.document_link where business = @business order by document"),
        ("forwards", "select document, party, sender, receiver, forwarded_at from read.forward where business = @business order by forwarded_at, document, version"),
        ("invitations", "select contact, party, generation, invited_at, invited_by, expires_at, accepted_at, withdrawn_at, last_sign_in_at, last_sign_in_device from read.invitation where business = @business order by contact"),
        ("delegated-views", "select delegated_view, party, generation, granted_at, granted_by, until, expires_at, revoked_at, revoked_by, last_used_at, last_used_device from read.delegated_view where business = @business order by delegated_view"),
    ];

    public static async Task Write(ExportRead read, ContactRows contacts, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var (file, sql) in Files)
        {
            await using var to = Open(folder, file);
            await read.Copy(sql, "format csv, header", to, cancellation);
        }

        await using var contactFile = Open(folder, "contacts");
        await contactFile.WriteLineAsync("party,contact,name,mobile,email,role");
        await foreach (var contact in contacts.Read(read, cancellation))
        {
            await contactFile.WriteLineAsync(string.Join(',', new[]
            {
                contact.Party.Value.ToString(), contact.Contact.Value.ToString(), Quoted(contact.Name), Quoted(contact.Mobile),
                Quoted(contact.Email), Quoted(contact.Role),
            }));
        }
    }

    private static StreamWriter Open(string folder, string file) =>
        new(Path.Combine(folder, file + ".csv"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    private static string Quoted(string? text) =>
        text is null ? "" : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
