namespace LedgerPortal.Export;

/// <summary>
/// One JSON object a line, each with its <c>type</c>: the read models as they stand, then the journal with every event as it was
/// recorded. Amounts are minor units, as they are kept.
/// </summary>
internal static class JsonLinesExport
{
    private static readonly IReadOnlyList<(string Type, string From)> Types =
    [
        ("business", "read.business t where business = @business"),
        ("party", "read.party t where business = @business order by party"),
        ("ledger", "read.ledger t where business = @business order by party, currency"),
        ("entry", "read.entry t where business = @business order by party, currency, entry"),
        ("entry-reason", "read.entry_reason t where business = @business order by party, currency, entry"),
        ("allocation", "read.allocation t where business = @business order by party, currency, version, ordinal"),
        ("invoice", "read.invoice t where business = @business order by document_date, document"),
        ("credit-note", "read.credit_note t where business = @business order by document_date, document"),
        ("viewing", "read.viewing t where business = @business order by document, version"),
        ("forward", "read.forward t where business = @business order by document, version"),
        ("number-series", "read.number_series t where business = @business order by series, financial_year"),
    ];

    public static async Task Write(ExportRead read, ContactRows contacts, TextWriter to, CancellationToken cancellation)
    {
        foreach (var (type, from) in Types)
        {
            await WriteRows(read, to,
                $"select (jsonb_build_object('type', '{type}') || to_jsonb(t))::text from {from}", cancellation);
        }

        await foreach (var contact in contacts.Read(read, cancellation))
            await to.WriteAsync(contact.ToJson() + "\n");

        await WriteRows(read, to,
            """
            select jsonb_build_object('type', 'journal', 'stream', stream, 'version', version, 'position', position, 'actor', actor,
              'recorded_at', recorded_at, 'command_id', command_id, 'prev_hash', encode(prev_hash, 'hex'),
              'hash', encode(hash, 'hex'), 'data', encode(data, 'base64'), 'events', convert_from(data, 'UTF8')::jsonb)::text
            from journal.journal where business = @business order by position
            """, cancellation);
    }

    private static async Task WriteRows(ExportRead read, TextWriter to, string sql, CancellationToken cancellation)
    {
        await using var rows = await read.Rows(sql, cancellation);
        while (await rows.ReadAsync(cancellation))
            await to.WriteAsync(rows.GetString(0) + "\n");
    }
}
