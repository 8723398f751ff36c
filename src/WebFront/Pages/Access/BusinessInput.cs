using System.ComponentModel.DataAnnotations;

namespace LedgerPortal.Access;

/// <summary>What the owner types about the business, beginning with what is usual in India.</summary>
public sealed record BusinessInput
{
    [StringLength(200)]
    public string? Name { get; init; }

    [StringLength(200)]
    public string? LegalName { get; init; }

    [StringLength(200)]
    public string? Line1 { get; init; }

    [StringLength(200)]
    public string? Line2 { get; init; }

    [StringLength(100)]
    public string? City { get; init; }

    [StringLength(20)]
    public string? PostalCode { get; init; }

    [StringLength(10)]
    public string? StateCode { get; init; }

    public string Country { get; init; } = "IN";

    [StringLength(30)]
    public string? Phone { get; init; }

    public string TaxScheme { get; init; } = nameof(Businesses.TaxScheme.GstRegular);

    [StringLength(30)]
    public string? TaxId { get; init; }

    public string Currency { get; init; } = "INR";

    public string TimeZone { get; init; } = "Asia/Kolkata";

    [Range(1, 12)]
    public int FinancialYearStartMonth { get; init; } = 4;

    [Range(0, 365)]
    public int TermsDays { get; init; } = 30;

    public string? InvoicePattern { get; init; } = "INV/{yy}-{yy+1}/{000000}";

    public string? NextInvoice { get; init; } = "1";

    public string? CreditNotePattern { get; init; } = "CN/{yy}-{yy+1}/{000000}";

    public string? NextCreditNote { get; init; } = "1";

    public string? ReceiptPattern { get; init; } = "RC/{yy}-{yy+1}/{000000}";

    public string? NextReceipt { get; init; } = "1";

    public string? RefundPattern { get; init; } = "RF/{yy}-{yy+1}/{000000}";

    public string? NextRefund { get; init; } = "1";

    [StringLength(100)]
    public string? BankName { get; init; }

    [StringLength(40)]
    public string? BankAccountNumber { get; init; }

    [StringLength(11)]
    public string? Ifsc { get; init; }

    [StringLength(100)]
    public string? UpiId { get; init; }
}
