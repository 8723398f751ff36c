namespace LedgerPortal.Ledgers;

/// <summary>Bounds of one ledger and of its commands.</summary>
public static class LedgerLimits
{
    /// <summary>Far beyond any trade, and far from where sums of 64 bits end.</summary>
    public const long MaxBalanceMinor = 1_000 * Money.MaxMinor;

    /// <summary>Entries that one command joins: a row of the journal stays small.</summary>
    public const int MaxSettlementParts = 500;

    /// <summary>Allocations that one reversal or undoing undoes.</summary>
    public const int MaxReversedAllocations = 5_000;

    /// <summary>Post-dated payments in keeping at a time: they are part of the ledger's state.</summary>
    public const int MaxHeldPayments = 100;

    /// <summary>Entries that a post-dated payment names for its day.</summary>
    public const int MaxHeldParts = 50;

    public const int MaxNumberLength = 40;
    public const int MaxMethodLength = 40;
    public const int MaxReferenceLength = 80;
    public const int MaxNarrationLength = 500;
    public const int MaxInternalReasonLength = 500;
}
