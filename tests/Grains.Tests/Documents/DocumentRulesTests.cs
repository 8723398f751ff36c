using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.Documents;

public class DocumentRulesTests
{
    private static readonly DocumentContent Right = new()
    {
        Date = new DateOnly(2025, 4, 1),
        DueDate = new DateOnly(2025, 5, 1),
        Reference = "PO 17",
        Notes = "Thank you.\nGoods once sold…",
        Lines =
        [
            new DocumentLine
            {
                Description = "Basmati rice, 5 kg",
                ItemCode = "R-5",
                TaxCode = "1006",
                Quantity = 12.5m,
                Unit = "bag",
                UnitPrice = 412.123456m,
                TaxRatePercent = 5,
                Event = new OperationalEvent("delivery", "DLV-1", new DateTimeOffset(2025, 4, 1, 9, 0, 0, TimeSpan.Zero), "dock 3"),
            },
        ],
    };

    public static TheoryData<DocumentContent, RefusalCode, string> Wrong => new()
    {
        { Right with { Date = default }, RefusalCode.DateOutOfRange, "date" },
        { Right with { Date = new DateOnly(2925, 4, 1) }, RefusalCode.DateOutOfRange, "date" },
        { Right with { DueDate = new DateOnly(2925, 4, 1) }, RefusalCode.DateOutOfRange, "dueDate" },
        { Right with { DueDate = new DateOnly(2025, 3, 31) }, RefusalCode.DueDateBeforeDocumentDate, "dueDate" },
        { Right with { Reference = new string('x', 81) }, RefusalCode.FieldTooLong, "reference" },
        { Right with { Reference = "two\nlines" }, RefusalCode.FieldInvalid, "reference" },
        { Right with { Notes = new string('x', 2_001) }, RefusalCode.FieldTooLong, "notes" },
        { Right with { Notes = "\0" }, RefusalCode.FieldInvalid, "notes" },
        { Right with { PlaceOfSupply = new string('x', 11) }, RefusalCode.FieldTooLong, "placeOfSupply" },
        { Right with { Lines = [] }, RefusalCode.NoLines, "lines" },
        { Right with { Lines = [.. Enumerable.Repeat(Right.Lines[0], 2_001)] }, RefusalCode.TooManyLines, "lines" },
        { WithLine(line => line with { Description = " " }), RefusalCode.FieldRequired, "lines[1].description" },
        { WithLine(line => line with { Description = new string('x', 501) }), RefusalCode.FieldTooLong, "lines[1].description" },
        { WithLine(line => line with { Description = "half a pair \ud83d" }), RefusalCode.FieldInvalid, "lines[1].description" },
        { WithLine(line => line with { ItemCode = new string('x', 41) }), RefusalCode.FieldTooLong, "lines[1].itemCode" },
        { WithLine(line => line with { TaxCode = new string('x', 21) }), RefusalCode.FieldTooLong, "lines[1].taxCode" },
        { WithLine(line => line with { Quantity = 1.0000001m }), RefusalCode.FieldInvalid, "lines[1].quantity" },
        { WithLine(line => line with { Quantity = 1_000_000_001m }), RefusalCode.FieldInvalid, "lines[1].quantity" },
        { WithLine(line => line with { Unit = new string('x', 21) }), RefusalCode.FieldTooLong, "lines[1].unit" },
        { WithLine(line => line with { UnitPrice = -0.01m }), RefusalCode.FieldInvalid, "lines[1].unitPrice" },
        { WithLine(line => line with { UnitPrice = decimal.MaxValue }), RefusalCode.FieldInvalid, "lines[1].unitPrice" },
        { WithLine(line => line with { TaxRatePercent = 5.0001m }), RefusalCode.FieldInvalid, "lines[1].taxRatePercent" },
        { WithLine(line => line with { TaxRatePercent = 100.5m }), RefusalCode.FieldInvalid, "lines[1].taxRatePercent" },
        { WithLine(line => line with { TaxCategory = TaxCategory.Exempt }), RefusalCode.FieldInvalid, "lines[1].taxCategory" },
        { WithLine(line => line with { TaxRatePercent = 0, TaxCategory = TaxCategory.Standard }), RefusalCode.FieldInvalid, "lines[1].taxCategory" },
        { WithLine(line => line with { TaxRatePercent = 0, TaxCategory = (TaxCategory)99 }), RefusalCode.FieldInvalid, "lines[1].taxCategory" },
        { WithLine(line => line with { TaxRatePercent = 0, TaxCategory = TaxCategory.OutOfScope }), RefusalCode.FieldInvalid, "lines[1].taxCategory" },
        { WithLine(line => line with { ExemptionReason = "law" }), RefusalCode.FieldInvalid, "lines[1].exemptionReason" },
        { WithLine(line => line with { TaxRatePercent = 0, ExemptionReason = new string('x', 201) }), RefusalCode.FieldTooLong, "lines[1].exemptionReason" },
        { Right with { SupplyDate = new DateOnly(2925, 4, 1) }, RefusalCode.DateOutOfRange, "supplyDate" },
        { Right with { ExchangeRate = new ExchangeRate(Examples.Rupees, 0) }, RefusalCode.FieldInvalid, "exchangeRate.rate" },
        { Right with { ExchangeRate = new ExchangeRate(Examples.Rupees, 1.0000001m) }, RefusalCode.FieldInvalid, "exchangeRate.rate" },
        { Right with { ExchangeRate = new ExchangeRate(default, 2) }, RefusalCode.FieldRequired, "exchangeRate.base" },
        { WithEvent(that => that with { Kind = "" }), RefusalCode.FieldRequired, "lines[1].event.kind" },
        { WithEvent(that => that with { EventId = new string('x', 81) }), RefusalCode.FieldTooLong, "lines[1].event.eventId" },
        { WithEvent(that => that with { Note = new string('x', 501) }), RefusalCode.FieldTooLong, "lines[1].event.note" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_field_has_its_rule(DocumentContent content, RefusalCode code, string field)
    {
        var refusal = DocumentRules.CheckInvoice(content, TaxSplit.Vat);
        Assert.Equal((code, field), (refusal?.Code, refusal?.Field));
    }

    [Fact]
    public void What_is_right_passes()
    {
        Assert.Null(DocumentRules.CheckInvoice(Right, TaxSplit.Vat));
        Assert.Null(DocumentRules.CheckInvoice(Right with { DueDate = null }, TaxSplit.Vat));
        Assert.Null(DocumentRules.CheckCreditNote(Right with { DueDate = null }, TaxSplit.Vat));
        Assert.Null(DocumentRules.CheckInvoice(WithLine(line => line with { Description = "Rice 🍚", Quantity = -1 }), TaxSplit.Vat));
    }

    [Fact]
    public void A_supply_within_the_union_is_not_of_india_and_where_no_tax_is_charged_all_is_out_of_scope()
    {
        var line = Right.Lines[0] with { TaxRatePercent = 0 };
        Refusal? Check(TaxCategory category, TaxSplit split) => DocumentRules.CheckInvoice(
            Right with { Lines = [line with { TaxCategory = category }] }, split);
        Assert.Null(Check(TaxCategory.IntraCommunity, TaxSplit.Vat));
        Assert.Equal("lines[0].taxCategory", Check(TaxCategory.IntraCommunity, TaxSplit.GstBetweenStates)?.Field);
        Assert.Null(Check(TaxCategory.Export, TaxSplit.GstBetweenStates));
        Assert.Null(Check(TaxCategory.OutOfScope, TaxSplit.None));
        Assert.Equal("lines[0].taxCategory", Check(TaxCategory.ZeroRated, TaxSplit.None)?.Field);
    }

    [Fact]
    public void A_credit_note_has_no_due_date() =>
        Assert.Equal("dueDate", DocumentRules.CheckCreditNote(Right, TaxSplit.Vat)?.Field);

    [Fact]
    public void Where_no_tax_is_charged_no_line_has_a_rate() => Assert.Equal(
        new Refusal(RefusalCode.FieldInvalid, "lines[0].taxRatePercent"), DocumentRules.CheckInvoice(Right, TaxSplit.None));

    [Fact]
    public void The_first_wrong_field_is_named() => Assert.Equal(
        "date", DocumentRules.CheckInvoice(new DocumentContent { Date = default, Notes = "\0", Lines = [] }, TaxSplit.Vat)?.Field);

    [Fact]
    public void Whatever_passes_can_be_added_up_and_written_without_an_exception()
    {
        var numbers = from mantissa in Gen.Choose(int.MinValue, int.MaxValue)
                      from other in Gen.Choose(0, int.MaxValue)
                      from scale in Gen.Choose(0, 28)
                      select new decimal(other, mantissa, other % 97, mantissa < 0, (byte)scale);
        var texts = Gen.Elements('a', '\0', '\n', '\ud83c', '\udf5a', '€', ' ').ArrayOf().Select(chars => new string(chars));
        var lines = from description in texts
                    from quantity in numbers
                    from price in numbers
                    from rate in numbers
                    select Right.Lines[0] with
                    {
                        Description = description + "x",
                        Quantity = decimal.Round(quantity, 6),
                        UnitPrice = Math.Abs(decimal.Round(price, 6)),
                        TaxRatePercent = Math.Abs(rate) % 100,
                    };
        Prop.ForAll(lines.NonEmptyListOf().ToArbitrary(), list =>
        {
            var content = Right with { Lines = [.. list] };
            if (DocumentRules.CheckInvoice(content, TaxSplit.Vat) is not null)
                return;
            _ = DocumentArithmetic.Totals(content, TaxSplit.Vat, Currency.Parse("INR"));
            var json = System.Text.Json.JsonSerializer.Serialize(content, DocumentJson.Default.DocumentContent);
            var back = System.Text.Json.JsonSerializer.Deserialize(json, DocumentJson.Default.DocumentContent)!;
            Assert.Equal(content.Lines, back.Lines);
        }).QuickCheckThrowOnFailure();
    }

    private static DocumentContent WithLine(Func<DocumentLine, DocumentLine> change) =>
        Right with { Lines = [Right.Lines[0], change(Right.Lines[0])] };

    private static DocumentContent WithEvent(Func<OperationalEvent, OperationalEvent> change) =>
        WithLine(line => line with { Event = change(line.Event!) });
}
