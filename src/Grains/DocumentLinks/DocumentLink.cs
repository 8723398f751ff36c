using System.Text.Json.Serialization;

namespace LedgerPortal.DocumentLinks;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(DocumentShared), "document-shared")]
[JsonDerivedType(typeof(DocumentForwarded), "document-forwarded")]
[JsonDerivedType(typeof(DocumentLinkRevoked), "document-link-revoked")]
[JsonDerivedType(typeof(DocumentLinkUsed), "document-link-used")]
public abstract record DocumentLinkEvent
{
    /// <summary>The generation from this event on.</summary>
    public required int Generation { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

public sealed record DocumentShared(PartyId Party, LinkedDocument Kind) : DocumentLinkEvent;

/// <summary>One contact of the party passed it on to another.</summary>
public sealed record DocumentForwarded(ContactId From, ContactId To) : DocumentLinkEvent;

public sealed record DocumentLinkRevoked : DocumentLinkEvent;

public sealed record DocumentLinkUsed(string Device) : DocumentLinkEvent;

/// <summary>A document's link as its events made it.</summary>
public sealed record DocumentLink(DocumentId Document)
{
    /// <summary>The public half of the link, the same in every generation.</summary>
    [JsonIgnore]
    public Guid Link => Id.Derive(Document.Value, "document-link");

    public PartyId Party { get; init; }

    public LinkedDocument Kind { get; init; }

    /// <summary>Zero before it was first shared.</summary>
    public int Generation { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; init; }

    public bool IsRevoked { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedDevice { get; init; }

    /// <summary>How often the document was passed on, through all generations.</summary>
    public int Forwards { get; init; }

    public static DocumentLink Evolve(
        DocumentLink state, DocumentLinkEvent @event, DateTimeOffset recordedAt, string actor) => @event switch
        {
            DocumentShared shared => new DocumentLink(state.Document)
            {
                Party = shared.Party,
                Kind = shared.Kind,
                Generation = shared.Generation,
                CreatedAt = recordedAt,
                CreatedBy = actor,
                ExpiresAt = shared.ExpiresAt,
                Forwards = state.Forwards,
            },
            DocumentForwarded => state with { Forwards = state.Forwards + 1 },
            DocumentLinkRevoked => state with { Generation = @event.Generation, IsRevoked = true },
            DocumentLinkUsed used => state with { LastUsedAt = recordedAt, LastUsedDevice = used.Device },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a document link."),
        };
}
