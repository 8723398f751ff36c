using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.Api;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Files;

/// <summary>A document as its page shows it, in the words of the API: JSON as it stands, CSV a row a part.</summary>
public sealed record DocumentFile
{
    /// <summary><c>Invoice</c> or <c>CreditNote</c>.</summary>
    public required string Kind { get; init; }

    public required string? Number { get; init; }

    public required string Status { get; init; }

    public required DateOnly Date { get; init; }

    public DateOnly? DueDate { get; init; }

    public DateOnly? SupplyDate { get; init; }

    public string? Reference { get; init; }

    public string? PlaceOfSupply { get; init; }

    public string? Notes { get; init; }

    public string? Reason { get; init; }

    /// <summary>Number of the invoice that a credit note names.</summary>
    public string? Invoice { get; init; }

    public DocumentPartyDetails? Supplier { get; init; }

    public DocumentPartyDetails? Customer { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<FileLine> Lines { get; init; }

    public required string Taxable { get; init; }

    public required IReadOnlyList<TaxShown> Taxes { get; init; }

    public TaxInBaseShown? TaxInBase { get; init; }

    public required string RoundOff { get; init; }

    public required string Total { get; init; }

    /// <summary>What is not settled of it; null while it is in no ledger.</summary>
    public string? Open { get; init; }

    public required IReadOnlyList<FileSettlement> Settlements { get; init; }

    /// <summary>What the Indian portal answered for it.</summary>
    public RegistrationShown? Registration { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = FileHead.Json.Encoder,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly FileColumn<Part>[] Columns =
    [
        new("number", part => part.Number), new("part", part => part.Kind), new("line", part => part.Line),
        new("description", part => part.Description), new("itemCode", part => part.Body?.ItemCode),
        new("taxCode", part => part.Body?.TaxCode), new("quantity", part => (Figure?)part.Body?.Quantity),
        new("unit", part => part.Body?.Unit), new("unitPrice", part => (Figure?)part.Body?.UnitPrice),
        new("taxCategory", part => part.Body?.TaxCategory), new("ratePercent", part => part.RatePercent),
        new("taxable", part => part.Taxable), new("amount", part => part.Amount), new("currency", part => part.Currency),
        new("date", part => part.Date), new("eventKind", part => part.Body?.Event?.Kind),
        new("eventId", part => part.Body?.Event?.Id), new("eventOccurredAt", part => part.Body?.Event?.OccurredAt),
        new("eventNote", part => part.Body?.Event?.Note),
    ];

    /// <param name="kind"><c>Invoice</c> or <c>CreditNote</c>.</param>
    /// <param name="openMinor">Null while it is in no ledger.</param>
    public static DocumentFile Of(
        string kind, string? number, DocumentStatus status, Currency currency, DocumentContent content, DocumentTotals totals,
        long? openMinor, IReadOnlyList<SettlementRow> settlements)
    {
        string Text(long minor) => new Money(minor, currency).ToInvariantString();
        return new DocumentFile
        {
            Kind = kind,
            Number = number,
            Status = status.ToString(),
            Date = content.Date,
            DueDate = content.DueDate,
            SupplyDate = content.SupplyDate,
            Reference = content.Reference,
            PlaceOfSupply = content.PlaceOfSupply,
            Notes = content.Notes,
            Currency = currency.Code,
            Lines = [.. content.Lines.Select((line, at) => new FileLine(LineBody.Of(line), Text(totals.LineNetMinor[at])))],
            Taxable = Text(totals.TaxableMinor),
            Taxes =
            [
                .. totals.Taxes.Select(tax => new TaxShown(
                    tax.Component, LineBody.Text(tax.RatePercent), Text(tax.TaxableMinor), Text(tax.AmountMinor))),
            ],
            TaxInBase = DocumentArithmetic.TaxInBase(content, totals, currency) is { } inBase
                ? new TaxInBaseShown(inBase.Currency.Code, LineBody.Text(content.ExchangeRate!.Rate), inBase.ToInvariantString())
                : null,
            RoundOff = Text(totals.RoundOffMinor),
            Total = Text(totals.TotalMinor),
            Open = openMinor is { } open ? Text(open) : null,
            Settlements =
            [
                .. settlements.Select(part => new FileSettlement(
                    part.Kind.ToString(), part.Number, part.DocumentDate, part.Method, part.Reference, Text(part.AmountMinor))),
            ],
        };
    }

    /// <summary>The file itself; it is small, a document has at most 2,000 lines.</summary>
    public IActionResult As(string? form) => FileHead.FormOf(form) switch
    {
        FileForm.Json => new FileContentResult(JsonSerializer.SerializeToUtf8Bytes(this, Json), "application/json; charset=utf-8")
        {
            FileDownloadName = FileHead.SafeName(Number ?? Kind) + ".json",
        },
        FileForm.Csv => new RowsFile<Part>(Number ?? Kind, FileForm.Csv, Columns, Parts(), NoLook.Instance),
        _ => new NotFoundResult(),
    };

    /// <summary>Lines, then what they come to, then what is paid of it: in the order of the page.</summary>
    private async IAsyncEnumerable<Part> Parts()
    {
        var empty = new Part(Number, Currency);
        for (var at = 0; at < Lines.Count; at++)
        {
            var body = Lines[at].Item;
            yield return empty with
            {
                Kind = "line",
                Line = at + 1,
                Description = body.Description,
                Body = body,
                RatePercent = body.TaxRatePercent,
                Amount = Lines[at].Net,
            };
        }

        yield return empty with { Kind = "taxable", Amount = Taxable };
        foreach (var tax in Taxes)
        {
            yield return empty with
            {
                Kind = "tax",
                Description = tax.Component,
                RatePercent = tax.RatePercent,
                Taxable = tax.Taxable,
                Amount = tax.Amount,
            };
        }

        if (TaxInBase is { } inBase)
            yield return empty with { Kind = "tax_in_base", Currency = inBase.Currency, RatePercent = inBase.Rate, Amount = inBase.Amount };
        yield return empty with { Kind = "round_off", Amount = RoundOff };
        yield return empty with { Kind = "total", Amount = Total };
        foreach (var part in Settlements)
        {
            yield return empty with
            {
                Kind = "settlement",
                Description = string.Join(' ', new[] { part.Kind, part.Number, part.Method, part.Reference }.Where(text => text is not null)),
                Date = part.Date,
                Amount = part.Amount,
            };
        }

        if (Open is { } open)
            yield return empty with { Kind = "open", Amount = open };
        if (Registration is { } registration)
        {
            yield return empty with { Kind = "irn", Description = registration.Irn };
            yield return empty with
            {
                Kind = "acknowledgement",
                Description = registration.AcknowledgementNumber,
                Date = registration.AcknowledgedOn,
            };
            yield return empty with { Kind = "signed_qr", Description = registration.SignedQr };
        }

        await Task.CompletedTask;
    }

    private sealed record Part(string? Number, string Currency)
    {
        public string Kind { get; init; } = "";

        public int? Line { get; init; }

        public string? Description { get; init; }

        public LineBody? Body { get; init; }

        /// <summary>Figures are written as they are, and never taken for formulas.</summary>
        public Figure? RatePercent { get; init; }

        public Figure? Taxable { get; init; }

        public Figure? Amount { get; init; }

        public DateOnly? Date { get; init; }
    }

    /// <summary>A decimal string of ours.</summary>
    private sealed record Figure(string Text)
    {
        public static implicit operator Figure?(string? text) => text is null ? null : new Figure(text);

        public override string ToString() => Text;
    }

    private sealed class NoLook : IAsyncDisposable
    {
        public static readonly NoLook Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <param name="Net">Quantity times price, rounded, without tax.</param>
public sealed record FileLine(LineBody Item, string Net);

/// <summary>A payment or a credit that is set against an invoice, or an invoice that a credit note is set against.</summary>
public sealed record FileSettlement(string Kind, string? Number, DateOnly Date, string? Method, string? Reference, string Amount);
