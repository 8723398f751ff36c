using System.Text.Json.Serialization;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.DocumentLinks;

/// <summary>
/// The secret link that opens exactly one document, without signing in. One grain a document. Key:
/// <c>{business}/{document}</c>.
/// </summary>
public interface IDocumentLink
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<LinkAnswer>> Execute(DocumentLinkCommand command);

    Task<LinkView?> View();
}

[JsonConverter(typeof(JsonStringEnumConverter<LinkedDocument>))]
public enum LinkedDocument
{
    Invoice,
    CreditNote,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(ShareDocument), "share-document")]
[JsonDerivedType(typeof(ForwardDocument), "forward-document")]
[JsonDerivedType(typeof(RevokeDocumentLink), "revoke-document-link")]
[JsonDerivedType(typeof(RecordLinkUse), "record-link-use")]
public abstract record DocumentLinkCommand : Command;

/// <summary>
/// Gives the document's active link, making one when there is none, it was revoked or it has expired. The edge marks an
/// invoice as shared first (<see cref="Invoices.MarkInvoiceShared"/>), so that no link leads to one that can still be voided.
/// </summary>
public sealed record ShareDocument : DocumentLinkCommand
{
    public required PartyId Party { get; init; }

    public required LinkedDocument Kind { get; init; }

    /// <summary>1 to 365.</summary>
    public required int ExpiryDays { get; init; }
}

/// <summary>
/// A person of the party passes the document on to another: gives the active link as <see cref="ShareDocument"/> does, and
/// keeps who passed it on to whom. To the same person once more is kept once more. Refused beyond a hundred of one document.
/// </summary>
public sealed record ForwardDocument : DocumentLinkCommand
{
    public required PartyId Party { get; init; }

    public required LinkedDocument Kind { get; init; }

    /// <summary>1 to 365.</summary>
    public required int ExpiryDays { get; init; }

    /// <summary>Who passes it on: a contact of the party.</summary>
    public required ContactId From { get; init; }

    /// <summary>To whom: a contact of the party by now.</summary>
    public required ContactId To { get; init; }
}

/// <summary>Ends the active link; pages that were opened through it close within a second. Revoked already: nothing to do.</summary>
public sealed record RevokeDocumentLink : DocumentLinkCommand;

/// <summary>Someone opened the document through it. Refused when it is revoked, of another generation, or expired.</summary>
public sealed record RecordLinkUse : DocumentLinkCommand
{
    public required int Generation { get; init; }

    public required string Device { get; init; }
}
