namespace LedgerPortal.Simulations;

/// <summary>
/// What could be wrong, one at a time. None of it is in the program: stores, decorators and grains of the simulation do it. The
/// checks know none of them.
/// </summary>
internal enum PlantedBug
{
    None,
    AcknowledgeBeforeCommit,
    PushBeforeCommit,
    WholeBatchFailedByOne,
    LostReplyTakenForSuccess,
    LostReplyTakenForRefusal,
    ReadModelsAfterCommit,
    OutboxAfterCommit,
    SnapshotBeforeCommit,
    SnapshotOffByOne,
    CommandIdNotUnique,
    HeadNotCompared,
    HeadHashNotCompared,
    HeadNotLocked,
    RepeatNotLookedUp,
    RefusalNotFenced,
    FirstAnswerOfAnotherCommand,
    LoadMissesLastRow,
    LoadSkipsRowAfterSnapshot,
    ClockRunsBackwards,
    AnswerFromPresentState,
    FactsOfAnEarlierVersion,
    PromiseForgotten,
    PromiseMadeTwice,
    PromiseKeptWithNewId,
    PromiseRemovedBeforeKept,
    PromiseDroppedWhenItFails,
    SettledBeyondItsAmount,
    PositionOffByOne,
    NoCatchUpAfterReconnect,
    PositionOfAnEarlierLook,
    PagesNotCompared,
    JoinsAfterPosition,
}

/// <summary>What each planted bug breaks, for the table.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyDictionary<PlantedBug, string> All { get; } = new Dictionary<PlantedBug, string>
    {
        [PlantedBug.AcknowledgeBeforeCommit] = "commands are answered when the database has accepted them, before it has committed",
        [PlantedBug.PushBeforeCommit] = "changes are announced before they are committed",
        [PlantedBug.WholeBatchFailedByOne] = "what cannot be committed takes the rest of its batch with it",
        [PlantedBug.LostReplyTakenForSuccess] = "a commit whose reply was lost is taken for done",
        [PlantedBug.LostReplyTakenForRefusal] = "a commit whose reply was lost is taken for refused",
        [PlantedBug.ReadModelsAfterCommit] = "read models are written in a SQL transaction of their own",
        [PlantedBug.OutboxAfterCommit] = "promises are written in a SQL transaction of their own",
        [PlantedBug.SnapshotBeforeCommit] = "a snapshot is stored before the row that it stands on: ahead of the journal",
        [PlantedBug.SnapshotOffByOne] = "off by one: a snapshot is stored under the version before its own",
        [PlantedBug.CommandIdNotUnique] = "no unique index on the command id",
        [PlantedBug.HeadNotCompared] = "fencing off: an append is accepted wherever the head stands",
        [PlantedBug.HeadHashNotCompared] = "fencing by version alone: a chain of refused appends gets its later ones in",
        [PlantedBug.HeadNotLocked] = "heads are compared but not locked until the commit",
        [PlantedBug.RepeatNotLookedUp] = "an id from before the activation's memory is not looked up",
        [PlantedBug.RefusalNotFenced] = "a stale activation refuses on what is no more",
        [PlantedBug.FirstAnswerOfAnotherCommand] = "a repeated id is answered with the newest row",
        [PlantedBug.LoadMissesLastRow] = "off by one: an activation loads all rows but the last",
        [PlantedBug.LoadSkipsRowAfterSnapshot] = "off by one: the row right after a snapshot is not loaded",
        [PlantedBug.ClockRunsBackwards] = "an activation does not know when the last row was recorded",
        [PlantedBug.AnswerFromPresentState] = "an answer says the balance of now and not that of its row",
        [PlantedBug.FactsOfAnEarlierVersion] = "facts for deciding are kept from an earlier command",
        [PlantedBug.PromiseForgotten] = "an event does not make its promise",
        [PlantedBug.PromiseMadeTwice] = "an event makes its promise twice",
        [PlantedBug.PromiseKeptWithNewId] = "each try of a promise sends a command with a new id",
        [PlantedBug.PromiseRemovedBeforeKept] = "the sweep removes rows when it takes them",
        [PlantedBug.PromiseDroppedWhenItFails] = "what failed once is not tried again",
        [PlantedBug.SettledBeyondItsAmount] = "a payment settles one unit more than it has",
        [PlantedBug.PositionOffByOne] = "off by one on catch-up: a page is told the position before the last",
        [PlantedBug.NoCatchUpAfterReconnect] = "a page that comes back does not look at what it missed",
        [PlantedBug.PositionOfAnEarlierLook] = "where a topic stands is said from the look before",
        [PlantedBug.PagesNotCompared] = "what pages watch is never compared with the database",
        [PlantedBug.JoinsAfterPosition] = "a page joins after its position was read: what comes between is missed",
    };
}
