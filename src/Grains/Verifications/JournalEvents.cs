using System.Text.Json;
using LedgerPortal.Journal;

namespace LedgerPortal.Verifications;

internal static class JournalEvents
{
    /// <summary>None of a row that cannot be read: that such a row is there is said by a check of its own.</summary>
    public static IReadOnlyList<TEvent> Of<TState, TEvent>(EventStream<TState, TEvent> definition, JournalRow row)
        where TState : class
    {
        try
        {
            return definition.ReadEvents(row.Data);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
