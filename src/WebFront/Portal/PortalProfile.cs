using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Portal;

/// <summary>A person at the party, as far as a page shows them: numbers and addresses are masked.</summary>
/// <param name="Name">Null when the person was erased.</param>
public sealed record ProfileContact(string? Name, string? Role, string? Mobile, string? Email);

/// <summary>Who is known at the party. What the business saved is read here, and changed by asking the business.</summary>
public static class PortalProfile
{
    private const int MaxContacts = 100;

    public static async Task<IReadOnlyList<ProfileContact>> ReadContacts(
        ScopedRead read, ContactVault vault, PortalVisit visit, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            select contact, sealed, role from read.contact
            where business = @business and party = @party and not is_removed
            order by contact limit @limit
            """,
            new { business = visit.Session.Business, party = visit.Session.Party, limit = MaxContacts });
        var people = await vault.Unseal(
            visit.Session.Business,
            [.. rows.Select(row => new SealedContact(row.Contact, row.Sealed, row.Role))],
            cancellation);
        return [.. rows.Zip(people, (row, person) => new ProfileContact(
            person?.Name, row.Role, Masked.Mobile(person?.Mobile), Masked.Email(person?.Email)))];
    }

    private sealed record Row(ContactId Contact, byte[] Sealed, string? Role);
}

/// <summary>
/// Enough for its owner to know it again, too little for anyone else: the portal's link may have been passed on.
/// </summary>
public static class Masked
{
    private const int ShownDigits = 4;

    /// <summary><c>••••••••3210</c></summary>
    public static string? Mobile(string? number)
    {
        if (number is null)
            return null;
        var digits = number.Where(char.IsAsciiDigit).ToArray();
        return digits.Length <= ShownDigits
            ? new string('•', digits.Length)
            : new string('•', digits.Length - ShownDigits) + new string(digits[^ShownDigits..]);
    }

    /// <summary><c>k•••@example.com</c></summary>
    public static string? Email(string? address)
    {
        if (address is null)
            return null;
        var at = address.LastIndexOf('@');
        return at < 1 ? "•••" : address[..1] + "•••" + address[at..];
    }
}
