using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Ledgers;

/// <summary>
/// What the receipt voucher of an advance, or the refund voucher of one that is paid back, says beside its entry (rules 50 and 51
/// of the CGST rules). Frozen with the entry, so that a later move, renaming or setting changes no voucher.
/// </summary>
public sealed record VoucherTerms
{
    public required DocumentPartyDetails Supplier { get; init; }

    public required DocumentPartyDetails Recipient { get; init; }

    public required AdvancesOf Of { get; init; }

    /// <summary>What is supplied; null as the kind says.</summary>
    public string? Description { get; init; }

    /// <summary>Contained in the advance; zero where none falls due: on goods, and on what is supplied out of India.</summary>
    public required decimal TaxRatePercent { get; init; }

    /// <summary>A GST state code, or out of India the country code; null when nobody knows, which is taxed as between states.</summary>
    public string? PlaceOfSupply { get; init; }

    public required TaxSplit TaxSplit { get; init; }

    /// <summary>Null where the scheme asks for no vouchers: under any but the regular scheme of GST.</summary>
    public static VoucherTerms? For(BusinessDetails business, PartyDetails party)
    {
        if (business.TaxScheme is not TaxScheme.GstRegular)
            return null;
        var place = IsPlaceKnown(party) ? TaxSplits.PlaceOfSupply(business, party, null) : null;
        var isAbroad = place is not null && !IndianStates.ByCode.ContainsKey(place);
        return new VoucherTerms
        {
            Supplier = DocumentPartyDetails.Of(business),
            Recipient = new DocumentPartyDetails(party.Name, party.TaxId, party.Address),
            Of = business.Advances?.Of ?? AdvancesOf.Goods,
            Description = business.Advances?.Description,
            TaxRatePercent = business.Advances is { Of: AdvancesOf.Services } services && !isAbroad ? services.TaxRatePercent : 0,
            PlaceOfSupply = place,
            TaxSplit = place is null ? TaxSplit.GstBetweenStates : TaxSplits.Between(business, party, place),
        };
    }

    // An invoice to a party whose place nobody knows is a sale over the counter; an advance is between states (rule 50, second proviso).
    private static bool IsPlaceKnown(PartyDetails party) => Gstin.StateCode(party.TaxId) is not null
        || party.Address is { CountryCode: not "IN" } or { StateCode.Length: > 0 };
}

/// <summary>Of an entry that has a voucher: a payment that left something unsettled, or any refund.</summary>
/// <param name="AdvanceMinor">
/// Of a payment: what its own command did not settle, decided once; later allocations do not change it. Null of a refund: what
/// it pays back of which advance follows from the credits that it was paid from.
/// </param>
public sealed record Voucher(VoucherTerms Terms, long? AdvanceMinor)
{
    /// <summary>A payment that is settled as it comes was no advance, and has an ordinary receipt.</summary>
    /// <param name="leftMinor">What it did not settle.</param>
    public static Voucher? OfPayment(VoucherTerms? terms, long leftMinor) =>
        terms is not null && leftMinor > 0 ? new Voucher(terms, leftMinor) : null;
}
