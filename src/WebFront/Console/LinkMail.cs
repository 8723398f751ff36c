using LedgerPortal.Access;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Notices;

namespace LedgerPortal.Consoles;

/// <summary>Sends links to a party's contact by e-mail. What is queued names the link; the secret is made when it leaves.</summary>
public sealed class LinkMail(Messages messages)
{
    public Task Send(BusinessId business, PartyId party, ContactId to, CommandId id) => messages.Send(
        business, new ToContact(party, to, Medium.Email), new PortalLinkMessage { Party = party },
        Id.Derive(id.Value, "mail"));

    public Task Send(
        BusinessId business, PartyId party, ContactId to, DocumentId document, LinkedDocument kind, CommandId id) => messages.Send(
            business, new ToContact(party, to, Medium.Email), new DocumentLinkMessage { Document = document, Of = kind },
            Id.Derive(id.Value, "mail"));
}
