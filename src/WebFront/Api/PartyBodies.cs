using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Api;

[Description("A postal address.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AddressBody
{
    [Description("Street and house; at most 200 characters.")]
    public string? Line1 { get; init; }

    [Description("More of the street; at most 200 characters.")]
    public string? Line2 { get; init; }

    [Description("At most 100 characters.")]
    public string? City { get; init; }

    [Description("At most 20 characters.")]
    public string? PostalCode { get; init; }

    [Description("In India the GST state code of two digits; elsewhere as usual there; at most 10 characters.")]
    public string? StateCode { get; init; }

    [Required]
    [Description("ISO 3166-1 country code, two capital letters.")]
    public string? CountryCode { get; init; }

    public static AddressBody? Of(Address? address) => address is null ? null : new AddressBody
    {
        Line1 = address.Line1,
        Line2 = address.Line2,
        City = address.City,
        PostalCode = address.PostalCode,
        StateCode = address.StateCode,
        CountryCode = address.CountryCode,
    };

    public Address ToAddress() => new(Line1, Line2, City, PostalCode, StateCode, CountryCode ?? "");
}

[Description("What is known of a party.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PartyBody
{
    [Required]
    [Description("Its trading name; 1 to 200 characters.")]
    public string? Name { get; init; }

    [Description("Your own code for it, unique among your parties; at most 40 characters. It may stand for the id in addresses.")]
    public string? Code { get; init; }

    [Description("GSTIN in India, VAT number elsewhere; at most 30 characters.")]
    public string? TaxId { get; init; }

    [Description("Where it is. Of a party in India the state decides how GST is split.")]
    public AddressBody? Address { get; init; }

    [Description("ISO 4217 currency of new documents; your business's own when it is not given.")]
    public string? Currency { get; init; }

    [Description("Days from a document's date to its due date, 0 to 365; your business's own when it is not given.")]
    public int? TermsDays { get; init; }
}

[Description("A new party.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewPartyBody
{
    [Required]
    [Description("What is known of it.")]
    public PartyBody? Details { get; init; }

    [Description("Whether its ledger is shared with it from the start; false when it is not given.")]
    public bool IsShared { get; init; }
}

[Description("A changed party.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangedPartyBody
{
    [Required]
    [Description("The version that you read: refused when the party was changed since.")]
    public long? Version { get; init; }

    [Required]
    [Description("All of what is known of it: what is not given is taken away.")]
    public PartyBody? Details { get; init; }
}

[Description("Whether the party's ledger is shared with it.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SharingBody
{
    [Required]
    [Description("False stops its token and its sessions, and closes its open pages at once; links of single documents go on.")]
    public bool? IsShared { get; init; }
}

[Description("A party.")]
public sealed record PartyShown(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("Raised by each change; give it back with a change.")]
    long Version,
    [property: Description("Its trading name.")]
    string Name,
    [property: Description("Your own code for it.")]
    string? Code,
    [property: Description("GSTIN in India, VAT number elsewhere.")]
    string? TaxId,
    [property: Description("Where it is.")]
    AddressBody? Address,
    [property: Description("ISO 4217 currency of new documents.")]
    string Currency,
    [property: Description("Days from a document's date to its due date.")]
    int TermsDays,
    [property: Description("Whether its ledger is shared with it.")]
    bool IsShared);

[Description("A person at a party. Stored encrypted under a key of that person's own; removing the person deletes the key.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ContactBody
{
    [Required]
    [Description("1 to 120 characters.")]
    public string? Name { get; init; }

    [Description("Mobile number, E.164 (`+919876543210`) or as written in your business's country. One-time codes go to it.")]
    public string? Mobile { get; init; }

    [Description("E-mail address; at most 254 characters.")]
    public string? Email { get; init; }

    [Description("What they do at the party, not who they are: `owner`, `accounts`; at most 40 characters.")]
    public string? Role { get; init; }
}

[Description("A person at a party.")]
public sealed record ContactShown(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("Null when the person was erased.")]
    string? Name,
    [property: Description("E.164.")]
    string? Mobile,
    [property: Description("E-mail address.")]
    string? Email,
    [property: Description("What they do at the party.")]
    string? Role);

[Description("The people at a party, at most 100.")]
public sealed record ContactsShown(
    [property: Description("In the order of their names.")]
    IReadOnlyList<ContactShown> Items);
