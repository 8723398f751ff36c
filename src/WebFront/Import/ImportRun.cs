using System.Collections.Concurrent;
using System.Globalization;
using LedgerPortal.Commands;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>
/// One import of one file. The file is read twice: first to learn how many rows each document has and in which order its
/// dates are written, then to post each document once its last row was seen; so memory holds the documents that are being
/// read and posted, however long the file. Many documents are under way at a time, of one party one after the other.
/// </summary>
internal sealed class ImportRun(
    CsvFile file, ILayout layout, ImportSettings settings, RefusedRows refused, IGrains grains, NpgsqlDataSource owner,
    TimeProvider time, Func<string, ValueTask> progress) : IDisposable
{
    /// <summary>Looked up together, before they are posted.</summary>
    private const int BatchItems = 500;

    /// <summary>The journal commits together what is under way.</summary>
    private const int MaxUnderWay = 256;

    /// <summary>
    /// Read, and waiting for another of the same party: a customer of many documents holds up nobody else's, until so many
    /// wait.
    /// </summary>
    private const int MaxAhead = 4_000;

    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(1);

    private readonly ImportColumns _columns = new(file, layout);
    private readonly ImportTarget _target = new(settings, grains, owner);
    private readonly ImportedParties _parties = new(owner, grains, settings.Business);
    private readonly HashSet<PartyId> _partiesSeen = [];
    private readonly SemaphoreSlim _ahead = new(MaxAhead);
    private readonly SemaphoreSlim _underWay = new(MaxUnderWay);
    private readonly ConcurrentQueue<(ImportedItem Item, Refusal Refusal)> _refusals = new();
    private readonly Dictionary<PartyId, Task> _lastOfParty = [];
    private readonly List<ImportedItem> _batch = [];
    private readonly long _startedAt = time.GetTimestamp();
    private long _saidAt = time.GetTimestamp();
    private long _rowsRead;
    private long _documents;
    private long _posted;

    public static Actor Actor { get; } = Actor.System("import");

    public ImportCounts Counts => new(_rowsRead, refused.Count, _partiesSeen.Count, _documents, Interlocked.Read(ref _posted));

    /// <summary>
    /// Posts everything that is not there yet. When cancelled, what is under way is brought to an end first; the next run
    /// goes on from there.
    /// </summary>
    public async Task Run(CancellationToken cancellation)
    {
        var (rowsOfKey, dates) = LookThrough(cancellation);
        var readSettings = settings with { Dates = dates };
        var open = new Dictionary<string, List<ImportRow>>();
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellation.ThrowIfCancellationRequested();
                _rowsRead++;
                if (raw.Fault is not null)
                {
                    refused.Add(raw, raw.Fault);
                    continue;
                }

                var row = new ImportRow(raw, _columns, layout);
                if (Complete(row, rowsOfKey, open) is not { } rows || layout.Read(rows, readSettings, refused) is not { } item)
                    continue;
                _batch.Add(item);
                if (_batch.Count == BatchItems)
                    await PostBatch(cancellation);
            }

            await PostBatch(cancellation);
        }
        finally
        {
            try
            {
                await Task.WhenAll(_lastOfParty.Values);
            }
            finally
            {
                TakeRefusals();
            }
        }

        await Say();
    }

    public void Dispose()
    {
        _ahead.Dispose();
        _underWay.Dispose();
    }

    private (Dictionary<string, int> RowsOfKey, DateOrder Dates) LookThrough(CancellationToken cancellation)
    {
        var rowsOfKey = new Dictionary<string, int>();
        var orders = new HashSet<DateOrder>();
        foreach (var raw in file.Rows())
        {
            cancellation.ThrowIfCancellationRequested();
            if (raw.Fault is not null)
                continue;
            var row = new ImportRow(raw, _columns, layout);
            if (layout.KeyOf(row) is { } key)
                rowsOfKey[key] = rowsOfKey.GetValueOrDefault(key) + 1;
            if (layout.DateColumn is { } column && row.Text(column) is { } date && DateText.OrderOf(date) is { } order)
                orders.Add(order);
        }

        // A file with both orders is read as usual: what is then no date is refused.
        return (rowsOfKey, orders.Count == 1 ? orders.Single() : layout.UsualDateOrder);
    }

    /// <summary>The rows of the row's document when this was the last of them.</summary>
    private List<ImportRow>? Complete(
        ImportRow row, Dictionary<string, int> rowsOfKey, Dictionary<string, List<ImportRow>> open)
    {
        if (layout.KeyOf(row) is not { } key)
            return [row];
        if (!open.TryGetValue(key, out var rows))
            open.Add(key, rows = new List<ImportRow>(rowsOfKey[key]));
        rows.Add(row);
        if (rows.Count < rowsOfKey[key])
            return null;
        open.Remove(key);
        return rows;
    }

    private async Task PostBatch(CancellationToken cancellation)
    {
        var unknown = await _parties.Prepare(_batch, Actor, cancellation);
        var items = new List<(ImportedItem Item, PartyView Party)>(_batch.Count);
        foreach (var item in _batch)
        {
            if (unknown.TryGetValue(item.Party.Code, out var reason))
                Refuse(item, reason);
            else
                items.Add((item, _parties.Of(item.Party)));
        }

        _batch.Clear();
        var known = await KnownItems.Find(owner, items, settings, cancellation);
        for (var place = 0; place < items.Count; place++)
        {
            var (item, party) = items[place];
            if (known.TryGetValue(place, out var difference) && difference is not null)
            {
                Refuse(item, $"{item.Called} was imported before {difference}");
                continue;
            }

            if (party.MergedInto is not null && !known.ContainsKey(place) && item is not ImportedPartyRow)
            {
                Refuse(item, RefusalText.Of(new Refusal(RefusalCode.PartyMerged)));
                continue;
            }

            _partiesSeen.Add(party.Id);
            _documents++;
            if (item is ImportedPartyRow)
                _posted += _parties.TakeMade(party.Id) ? 1 : 0;
            else if (!known.ContainsKey(place))
                await Begin(item, party, cancellation);
        }

        TakeRefusals();
        if (time.GetElapsedTime(_saidAt) >= ProgressPeriod)
            await Say();
    }

    /// <summary>Entries of a ledger come in the order of the file: a party's next item waits for its last.</summary>
    private async Task Begin(ImportedItem item, PartyView party, CancellationToken cancellation)
    {
        await _ahead.WaitAsync(cancellation);
        var before = _lastOfParty.GetValueOrDefault(party.Id, Task.CompletedTask);
        _lastOfParty[party.Id] = Post(item, party, before, cancellation);
    }

    private async Task Post(ImportedItem item, PartyView party, Task before, CancellationToken cancellation)
    {
        try
        {
            await before;
            await _underWay.WaitAsync(cancellation);
            try
            {
                if (await item.Post(_target, party.Id, party.Details) is { } refusal)
                    _refusals.Enqueue((item, refusal));
                else
                    Interlocked.Increment(ref _posted);
            }
            finally
            {
                _underWay.Release();
            }
        }
        finally
        {
            _ahead.Release();
        }
    }

    private void TakeRefusals()
    {
        while (_refusals.TryDequeue(out var next))
        {
            _documents--;
            Refuse(next.Item, RefusalText.Of(next.Refusal));
        }
    }

    private void Refuse(ImportedItem item, string reason)
    {
        foreach (var row in item.Rows)
            refused.Add(row.Raw, reason);
    }

    private ValueTask Say()
    {
        _saidAt = time.GetTimestamp();
        var counts = Counts;
        var rate = counts.Posted / Math.Max(time.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        return progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.RowsRead:N0} rows read, {counts.RowsRefused:N0} refused, {counts.Posted:N0} posted ({rate:N0}/s)"));
    }
}

/// <summary>What a run came to.</summary>
/// <param name="RowsRead">After the header.</param>
/// <param name="Documents">That the file has and that are in the books now: documents, payments, balances taken over.</param>
/// <param name="Posted">Of these by this run.</param>
internal sealed record ImportCounts(long RowsRead, long RowsRefused, long Parties, long Documents, long Posted);
