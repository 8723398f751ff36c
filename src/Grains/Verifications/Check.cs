namespace LedgerPortal.Verifications;

/// <summary>One claim about the books: over how much it was checked, where it does not hold. Safe from several threads.</summary>
/// <param name="invariant">Its number in <c>docs/invariants.md</c>; null for what follows from the design.</param>
public sealed class Check(int? invariant, string claim)
{
    private const int MaxExamples = 10;

    private readonly Lock _lock = new();
    private readonly List<string> _examples = [];
    private long _counted;

    public int? Invariant => invariant;

    /// <summary>What shall be true, as a clause: "the balance is debits less credits".</summary>
    public string Claim => claim;

    /// <summary>Over how many rows, ledgers, streams… it was checked.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    public long Broken { get; private set; }

    /// <summary>The first that break it, each named so that it can be looked up.</summary>
    public IReadOnlyList<string> Examples
    {
        get
        {
            lock (_lock)
                return [.. _examples];
        }
    }

    internal void Count(long count) => Interlocked.Add(ref _counted, count);

    internal void Break(string example) => Break(1, [example]);

    internal void Break(long broken, IEnumerable<string> examples)
    {
        lock (_lock)
        {
            Broken += broken;
            _examples.AddRange(examples.Take(MaxExamples - _examples.Count));
        }
    }
}

/// <summary>Every check that was made.</summary>
public sealed record VerificationReport(IReadOnlyList<Check> Checks, TimeSpan Took)
{
    public bool IsClean => Checks.All(check => check.Broken == 0);
}
