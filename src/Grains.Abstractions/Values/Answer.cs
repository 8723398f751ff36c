using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LedgerPortal;

/// <summary>
/// What a grain answers to a command: a value once everything it stands for is durable, or the rule that said no.
/// A refusal has changed nothing and is not remembered: the same command may be accepted later.
/// </summary>
public sealed record Answer<T> where T : class
{
    public T? Value { get; init; }

    public Refusal? Refusal { get; init; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Refusal is null;

    public static implicit operator Answer<T>(T value) => new() { Value = value };

    public static implicit operator Answer<T>(Refusal refusal) => new() { Refusal = refusal };

    /// <summary>For callers that cannot be refused: imports of their own making, tests, demonstration data.</summary>
    public T OrThrow() => IsAccepted ? Value : throw new InvalidOperationException($"Refused: {Refusal}");
}

/// <summary>
/// A rule that said no. <see cref="Field"/> names the input it concerns, when it is one; <see cref="Facts"/> are the values
/// that the message to the person needs (dates and amounts in invariant form).
/// </summary>
public sealed record Refusal(RefusalCode Code, string? Field = null, IReadOnlyList<string>? Facts = null)
{
    public override string ToString() =>
        $"{Code}{(Field is null ? "" : $" ({Field})")}{(Facts is null ? "" : $": {string.Join(", ", Facts)}")}";
}

/// <summary>
/// Every rule that can say no, by name. Names are part of the HTTP API and stored in events: they are for ever. Within one
/// command the order of checks is: id, input fields in the order of the command, state of the thing, amounts, dates.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalCode>))]
public enum RefusalCode
{
    /// <summary>The command id was used before with other content.</summary>
    CommandIdReused,

    // Input (422)
    FieldRequired,
    FieldTooLong,
    FieldInvalid,
    AmountMustBePositive,
    AmountTooLarge,
    CurrencyMismatch,
    DateOutOfRange,
    DueDateBeforeDocumentDate,
    NoLines,
    TooManyLines,

    // Rules (409)
    NotFound,
    AlreadyExists,
    NotDraft,
    NotIssued,
    RecallNeedsHold,
    NothingToCorrect,
    ElectronicInvoiceIncomplete,
    AlreadyReversed,
    CannotBeReversed,
    VoidNeedsNoAllocation,
    VoidNeedsUnseen,
    EntryNotFound,
    NotACredit,
    NotADebit,
    AmountExceedsOpen,
    AmountExceedsUnapplied,
    AllocationNotFound,
    AllocationBeforeDocument,
    CreditExceedsInvoice,
    PeriodLocked,
    PostingsPending,
    LockMovesBackward,
    VersionChanged,
    NumberTaken,
    NextNumberTooLow,
    SharingOff,
    LinkRevoked,
    LinkExpired,
    TooMany,

    /// <summary>The party is the same customer as another, and goes on there.</summary>
    PartyMerged,

    /// <summary>The document has another invoice reference number already.</summary>
    AlreadyRegistered,
}
