namespace LedgerPortal.Verifications;

/// <summary>What is checked while the journal is read from its first row to its last.</summary>
internal sealed class JournalChecks
{
    public Check Known { get; } = new(null, "every stream is of a known kind and every row of it can be read");

    public Check Versions { get; } = new(4, "versions run 1, 2, 3 … without gap or repetition");

    public Check Hashes { get; } = new(4, "each row's hash is that of its columns and covers the row before");

    public Check Heads { get; } = new(4, "the head of each stream stands on its last row");

    public Check Moments { get; } = new(4, "recorded moments never run backwards in a stream");

    public Check Commands { get; } = new(6, "no command id stands twice in a stream");

    public Check Snapshots { get; } = new(7, "snapshots equal the fold of the rows they stand for");

    public IEnumerable<Check> All => [Known, Versions, Hashes, Heads, Moments, Commands, Snapshots];
}
