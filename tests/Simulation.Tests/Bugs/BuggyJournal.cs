using LedgerPortal.Journal;

namespace LedgerPortal.Simulations;

/// <summary>Reads the journal wrongly.</summary>
internal sealed class BuggyJournal(IJournal journal, PlantedBug bug) : IJournal
{
    public Task<AppendResult> Append(Append append) => journal.Append(append);

    public async Task<StreamTail> Load(StreamId stream, bool withSnapshot = true)
    {
        var tail = await journal.Load(stream, withSnapshot);
        return bug switch
        {
            PlantedBug.LoadMissesLastRow when tail.Rows.Count > 1 => tail with { Rows = [.. tail.Rows.SkipLast(1)] },
            PlantedBug.LoadSkipsRowAfterSnapshot when tail.Snapshot is not null => tail with { Rows = [.. tail.Rows.Skip(1)] },
            PlantedBug.ClockRunsBackwards => tail with { Rows = [.. tail.Rows.Select(row => row with { RecordedAt = default })] },
            _ => tail,
        };
    }

    public async Task<FoundRow> Find(StreamId stream, CommandId command)
    {
        var found = await journal.Find(stream, command);
        switch (bug)
        {
            case PlantedBug.RepeatNotLookedUp:
                return found with { Row = null };
            case PlantedBug.RefusalNotFenced:
                return found with { HeadVersion = 0 };
            case PlantedBug.FirstAnswerOfAnotherCommand when found.Row is not null:
                var tail = await journal.Load(stream, withSnapshot: false);
                return found with { Row = tail.Rows[^1] with { CommandHash = found.Row.CommandHash } };
            default:
                return found;
        }
    }
}
