using LedgerPortal.Journal;
using LedgerPortal.Live;
using Npgsql;

namespace LedgerPortal.Simulations;

/// <summary>Commits wrongly.</summary>
internal sealed class BuggyCommits(
    World world, Connections connections, Database database, Process process, ILiveFeed feed, PlantedBug bug)
    : SimulatedCommits(world, connections, database, process)
{
    public override async Task Commit(IReadOnlyList<StreamGroup> groups)
    {
        try
        {
            await base.Commit(groups);
        }
        catch (BatchRejectedException exception) when (bug is PlantedBug.WholeBatchFailedByOne)
        {
            await Abandon();
            Refuse(groups, exception.Constraint == "journal_command" ? AppendRefusal.CommandKnown : AppendRefusal.NotUnique);
        }
        catch (NpgsqlException) when (bug is PlantedBug.LostReplyTakenForSuccess)
        {
            await Abandon();
        }
        catch (NpgsqlException) when (bug is PlantedBug.LostReplyTakenForRefusal)
        {
            await Abandon();
            Refuse(groups, AppendRefusal.NotUnique);
        }
    }

    protected override async Task CommitAccepted(SqlTransaction transaction, IReadOnlyList<StreamGroup> groups)
    {
        switch (bug)
        {
            case PlantedBug.AcknowledgeBeforeCommit:
                _ = base.CommitAccepted(transaction, groups);
                break;
            case PlantedBug.PushBeforeCommit:
                foreach (var (append, _) in transaction.Accepted)
                    feed.Publish(append.Row.Stream.Business, append.Changes);
                await base.CommitAccepted(transaction, groups);
                break;
            case PlantedBug.ReadModelsAfterCommit:
                await CommitBare(transaction);
                var readModels = ReadModelBatch.Of(groups);
                await Connections.Ask(Process, "read models", () => Database.Tables.Apply(readModels) ?? "");
                break;
            case PlantedBug.OutboxAfterCommit:
                var promises = transaction.Accepted.SelectMany(accepted => accepted.Append.Outbox).ToList();
                await base.CommitAccepted(transaction, groups);
                Database.Outbox.RemoveAll(entry => promises.Contains(entry.Row));
                await Connections.Ask(Process, "promises", () =>
                {
                    Database.Outbox.AddRange(promises.Select(row => new OutboxEntry(row, Database.Now)));
                    return true;
                });
                break;
            case PlantedBug.SnapshotBeforeCommit:
                await Connections.Ask(Process, "snapshots", () =>
                {
                    foreach (var (append, _) in transaction.Accepted.Where(accepted => accepted.Append.Snapshot is not null))
                        Database.Stream(append.Row.Stream).Snapshot = append.Snapshot;
                    return true;
                });
                await base.CommitAccepted(transaction, groups);
                break;
            default:
                await base.CommitAccepted(transaction, groups);
                break;
        }
    }

    private Task<bool> CommitBare(SqlTransaction transaction) => Connections.Ask(Process, "commit", () =>
    {
        Database.Commit(transaction, new ReadModelBatch());
        return true;
    });

    private static void Refuse(IReadOnlyList<StreamGroup> groups, AppendRefusal refusal)
    {
        foreach (var group in groups)
        {
            group.Refusal = refusal;
            foreach (var waiting in group.Appends)
                waiting.Result = new AppendResult(refusal, 0, "journal");
        }
    }
}
