using LedgerPortal.Businesses;
using LedgerPortal.Portal;
using LedgerPortal.Resources;

namespace LedgerPortal.Papers;

public sealed class PaymentCodeTests
{
    private static readonly Currency Rupee = Currency.Parse("INR");
    private static readonly Currency Euro = Currency.Parse("EUR");

    [Fact]
    public void Below_a_lakh_the_amount_is_in_the_code() => Assert.Equal(
        "upi://pay?pa=shop@bank&pn=Shah%20%26%20Sons&am=99999.99&cu=INR&tn=INV%2F26-27%2F000001",
        PaymentCode.Upi("shop@bank", "Shah & Sons", new Money(99_999_99, Rupee), "INV/26-27/000001"));

    [Fact]
    public void From_a_lakh_on_the_payer_types_it() => Assert.Equal(
        "upi://pay?pa=shop@bank&pn=Shah&cu=INR&tn=INV-1",
        PaymentCode.Upi("shop@bank", "Shah", new Money(1_00_000_00, Rupee), "INV-1"));

    [Fact]
    public void Euros_are_paid_by_a_transfer_with_its_reference() => Assert.Equal(
        "BCD\n002\n1\nSCT\nCOBADEFF\nMüller GmbH\nDE89370400440532013000\nEUR12.30\n\n\nRE-1",
        PaymentCode.Epc("Müller GmbH", "DE89 3704 0044 0532 0130 00", "COBADEFF", new Money(12_30, Euro), "RE-1"));

    [Fact]
    public void A_code_is_there_only_where_it_can_be_paid()
    {
        var upi = new PaymentDetails(null, "shop@bank");
        var sepa = new PaymentDetails(new BankDetails("Müller", "", "Bank", null, "DE89370400440532013000", null), null);
        PaperCode? Of(PaymentDetails details, long minor, Currency currency) =>
            PaymentCode.Of(details, "Shop", new Money(minor, currency), "1", Texts.Of<PaperText>());
        Assert.Null(Of(upi, 0, Rupee));
        Assert.Null(Of(upi, 100, Euro));
        Assert.Null(Of(sepa, 100, Rupee));
        Assert.Null(Of(sepa, 100_000_000_000, Euro));
        Assert.NotNull(Of(sepa, 99_999_999_999, Euro));
        var code = Of(upi, 100, Rupee)!;
        Assert.All(code.Rows, row => Assert.Equal(code.Rows.Count, row.Length));
        // The three finders, right to the edge: the quiet zone is the paper's.
        Assert.StartsWith("1111111", code.Rows[0], StringComparison.Ordinal);
        Assert.EndsWith("1111111", code.Rows[0], StringComparison.Ordinal);
        Assert.StartsWith("1111111", code.Rows[^1], StringComparison.Ordinal);
    }
}
