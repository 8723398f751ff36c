using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Parties;

/// <summary>A customer of a business: its name and address, its terms, its contacts, and whether its ledger is shared. Key: <c>{business}/{party}</c>.</summary>
public interface IParty
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<PartyAnswer>> Execute(PartyCommand command);

    Task<PartyView?> View();
}

public sealed record PartyAnswer(long Version);

public sealed record PartyView(
    PartyId Id,
    long Version,
    PartyDetails Details,
    bool IsShared,
    IReadOnlyList<SealedContact> Contacts)
{
    /// <summary>The same customer's other party, where everything goes on; null as long as it goes on here.</summary>
    public PartyId? MergedInto { get; init; }

    /// <summary>The last merge that was asked for came to nothing, because of this.</summary>
    public RefusalCode? MergeRefused { get; init; }
}

public sealed record PartyDetails
{
    /// <summary>The trading name; 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The business's own code for the party, unique within the business when given; at most 40 characters.</summary>
    public string? Code { get; init; }

    /// <summary>GSTIN in India, VAT number elsewhere.</summary>
    public string? TaxId { get; init; }

    public Address? Address { get; init; }

    /// <summary>The currency of new documents.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Days from document date to due date, 0 to 365.</summary>
    public int TermsDays { get; init; } = 30;
}

/// <summary>
/// A person at the party. What identifies them is sealed with a key of their own before it comes here (see
/// the contact vault): deleting the key erases the person and leaves every hash valid.
/// </summary>
/// <param name="Sealed">Ciphertext of name, mobile number and e-mail address.</param>
/// <param name="Role">What they do at the party, not who they are: <c>owner</c>, <c>accounts</c>…</param>
public sealed record SealedContact(ContactId Id, byte[] Sealed, string? Role)
{
    /// <summary>
    /// The role of somebody who became a contact because a document was passed on to them: nothing else is sent to them until
    /// the business gives them another role.
    /// </summary>
    public const string Forwarded = "forwarded";
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(CreateParty), "create-party")]
[JsonDerivedType(typeof(ChangeParty), "change-party")]
[JsonDerivedType(typeof(SaveContact), "save-contact")]
[JsonDerivedType(typeof(RemoveContact), "remove-contact")]
[JsonDerivedType(typeof(SwitchSharing), "switch-sharing")]
[JsonDerivedType(typeof(ScheduleStatements), "schedule-statements")]
[JsonDerivedType(typeof(MergeParty), "merge-party")]
[JsonDerivedType(typeof(AbsorbParty), "absorb-party")]
[JsonDerivedType(typeof(EndMerge), "end-merge")]
public abstract record PartyCommand : Command;

public sealed record CreateParty : PartyCommand
{
    public required PartyDetails Details { get; init; }

    /// <summary>Shared from the start?</summary>
    public bool IsShared { get; init; }
}

/// <summary>Replaces the details. Refused when the party was changed since <see cref="ExpectedVersion"/>.</summary>
public sealed record ChangeParty : PartyCommand
{
    public required long ExpectedVersion { get; init; }

    public required PartyDetails Details { get; init; }
}

/// <summary>
/// Adds a contact or replaces it. Refused when the party was merged or is being merged (<see cref="RefusalCode.PartyMerged"/>).
/// </summary>
public sealed record SaveContact : PartyCommand
{
    public required SealedContact Contact { get; init; }
}

public sealed record RemoveContact : PartyCommand
{
    public required ContactId Contact { get; init; }
}

/// <summary>
/// Off stops the party's token and sessions and closes its open pages at once; document links go on. On is refused for a
/// party that was merged (<see cref="RefusalCode.PartyMerged"/>).
/// </summary>
public sealed record SwitchSharing : PartyCommand
{
    public required bool IsShared { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<StatementRhythm>))]
public enum StatementRhythm
{
    /// <summary>On Mondays, of the week before.</summary>
    Weekly,

    /// <summary>On the first of a month, of the month before.</summary>
    Monthly,
}

/// <param name="Contact">To whose e-mail address, as it is known when one is sent.</param>
public sealed record StatementSchedule(StatementRhythm Rhythm, ContactId Contact);

/// <summary>
/// From now on statements are sent by themselves. Refused for somebody who is not a contact of the party. Whether one is sent is
/// decided when it is due.
/// </summary>
public sealed record ScheduleStatements : PartyCommand
{
    /// <summary>Null: none any more.</summary>
    public StatementSchedule? Schedule { get; init; }
}

/// <summary>
/// This party is the same customer as another, under which everything goes on. By outbox the other is asked, and only when
/// it agrees (<see cref="AbsorbParty"/>) the party is merged: its sharing ends, and its ledgers move what is open in them,
/// each in its currency (<see cref="Ledgers.MergeLedger"/>). Its contacts become the other's. The ledgers stay readable, with what was recorded before as it was.
/// A merge is not taken back.
/// <para>
/// Refused, in this order: into itself (<see cref="RefusalCode.FieldInvalid"/>), a day out of range, too many currencies,
/// not there, merged or being merged already (<see cref="RefusalCode.PartyMerged"/>), a day in a locked period. Whether the
/// other party refused, <see cref="PartyView.MergeRefused"/> tells.
/// </para>
/// </summary>
public sealed record MergeParty : PartyCommand
{
    public const int MaxCurrencies = 50;

    public required PartyId Into { get; init; }

    /// <summary>The day of the entries that move open items: in no locked period.</summary>
    public required DateOnly On { get; init; }

    /// <summary>In which the party has ledgers, or documents that will be posted.</summary>
    public required IReadOnlyList<Currency> Currencies { get; init; }
}

/// <summary>
/// Another party of this customer goes on in this one. Sent by the outbox. Refused, in this order: not there, merged or being
/// merged itself (<see cref="RefusalCode.PartyMerged"/>: merges make no circle), more contacts than a party may have.
/// </summary>
public sealed record AbsorbParty : PartyCommand
{
    public required PartyId From { get; init; }

    public required IReadOnlyList<SealedContact> Contacts { get; init; }
}

/// <summary>What became of the merge that was asked for. Sent by the outbox.</summary>
public sealed record EndMerge : PartyCommand
{
    /// <summary>Why the other party did not agree; null when it did.</summary>
    public RefusalCode? RefusedBecause { get; init; }
}
