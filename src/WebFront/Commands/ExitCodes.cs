namespace LedgerPortal.Commands;

/// <summary>What the program says to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something that a person can do something about; a sentence on standard error says what.</summary>
    public const int Failed = 1;

    /// <summary>Ended by Ctrl-C before it was done; the usual number for that.</summary>
    public const int Cancelled = 130;
}
