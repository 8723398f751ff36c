using System.Text.Json.Serialization;

namespace LedgerPortal.Parties;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(PartyCreated), "party-created")]
[JsonDerivedType(typeof(PartyChanged), "party-changed")]
[JsonDerivedType(typeof(ContactSaved), "contact-saved")]
[JsonDerivedType(typeof(ContactRemoved), "contact-removed")]
[JsonDerivedType(typeof(SharingSwitched), "sharing-switched")]
[JsonDerivedType(typeof(StatementsScheduled), "statements-scheduled")]
[JsonDerivedType(typeof(MergeBegun), "merge-begun")]
[JsonDerivedType(typeof(MergeAbandoned), "merge-abandoned")]
[JsonDerivedType(typeof(PartyMerged), "party-merged")]
[JsonDerivedType(typeof(PartyAbsorbed), "party-absorbed")]
public abstract record PartyEvent;

public sealed record PartyCreated(PartyDetails Details, bool IsShared) : PartyEvent;

public sealed record PartyChanged(PartyDetails Details) : PartyEvent;

public sealed record ContactSaved(SealedContact Contact) : PartyEvent;

public sealed record ContactRemoved(ContactId Contact) : PartyEvent;

public sealed record SharingSwitched(bool IsShared) : PartyEvent;

/// <param name="Schedule">Null: no statement is sent by itself any more.</param>
public sealed record StatementsScheduled(StatementSchedule? Schedule) : PartyEvent;

/// <summary>The other party is asked whether it takes what is open here.</summary>
public sealed record MergeBegun(
    PartyId Into, DateOnly On, IReadOnlyList<Currency> Currencies) : PartyEvent;

public sealed record MergeAbandoned(RefusalCode Because) : PartyEvent;

public sealed record PartyMerged(PartyId Into, DateOnly On, IReadOnlyList<Currency> Currencies) : PartyEvent;

public sealed record PartyAbsorbed(PartyId From) : PartyEvent;

/// <summary>A party as its events made it.</summary>
/// <param name="Details">Null before it was created.</param>
public sealed record Party(
    PartyId Id,
    long Version,
    PartyDetails? Details,
    bool IsShared,
    IReadOnlyList<SealedContact> Contacts,
    DateTimeOffset CreatedAt)
{
    /// <summary>Null when none is sent by itself.</summary>
    public StatementSchedule? Statements { get; init; }

    /// <summary>A merge that the other party has yet to agree to.</summary>
    public MergeBegun? Merging { get; init; }

    public PartyId? MergedInto { get; init; }

    public RefusalCode? MergeRefused { get; init; }

    /// <summary>Parties that were merged into this one, in that order.</summary>
    public IReadOnlyList<PartyId>? Absorbed { get; init; }

    public static Party New(PartyId id) => new(id, 0, null, false, [], default);

    public static Party Evolve(Party state, PartyEvent @event, DateTimeOffset recordedAt) => @event switch
    {
        PartyCreated created => state with
        {
            Details = created.Details,
            IsShared = created.IsShared,
            CreatedAt = recordedAt,
        },
        PartyChanged changed => state with { Details = changed.Details },
        ContactSaved saved => state with { Contacts = [.. Without(state.Contacts, saved.Contact.Id), saved.Contact] },
        ContactRemoved removed => state with { Contacts = [.. Without(state.Contacts, removed.Contact)] },
        SharingSwitched switched => state with { IsShared = switched.IsShared },
        StatementsScheduled scheduled => state with { Statements = scheduled.Schedule },
        MergeBegun begun => state with { Merging = begun, MergeRefused = null },
        MergeAbandoned abandoned => state with { Merging = null, MergeRefused = abandoned.Because },
        PartyMerged merged => state with { Merging = null, MergedInto = merged.Into, IsShared = false },
        PartyAbsorbed absorbed => state with { Absorbed = [.. state.Absorbed ?? [], absorbed.From] },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a party."),
    };

    private static IEnumerable<SealedContact> Without(IEnumerable<SealedContact> contacts, ContactId id) =>
        contacts.Where(contact => contact.Id != id);
}
