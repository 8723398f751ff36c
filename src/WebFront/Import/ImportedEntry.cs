using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>A payment or an opening balance: an entry of a ledger and no document here.</summary>
/// <param name="Identity">What tells it from every other: its number, or all that its row says.</param>
/// <param name="ForInvoice">Of a payment: the number of the invoice that it settles first.</param>
internal sealed record ImportedEntry(
    ImportedParty Party, IReadOnlyList<ImportRow> Rows, EntryKind Kind, string Identity, long Minor)
    : ImportedItem(Party, Rows)
{
    public Side? Side { get; init; }

    public DateOnly? DueDate { get; init; }

    public string? Number { get; init; }

    public string? Method { get; init; }

    public string? Reference { get; init; }

    public string? Narration { get; init; }

    public string? ForInvoice { get; init; }

    public override string Called => Number is null ? $"this {Noun}" : $"{Noun} {Number}";

    private string Noun => Kind is EntryKind.Payment ? "payment" : "open item";

    public override long? AmountMinor(ImportSettings settings, PartyDetails details) => Minor;

    public override DocumentId? Document(BusinessId business) => null;

    public override (string Stream, CommandId Command) RecordedBy(BusinessId business, PartyId party) =>
        ($"ledger/{party}/{Currency}", new CommandId(Id.Derive(business.Value, $"import {Noun} {Identity}")));

    public override async Task<Refusal?> Post(ImportTarget target, PartyId party, PartyDetails details)
    {
        Settlement settlement = Kind is EntryKind.Payment ? new SettleOldestDueFirst() : new SettleNothing();
        if (ForInvoice is not null)
        {
            if (await FindInvoice(target, party) is not { } invoice)
                return new Refusal(RefusalCode.EntryNotFound, "for_invoice");
            settlement = new SettleDocument(invoice);
        }

        var key = new LedgerKey(target.Settings.Business, party, Currency);
        return (await target.Grains.Get<IPartyLedger>(key.ToString()).Execute(new PostEntry
        {
            Id = RecordedBy(target.Settings.Business, party).Command,
            By = ImportRun.Actor,
            Kind = Kind,
            Side = Side,
            Amount = new Money(Minor, Currency),
            DocumentDate = Date,
            DueDate = DueDate,
            Number = Number,
            Method = Method,
            Reference = Reference,
            Narration = Narration,
            Settlement = settlement,
            ReceiptNumbering = Kind is EntryKind.Payment && Number is null
                ? target.Settings.Details.ReceiptNumbering(Date)
                : null,
            // One that is dated ahead counts from its day, whoever brings it.
            DayBeginsAt = Kind is EntryKind.Payment ? target.Settings.Details.BeginningOf(Date) : null,
        })).Refusal;
    }

    private async Task<DocumentId?> FindInvoice(ImportTarget target, PartyId party)
    {
        await using var command = target.Owner.CreateCommand(
            "select document from read.invoice where business = $1 and party = $2 and number = $3 and status = 'Issued'");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = target.Settings.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = party.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ForInvoice! });
        return await command.ExecuteScalarAsync() is Guid document ? new DocumentId(document) : null;
    }
}

/// <summary>Tells rows without a number apart: by all that they say, and the how-manieth of its like a row is.</summary>
internal sealed class RowIdentities
{
    private readonly Dictionary<string, int> _likes = [];

    public string Of(ImportRow row, IReadOnlyList<ImportColumn> columns)
    {
        var said = string.Join('\u001f', columns.Select(column => row.Text(column.Name)));
        var like = _likes[said] = _likes.GetValueOrDefault(said) + 1;
        return $"{said}\u001f{like}";
    }
}
