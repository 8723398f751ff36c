using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>A payment or another credit settles an invoice or another debit of the same ledger; both are there already.</summary>
/// <param name="Credit">Number of the receipt or credit note; of a payment without one its reference.</param>
/// <param name="Debit">Number of what is settled.</param>
internal sealed record ImportedAllocation(
    ImportedParty Party, IReadOnlyList<ImportRow> Rows, string Credit, string Debit, long Minor)
    : ImportedItem(Party, Rows)
{
    /// <summary>From which day it counts; null is the later of both document dates.</summary>
    public DateOnly? From { get; init; }

    public override string Called => $"{Credit} for {Debit}";

    public override long? AmountMinor(ImportSettings settings, PartyDetails details) => Minor;

    public override DocumentId? Document(BusinessId business) => null;

    /// <summary>One of each pair: what a file says of it with another amount is no second one.</summary>
    public override (string Stream, CommandId Command) RecordedBy(BusinessId business, PartyId party) => (
        $"ledger/{party}/{Currency}",
        new CommandId(Id.Derive(business.Value, $"import allocation {party} {Credit}\u001f{Debit}")));

    public override async Task<Refusal?> Post(ImportTarget target, PartyId party, PartyDetails details)
    {
        if (await Find(target, party, Credit, isDebit: false) is not { } credit)
            return new Refusal(RefusalCode.EntryNotFound, "payment");
        if (await Find(target, party, Debit, isDebit: true) is not { } debit)
            return new Refusal(RefusalCode.EntryNotFound, "invoice");
        var key = new LedgerKey(target.Settings.Business, party, Currency);
        return (await target.Grains.Get<IPartyLedger>(key.ToString()).Execute(new AllocateCredit
        {
            Id = RecordedBy(target.Settings.Business, party).Command,
            By = ImportRun.Actor,
            CreditEntry = credit,
            Settlement = new SettleExactly([new SettlementPart(debit, new Money(Minor, Currency))]),
            EffectiveDate = From,
        })).Refusal;
    }

    /// <summary>
    /// By number, or of credits by reference; null when there is none, or more than one: which is meant is not for us to guess.
    /// What was reversed is not meant, nor what moved an item away.
    /// </summary>
    private async Task<long?> Find(ImportTarget target, PartyId party, string named, bool isDebit)
    {
        await using var command = target.Owner.CreateCommand(
            """
            with named as (
              select entry, number is not distinct from $5 as is_number from read.entry
              where business = $1 and party = $2 and currency = $3 and is_debit = $4 and reversed_by is null and reverses is null
                and transferred_to is null and (number = $5 or (not is_debit and reference = $5))
            )
            select min(entry) from named where is_number = (select bool_or(is_number) from named) having count(*) = 1
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = target.Settings.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = party.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Currency.Code });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isDebit });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = named });
        return await command.ExecuteScalarAsync() is long entry ? entry : null;
    }
}
