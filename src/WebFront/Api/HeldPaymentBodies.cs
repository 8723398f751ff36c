using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace LedgerPortal.Api;

[Description("Gives a post-dated payment back to the party.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GivingBackBody
{
    [Required]
    [Description("For operators alone; 1 to 500 characters.")]
    public string? InternalReason { get; init; }

    [Description("For the party to read; at most 500 characters.")]
    public string? Narration { get; init; }
}

[Description("Enters a post-dated payment whose day has come.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EnteringBody
{
    [Required]
    [Description("The date of the entry: the payment's day, or a later one up to today where that is locked.")]
    public DateOnly? Date { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<HeldPaymentState>))]
public enum HeldPaymentState
{
    Held,
    Entered,
    GivenBack,
}

[Description("A post-dated payment: kept until its day, and in no balance before.")]
public sealed record HeldPaymentShown(
    [property: Description("Its number in the ledger: the ledger's version that took it.")]
    long Held,
    [property: Description("The party's id.")]
    string Party,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("In major units.")]
    string Amount,
    [property: Description("The day from which it counts.")]
    DateOnly Date,
    [property: Description("When it was taken.")]
    DateTimeOffset HeldAt,
    [property: Description("`Held`, `Entered` or `GivenBack`. `Held` after its day: the books were locked, and someone has to enter it.")]
    HeldPaymentState State,
    [property: Description("How money will move.")]
    string? Method,
    [property: Description("The payer's or the bank's reference.")]
    string? Reference,
    [property: Description("For the party to read.")]
    string? Narration,
    [property: Description("The entry that it became.")]
    long? Entry,
    [property: Description("When it was given back.")]
    DateTimeOffset? GivenBackAt,
    [property: Description("What the party reads of why it was given back.")]
    string? GivenBackNarration);
