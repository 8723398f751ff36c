namespace LedgerPortal.Journal;

/// <summary>The appends of one stream in a batch: a chain that is accepted or refused as a whole.</summary>
internal sealed class StreamGroup(int ordinal, WaitingAppend first)
{
    public int Ordinal => ordinal;

    public StreamId Stream => first.Append.Row.Stream;

    public List<WaitingAppend> Appends { get; } = [first];

    public JournalRow First => first.Append.Row;

    public JournalRow Last => Appends[^1].Append.Row;

    public AppendRefusal? Refusal { get; set; }

    /// <summary>
    /// Groups by stream and sorts by key, so that two processes lock heads in the same order. An append that does not
    /// follow its group's last (another activation's) and one that moves the period lock wait for a later batch.
    /// </summary>
    public static List<StreamGroup> Of(List<WaitingAppend> batch, List<WaitingAppend> later)
    {
        var byStream = new Dictionary<StreamId, List<WaitingAppend>>();
        foreach (var waiting in batch)
        {
            if (!byStream.TryGetValue(waiting.Append.Row.Stream, out var chain))
            {
                byStream.Add(waiting.Append.Row.Stream, [waiting]);
                continue;
            }

            var last = chain[^1].Append;
            var follows = waiting.Append.Row.Version == last.Row.Version + 1
                && waiting.Append.Row.PrevHash.AsSpan().SequenceEqual(last.Row.Hash)
                && last.PeriodLock is null && waiting.Append.PeriodLock is null
                && !later.Exists(other => other.Append.Row.Stream == waiting.Append.Row.Stream);
            (follows ? chain : later).Add(waiting);
        }

        var groups = new List<StreamGroup>(byStream.Count);
        foreach (var (_, chain) in byStream
            .OrderBy(pair => pair.Key.Business.Value)
            .ThenBy(pair => pair.Key.Stream, StringComparer.Ordinal))
        {
            var group = new StreamGroup(groups.Count, chain[0]);
            group.Appends.AddRange(chain.Skip(1));
            groups.Add(group);
        }

        return groups;
    }
}
