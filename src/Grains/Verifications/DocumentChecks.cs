using static LedgerPortal.Verifications.BookCheck;

namespace LedgerPortal.Verifications;

/// <summary>That each issued document stands in its ledger once, and that no promise between the two is stuck.</summary>
internal static class DocumentChecks
{
    public static IReadOnlyList<BookCheck> All { get; } =
    [
        new(5, "each issued document stands in its party's ledger once, as it was issued, or is on its way there",
            """
            select (select count(*) from read.invoice where status in ('Issued', 'Void') and ($1::uuid is null or business = $1))
              + (select count(*) from read.credit_note where status = 'Issued' and ($1::uuid is null or business = $1))
            """,
            $"""
            {Documents}
            select d.kind || ' ' || coalesce(d.number, '') || ' (' || {IdText("d.document")} || ') of business '
              || {IdText("d.business")} || case when e.entry is null then ' is in no ledger' else ' is in a ledger as something else' end
            from document d
            left join read.entry e on e.business = d.business and e.document = d.document
            where d.total_minor <> 0 and (e.entry is not null or not exists (
                select from journal.outbox o
                where o.business = d.business and o.stream = d.stream || '/' || {IdText("d.document")}))
              and (e.entry is null or (e.party, e.currency, e.amount_minor, e.document_date, e.due_date, e.number, e.is_debit)
                is distinct from (d.party, d.currency, d.total_minor, d.document_date, d.due_date, d.number, d.kind = 'invoice'))
            """),
        new(5, "each entry of a document has its document",
            "select count(*) from read.entry where document is not null and ($1::uuid is null or business = $1)",
            $"""
            {Documents}
            select {LedgerOf("e")} || ' entry ' || e.entry || ' posts a document that is not issued'
            from read.entry e left join document d on d.business = e.business and d.document = e.document
            where e.document is not null and ($1::uuid is null or e.business = $1) and d.document is null
            """),
        new(null, "no obligation between grains was set aside",
            "select count(*) from journal.outbox where $1::uuid is null or business = $1",
            $"""
            select 'an obligation of ' || stream || ' version ' || version || ' of business ' || {IdText("business")}
              || ' was set aside after ' || attempts || ' attempts: ' || coalesce(last_error, '')
            from journal.outbox where set_aside_at is not null and ($1::uuid is null or business = $1)
            """),
    ];

    private const string Documents =
        """
        with document as (
          select 'invoice' as kind, 'invoice' as stream, business, document, party, currency, total_minor, document_date, due_date, number
          from read.invoice where status in ('Issued', 'Void') and ($1::uuid is null or business = $1)
          union all
          select 'credit note', 'credit-note', business, document, party, currency, total_minor, document_date, document_date, number
          from read.credit_note where status = 'Issued' and ($1::uuid is null or business = $1)
        )
        """;
}
