namespace LedgerPortal.Verifications;

/// <summary>That what belongs to one business or party names nothing of another, and that the database keeps them apart.</summary>
internal static class IsolationChecks
{
    public static IReadOnlyList<BookCheck> All { get; } =
    [
        new(8, "every table of the read models has row level security",
            "select count(*) from pg_class where relnamespace = 'read'::regnamespace and relkind = 'r'",
            """
            select 'read.' || relname || ' has no row level security' from pg_class
            where relnamespace = 'read'::regnamespace and relkind = 'r' and not relrowsecurity
            """),
        new(8, "the portal's roles cannot read operators' reasons, nor the journal", "select 4",
            """
            select t || ' can be read by ' || r
            from unnest(array['read.entry_reason', 'journal.journal']) t,
              unnest(array['ledgerportal_portal', 'ledgerportal_document']) r
            where has_table_privilege(r, t, 'select')
            """),
        new(8, "what belongs to a party belongs to one of the same business",
            """
            select (select count(*) from read.invoice where $1::uuid is null or business = $1)
              + (select count(*) from read.credit_note where $1::uuid is null or business = $1)
              + (select count(*) from read.ledger where $1::uuid is null or business = $1)
              + (select count(*) from read.contact where $1::uuid is null or business = $1)
              + (select count(*) from read.portal_token where $1::uuid is null or business = $1)
              + (select count(*) from read.document_link where $1::uuid is null or business = $1)
              + (select count(*) from read.invitation where $1::uuid is null or business = $1)
              + (select count(*) from read.delegated_view where $1::uuid is null or business = $1)
              + (select count(*) from read.forward where $1::uuid is null or business = $1)
            """,
            $"""
            select kind || ' ' || {BookCheck.IdText("o.id")} || ' of business ' || {BookCheck.IdText("o.business")} || ' is of party '
              || {BookCheck.IdText("o.party")} || ', which that business does not have'
            from (
              select 'invoice' as kind, business, party, document as id from read.invoice
              union all select 'credit note', business, party, document from read.credit_note
              union all select 'ledger', business, party, party from read.ledger
              union all select 'contact', business, party, contact from read.contact
              union all select 'portal token', business, party, party from read.portal_token
              union all select 'document link', business, party, document from read.document_link
              union all select 'invitation', business, party, contact from read.invitation
              union all select 'delegated view', business, party, delegated_view from read.delegated_view
              union all select 'forward', business, party, document from read.forward
            ) o
            where ($1::uuid is null or business = $1)
              and not exists (select from read.party p where p.business = o.business and p.party = o.party)
            """),
        new(8, "a document link opens a document of its own party",
            "select count(*) from read.document_link where $1::uuid is null or business = $1",
            $"""
            select 'the link of document ' || {BookCheck.IdText("l.document")} || ' of business '
              || {BookCheck.IdText("l.business")} || ' opens no document of its party'
            from read.document_link l
            where ($1::uuid is null or business = $1) and not exists (
              select from read.invoice i
              where i.business = l.business and i.document = l.document and i.party = l.party
              union all
              select from read.credit_note c
              where c.business = l.business and c.document = l.document and c.party = l.party)
            """),
    ];
}
