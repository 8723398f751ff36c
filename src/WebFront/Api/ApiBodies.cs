using System.Globalization;
using LedgerPortal.Documents;

namespace LedgerPortal.Api;

/// <summary>One line item. Decimals are strings with a point, up to six places; the price is in major units without tax.</summary>
public sealed record LineBody(
    string? Description,
    string? ItemCode,
    string? TaxCode,
    string? Quantity,
    string? Unit,
    string? UnitPrice,
    string? TaxRatePercent,
    EventBody? Event)
{
    /// <summary>The line, or the field that is not a decimal.</summary>
    public DocumentLine? Read(out string? wrong)
    {
        wrong = null;
        var quantity = Number(Quantity, nameof(Quantity), ref wrong);
        var price = Number(UnitPrice, nameof(UnitPrice), ref wrong);
        var rate = TaxRatePercent is null ? 0 : Number(TaxRatePercent, nameof(TaxRatePercent), ref wrong);
        return wrong is not null ? null : new DocumentLine
        {
            Description = Description ?? "",
            ItemCode = ItemCode,
            TaxCode = TaxCode,
            Quantity = quantity,
            Unit = Unit,
            UnitPrice = price,
            TaxRatePercent = rate,
            Event = Event is null ? null : new OperationalEvent(Event.Kind ?? "", Event.Id ?? "", Event.OccurredAt, Event.Note),
        };
    }

    private static decimal Number(string? text, string field, ref string? wrong)
    {
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var value))
            return value;
        wrong ??= char.ToLowerInvariant(field[0]) + field[1..];
        return 0;
    }
}

/// <summary>The operational event that a line bills.</summary>
public sealed record EventBody(string? Kind, string? Id, DateTimeOffset? OccurredAt, string? Note);

/// <summary>A document of a billing program: numbered here, issued at once.</summary>
/// <param name="Party">Its id, or the business's code for it.</param>
/// <param name="Currency">The party's own when it is not given.</param>
/// <param name="DueDate">By the party's terms when it is not given.</param>
public sealed record InvoiceBody(
    string? Party,
    string? Currency,
    DateOnly? Date,
    DateOnly? DueDate,
    string? Reference,
    string? Notes,
    string? PlaceOfSupply,
    bool? RoundTotal,
    IReadOnlyList<LineBody>? Lines);

/// <param name="Invoice">Id of the invoice that it credits; settles that one first. Without it the credit stays unapplied.</param>
public sealed record CreditNoteBody(
    string? Party,
    string? Currency,
    DateOnly? Date,
    string? Invoice,
    string? Reason,
    string? Reference,
    string? Notes,
    string? PlaceOfSupply,
    bool? RoundTotal,
    IReadOnlyList<LineBody>? Lines);

/// <param name="Amount">A decimal with a point: <c>"1250.00"</c>.</param>
/// <param name="Settle"><c>oldest</c> (the default), <c>nothing</c>, or the id of an invoice.</param>
public sealed record PaymentBody(
    string? Party,
    string? Currency,
    DateOnly? Date,
    string? Amount,
    string? Method,
    string? Reference,
    string? Narration,
    string? Settle);

/// <param name="Status"><c>Issuing</c> when the number is still on its way: ask again with the same key.</param>
public sealed record DocumentMade(string Id, string? Number, string Status, string Currency, string Total);

/// <param name="Entry">Its number in the party's ledger: the ledger's version.</param>
public sealed record PaymentMade(long Entry, string Currency, string Amount, string Balance);

public sealed record LedgerShown(
    string Party,
    string Name,
    string Currency,
    string Balance,
    long Version,
    string HeadHash,
    string Opening,
    string Closing,
    IReadOnlyList<EntryShown> Entries,
    string? Next);

/// <param name="BalanceAfter">By document date, then in the order of recording.</param>
public sealed record EntryShown(
    long Entry,
    string Kind,
    DateOnly Date,
    DateOnly? DueDate,
    string? Number,
    string? Reference,
    string? Method,
    string? Narration,
    string Debit,
    string Credit,
    string Open,
    string BalanceAfter,
    string? Document);
