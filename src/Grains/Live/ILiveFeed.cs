namespace LedgerPortal.Live;

/// <summary>
/// Port: carries what was committed to the processes that show it. At most once and in no promised order: readers compare
/// positions and fetch what they miss, so that losing every message costs freshness and never truth.
/// </summary>
public interface ILiveFeed
{
    /// <summary>Called after the commit, once a business and batch; returns at once.</summary>
    void Publish(BusinessId business, IReadOnlyList<Change> changes);

    /// <summary>
    /// Hands each message of the business to the reader until the subscription is disposed. One without a change says that others
    /// may have passed unheard.
    /// </summary>
    ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader);
}

/// <summary>One committed change of one stream.</summary>
/// <param name="Topics">Whom it concerns: see <see cref="Topic"/>.</param>
/// <param name="Version">Of the stream.</param>
/// <param name="Position">In the journal; grows with time within a stream.</param>
/// <param name="Balance">The ledger's balance after it, when the stream is a ledger.</param>
/// <param name="What">What happened: <c>invoice</c>, <c>payment</c>, <c>viewed</c>, <c>settings</c>, <c>access</c>…</param>
/// <param name="Subject">The document or entry it is about: an id or number that a page may name.</param>
public sealed record Change(
    IReadOnlyList<string> Topics,
    string Stream,
    long Version,
    long Position,
    Money? Balance,
    string What,
    string? Subject)
{
    /// <summary>When it was decided, a moment before its commit. The writer fills it in.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>
/// Names of what a page can watch. The position of a ledger's topic is the ledger's version; of the others the highest
/// journal position that concerns them.
/// </summary>
public static class Topic
{
    public static string Ledger(PartyId party, Currency currency) => $"ledger/{party}/{currency}";

    /// <summary>A party's documents, links, contacts and switches.</summary>
    public static string Party(PartyId party) => $"party/{party}";

    /// <summary>One document and what settles it, for those who came by its link.</summary>
    public static string Document(DocumentId document) => $"document/{document}";

    /// <summary>Everything of the business, for its operators.</summary>
    public const string Business = "business";
}
