using LedgerPortal.Access;
using LedgerPortal.Consoles;

namespace LedgerPortal.Pages.Console;

/// <summary><c>/console/start</c>: from an empty business to the first shared invoice in three steps.</summary>
public sealed class StartPage(Desk desk) : ConsolePage(desk)
{
    public StartRow State { get; private set; } = null!;

    public bool HasParty => State.Party is not null;

    public bool HasInvoice => State.Invoice is not null;

    /// <summary>The owner came in by the first run, without a second factor, and has shared the first invoice.</summary>
    public bool IsToBeProtected => State.IsShared && User.ConsoleSession()!.Way is WayIn.Password;

    [Needs(Right.Read)]
    public async Task OnGet()
    {
        await using var read = await Open();
        State = await read.Row<StartRow>(
            """
            select (select party from read.party where business = @business order by created_at limit 1) as party,
              (select document from read.invoice where business = @business and status = 'Issued'
                order by created_at limit 1) as invoice,
              exists (select from read.document_link where business = @business)
                or exists (select from read.portal_token where business = @business) as is_shared
            """, new { business = BusinessId });
    }
}

/// <param name="Party">The first one.</param>
/// <param name="Invoice">The first one that was issued.</param>
public sealed record StartRow(PartyId? Party, DocumentId? Invoice, bool IsShared);
