using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <summary>A look at the tables of one ledger at one moment.</summary>
internal sealed class TablesLook(TablesLook.LedgerTables tables) : ILedgerLook
{
    private readonly Dictionary<long, Tables.Row> _rows = tables.Entries.ToDictionary(row => (long)row["entry"]!);

    public static LedgerTables RowsOf(Tables tables, LedgerKey ledger) =>
        new(Of(tables, "entry", ledger), Of(tables, "allocation", ledger));

    public IEnumerable<LedgerEntry> All => _rows.Values.Select(Entry);

    public Task<IReadOnlyList<LedgerEntry>> Entries(IReadOnlyCollection<long> entries) =>
        Answer(entries.Where(_rows.ContainsKey).Select(entry => Entry(_rows[entry])));

    public Task<LedgerEntry?> EntryOf(DocumentId document) =>
        Task.FromResult(
        _rows.Values.SingleOrDefault(row => row["document"] is Guid of && of == document.Value) is { } row ? Entry(row) : null);

    public Task<IReadOnlyList<LiveAllocation>> Allocations(long entry, int limit) =>
        Answer(Live().Where(allocation => allocation.Credit == entry || allocation.Debit == entry).Take(limit));

    public Task<IReadOnlyList<LiveAllocation>> Allocations(long credit, long debit, int limit) =>
        Answer(Live().Where(allocation => allocation.Credit == credit && allocation.Debit == debit).Take(limit));

    public Task<IReadOnlyList<LedgerEntry>> OldestDueFirst(Side side, DateOnly settleableBy, int limit) => Answer(All
        .Where(entry => entry.OpenMinor != 0 && entry.OpenMinor > entry.DisputedMinor && entry.Side == side
            && entry.SettleableFrom <= settleableBy)
        .OrderBy(entry => entry.DueDate).ThenBy(entry => entry.Entry).Take(limit));

    public Task<IReadOnlyList<LedgerEntry>> Open() => Answer(All.Where(entry => entry.OpenMinor != 0));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<LiveAllocation> Live() => tables.Allocations
        .Where(row => row["undone_version"] is null)
        .Select(row => new LiveAllocation(
            (long)row["version"]!, (int)row["ordinal"]!, (long)row["credit_entry"]!, (long)row["debit_entry"]!,
            (long)row["amount_minor"]!, (DateOnly)row["effective_date"]!))
        .OrderBy(allocation => allocation.Version).ThenBy(allocation => allocation.Ordinal);

    private static LedgerEntry Entry(Tables.Row row) => new(
        (long)row["entry"]!,
        Enum.Parse<EntryKind>((string)row["kind"]!),
        (bool)row["is_debit"]! ? Side.Debit : Side.Credit,
        (long)row["amount_minor"]!,
        (long)row["open_minor"]!,
        (long)row["disputed_minor"]!,
        (DateOnly)row["document_date"]!,
        (DateOnly)row["due_date"]!,
        (DateOnly)row["settleable_from"]!,
        row["document"] is Guid document ? new DocumentId(document) : null,
        (string?)row["number"],
        (long?)row["reverses"],
        (long?)row["reversed_by"])
    {
        Method = (string?)row["method"],
        Reference = (string?)row["reference"],
        Narration = (string?)row["narration"],
        TransferredTo = row["transferred_to"] is Guid to ? new PartyId(to) : null,
        OriginKind = row["origin_kind"] is string kind ? Enum.Parse<EntryKind>(kind) : null,
        OriginDate = (DateOnly?)row["origin_date"],
        OriginDocument = row["origin_document"] is Guid origin ? new DocumentId(origin) : null,
    };

    private static List<Tables.Row> Of(Tables tables, string table, LedgerKey ledger) => [.. tables.Rows(table).Where(row =>
        (Guid)row["party"]! == ledger.Party.Value && (Guid)row["business"]! == ledger.Business.Value
        && (string)row["currency"]! == ledger.Currency.Code)];

    private static Task<IReadOnlyList<T>> Answer<T>(IEnumerable<T> facts) => Task.FromResult<IReadOnlyList<T>>([.. facts]);

    internal sealed record LedgerTables(IReadOnlyList<Tables.Row> Entries, IReadOnlyList<Tables.Row> Allocations);
}
