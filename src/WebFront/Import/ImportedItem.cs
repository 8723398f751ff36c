using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>A customer as a file names it.</summary>
/// <param name="Code">The business's own code, or the name.</param>
/// <param name="Details">To make the party with when it is not there; null when the file does not say enough.</param>
internal sealed record ImportedParty(string Code, PartyDetails? Details);

/// <summary>Something that rows of a file ask for: a document, a payment, a balance to take over.</summary>
/// <param name="Rows">What it came from, in the order of the file.</param>
internal abstract record ImportedItem(ImportedParty Party, IReadOnlyList<ImportRow> Rows)
{
    /// <summary>What it is called in messages: <c>invoice 536365</c>.</summary>
    public abstract string Called { get; }

    public required Currency Currency { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>What it comes to; null when it cannot be added up, which posting it says better.</summary>
    public abstract long? AmountMinor(ImportSettings settings, PartyDetails details);

    /// <summary>The document, when it is one; else it is an entry of the party's ledger and nothing more.</summary>
    public abstract DocumentId? Document(BusinessId business);

    /// <summary>
    /// The stream that it is recorded in and the command that records it. Both derive from what the file says, so that a
    /// second run, and a run after one that was killed, finds what is there.
    /// </summary>
    public abstract (string Stream, CommandId Command) RecordedBy(BusinessId business, PartyId party);

    public abstract Task<Refusal?> Post(ImportTarget target, PartyId party, PartyDetails details);
}

/// <summary>What items are posted to.</summary>
/// <param name="Owner">For looking things up.</param>
internal sealed record ImportTarget(ImportSettings Settings, IGrains Grains, NpgsqlDataSource Owner);
