using LedgerPortal.Businesses;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Invoices;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary>Makes the link that opens one invoice.</summary>
public static class InvoiceSharing
{
    /// <summary>
    /// The invoice is marked as shared first: from the moment a link exists it can only be corrected. Safe to repeat.
    /// </summary>
    public static async Task<Refusal?> Share(
        IInvoice invoice, IDocumentLink link, PartyId party, PortalSettings portal, CommandId id, Actor by)
    {
        var marked = await invoice.Execute(new MarkInvoiceShared { Id = id.Derive("mark"), By = by });
        if (!marked.IsAccepted)
            return marked.Refusal;
        var shared = await link.Execute(new ShareDocument
        {
            Id = id.Derive("link"),
            By = by,
            Party = party,
            Kind = LinkedDocument.Invoice,
            ExpiryDays = portal.DocumentLinkDays,
        });
        return shared.Refusal;
    }
}
