using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace LedgerPortal.Api;

[Description("A new webhook.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WebhookBody
{
    [Required]
    [Description("Where deliveries are sent: https, a public address, at most 500 characters.")]
    public string? Url { get; init; }

    [Required]
    [Description("Which events: `invoice.issued`, `invoice.voided`, `invoice.viewed`, `credit-note.issued`, `payment.recorded`, `payment.held`, `payment.given-back`, `entry.posted`, `entry.reversed`, `credit.allocated`, `allocation.undone`, `party.created`, `party.changed`.")]
    public IReadOnlyList<string>? Kinds { get; init; }
}

[Description("A webhook that was made, or whose secret was changed.")]
public sealed record WebhookMade(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("Signs its deliveries. Keep it like a password; it is not shown again.")]
    string Secret,
    [property: Description("Until then deliveries are signed with the secret before, too; null when there is none before.")]
    DateTimeOffset? PreviousUntil);

[Description("A webhook.")]
public sealed record WebhookShown(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("Where deliveries are sent.")]
    string Url,
    [property: Description("Which events.")]
    IReadOnlyList<string> Kinds,
    [property: Description("When it was made.")]
    DateTimeOffset CreatedAt,
    [property: Description("Since when every delivery failed; null when the last one succeeded.")]
    DateTimeOffset? FailingSince,
    [property: Description("Since when it is told nothing, after failing for three days; null while it is told.")]
    DateTimeOffset? DisabledAt);

[Description("The webhooks of the business, at most 20.")]
public sealed record WebhooksShown(
    [property: Description("The oldest first.")]
    IReadOnlyList<WebhookShown> Items);

[Description("A delivery of a webhook.")]
public sealed record DeliveryShown(
    [property: Description("Its number.")]
    long Delivery,
    [property: Description("The event's id: the same at every try and for every webhook.")]
    string Event,
    [property: Description("Which event.")]
    string Kind,
    [property: Description("When it happened.")]
    DateTimeOffset OccurredAt,
    [property: Description("`waiting`, `delivered` or `given up`.")]
    string State,
    [property: Description("How often it was tried.")]
    int Attempts,
    [property: Description("When it was last tried.")]
    DateTimeOffset? LastAttemptAt,
    [property: Description("The receiver's status, or why there is none.")]
    string? LastAnswer,
    [property: Description("When it is tried next; null when it is not.")]
    DateTimeOffset? NextAttemptAt);

/// <summary>What is sent. Fields are only added.</summary>
/// <param name="Id">Of the event: deliveries with the same id are the same event.</param>
/// <param name="Version">Of the ledger, document or party that it happened to.</param>
/// <param name="Currency">Of a ledger's event.</param>
/// <param name="Entry">Of <c>payment.recorded</c>, <c>entry.posted</c>, <c>entry.reversed</c>: the entry that was recorded.</param>
/// <param name="Held">
/// Of <c>payment.held</c> and <c>payment.given-back</c>, and of a <c>payment.recorded</c> that was post-dated: as it stood when
/// this was first sent.
/// </param>
/// <param name="Document">Of a document's event, as it stood when this was first sent.</param>
/// <param name="Details">Of a party's event, as it stood when this was first sent.</param>
public sealed record WebhookEvent(
    string Id,
    string Kind,
    DateTimeOffset OccurredAt,
    string? Party,
    long Version,
    string? Currency,
    EntryShown? Entry,
    DocumentShown? Document,
    PartyShown? Details,
    HeldPaymentShown? Held = null);
