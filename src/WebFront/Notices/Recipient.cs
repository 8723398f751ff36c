using System.Text.Json.Serialization;

namespace LedgerPortal.Notices;

/// <summary>Whom a message is for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "to")]
[JsonDerivedType(typeof(ToMobile), "mobile")]
[JsonDerivedType(typeof(ToEmail), "email")]
[JsonDerivedType(typeof(ToContact), "contact")]
public abstract record Recipient;

/// <param name="Number">In E.164.</param>
public sealed record ToMobile(string Number) : Recipient;

public sealed record ToEmail(string Address) : Recipient;

/// <summary>
/// A person at a party, by the address that is known at the moment of sending. Nothing is sent to a person who was
/// removed or erased meanwhile.
/// </summary>
public sealed record ToContact(PartyId Party, ContactId Contact, Medium Medium) : Recipient;

/// <summary>By what an address is reached.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Medium>))]
public enum Medium
{
    Email,

    /// <summary>SMS or WhatsApp, as the installation has it.</summary>
    Mobile,
}
