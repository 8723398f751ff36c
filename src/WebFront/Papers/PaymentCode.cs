using System.Globalization;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;
using QRCoder;

namespace LedgerPortal.Papers;

/// <summary>What a telephone's banking program reads from a QR code, so that nothing is typed.</summary>
public static class PaymentCode
{
    /// <summary>From this amount on UPI programs refuse codes that name the amount: ₹1,00,000.</summary>
    private const long UpiAmountLimitMinor = 1_00_000_00;

    /// <summary>The European Payments Council's limit of one transfer: €999,999,999.99.</summary>
    private const long EpcAmountLimitMinor = 999_999_999_99;

    /// <summary>A UPI code for rupees, an EPC code for euro; null when there is nothing to pay or nowhere to pay it.</summary>
    public static PaperCode? Of(
        PaymentDetails details, string payee, Money amount, string reference, IStringLocalizer<PaperText> text)
    {
        if (amount.Minor <= 0)
            return null;
        return amount.Currency.Code switch
        {
            "INR" when details.UpiId is { Length: > 0 } => new PaperCode(
                Modules(Upi(details.UpiId, payee, amount, reference)), text["Code.Upi"]),
            "EUR" when details.Bank?.Iban is { Length: > 0 } && amount.Minor <= EpcAmountLimitMinor => new PaperCode(
                Modules(Epc(details.Bank.AccountName, details.Bank.Iban, details.Bank.Bic, amount, reference)), text["Code.Epc"]),
            _ => null,
        };
    }

    /// <summary><c>upi://pay?pa=…</c>; at or above ₹1,00,000 without the amount, which the payer then types.</summary>
    public static string Upi(string upiId, string payee, Money amount, string reference)
    {
        // An @ is allowed where it stands, and some programs do not decode it.
        var address = Uri.EscapeDataString(upiId).Replace("%40", "@", StringComparison.Ordinal);
        var figure = amount.Minor < UpiAmountLimitMinor ? $"&am={Plain(amount)}" : "";
        return $"upi://pay?pa={address}&pn={Uri.EscapeDataString(payee)}{figure}&cu=INR&tn={Uri.EscapeDataString(reference)}";
    }

    /// <summary>A SEPA credit transfer as EPC069-12, version 002, has it.</summary>
    public static string Epc(string payee, string iban, string? bic, Money amount, string reference) => string.Join('\n',
        "BCD", "002", "1", "SCT", bic ?? "", Cut(payee, 70), iban.Replace(" ", "", StringComparison.Ordinal),
        $"EUR{Plain(amount)}", "", "", Cut(reference, 140));

    /// <summary>The dark modules of a code, without the quiet zone that the paper around it gives.</summary>
    public static IReadOnlyList<string> Modules(string content)
    {
        const int Quiet = 4;
        using var data = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        var matrix = data.ModuleMatrix;
        return [.. matrix[Quiet..^Quiet].Select(row => string.Concat(
            Enumerable.Range(Quiet, row.Count - 2 * Quiet).Select(at => row[at] ? '1' : '0')))];
    }

    private static string Plain(Money amount) =>
        (amount.Minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
