using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <summary>The ids of the commands that a promise may send. No other command comes from the outbox.</summary>
internal static class Promises
{
    public static IEnumerable<CommandId> CommandsOf(OutboxRow promise) => ObligationJson.Read(promise.Obligation) switch
    {
        TakeReceiptNumber => [promise.Command.Derive("number"), promise.Command.Derive("receipt")],
        var other => throw new InvalidOperationException($"Nobody audits {other.GetType().Name}."),
    };
}
