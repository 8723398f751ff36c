using LedgerPortal.Businesses;

namespace LedgerPortal.Portal;

/// <summary>Where money for the business goes, as far as it has told.</summary>
public sealed record PaymentDetails(BankDetails? Bank, string? UpiId)
{
    /// <summary>Null when the business has told nothing: then there is nothing to show, and no button that leads to it.</summary>
    public static PaymentDetails? Of(BusinessDetails business) =>
        business.Bank is null && string.IsNullOrEmpty(business.UpiId) ? null : new(business.Bank, business.UpiId);
}
