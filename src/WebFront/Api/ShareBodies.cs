using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LedgerPortal.Api;

[Description("How long a link is good.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LinkBody
{
    [Description("Days from now, 1 to 365; as the portal is set up when it is not given.")]
    public int? ExpiryDays { get; init; }
}

[Description("A secret link. Whoever has it gets in: send it to the party alone, keep it out of logs.")]
public sealed record LinkMade(
    [property: Description("The whole link. The secret stands behind the `#`, which browsers send to no server.")]
    string Url,
    [property: Description("When it stops working.")]
    DateTimeOffset ExpiresAt);

[Description("A party's portal token.")]
public sealed record TokenShown(
    [property: Description("The party's id.")]
    string Party,
    [property: Description("The party's name.")]
    string Name,
    [property: Description("`active`, `expired`, `revoked`, or `none` when none was ever made.")]
    string State,
    [property: Description("When it was made.")]
    DateTimeOffset? CreatedAt,
    [property: Description("When it stops working.")]
    DateTimeOffset? ExpiresAt,
    [property: Description("When somebody last came in through it.")]
    DateTimeOffset? LastUsedAt,
    [property: Description("By which kind of device: `phone`, `tablet`, `computer`.")]
    string? LastUsedDevice);
