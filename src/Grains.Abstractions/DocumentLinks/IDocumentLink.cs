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
[JsonDerivedType(typeof(RevokeDocumentLink), "revoke-document-link")]
[JsonDerivedType(typeof(RecordLinkUse), "record-link-use")]
public abstract record DocumentLinkCommand : Command;

/// <summary>Gives the document's active link, making one when there is none or it has expired.</summary>
public sealed record ShareDocument : DocumentLinkCommand
{
    public required PartyId Party { get; init; }

    public required LinkedDocument Kind { get; init; }

    /// <summary>1 to 365.</summary>
    public required int ExpiryDays { get; init; }
}

public sealed record RevokeDocumentLink : DocumentLinkCommand;

public sealed record RecordLinkUse : DocumentLinkCommand
{
    public required int Generation { get; init; }

    public required string Device { get; init; }
}
