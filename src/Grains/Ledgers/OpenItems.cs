using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LedgerPortal.Ledgers;

/// <summary>
/// An entry with an unsettled part: an open item when it is a debit, unapplied credit when it is a credit.
/// </summary>
/// <param name="SettleableFrom">
/// The first day from which an allocation may join it: its document date, or the latest day from which one of its
/// allocations was undone. Before that day it may already have been settled in full, and no entry is settled beyond its
/// amount on any date (invariant 10).
/// </param>
public sealed record OpenItem(
    long Entry,
    long OpenMinor,
    long DisputedMinor,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DateOnly SettleableFrom,
    DocumentId? Document)
{
    [JsonIgnore]
    public long UndisputedMinor => OpenMinor - DisputedMinor;
}

/// <summary>
/// The open items of one side, by entry and in the order in which they are settled. Immutable, since states that are
/// not committed yet stand on each other. Two balanced trees: adding and removing an item costs about 1.5 µs among
/// 5,000.
/// </summary>
[JsonConverter(typeof(OpenItemsJsonConverter))]
public sealed class OpenItems
{
    private readonly ImmutableSortedDictionary<long, OpenItem> _byEntry;
    private readonly ImmutableSortedSet<(DateOnly Due, long Entry)> _byDueDate;

    private OpenItems(
        ImmutableSortedDictionary<long, OpenItem> byEntry, ImmutableSortedSet<(DateOnly Due, long Entry)> byDueDate) =>
        (_byEntry, _byDueDate) = (byEntry, byDueDate);

    public static OpenItems None { get; } = new(
        ImmutableSortedDictionary<long, OpenItem>.Empty,
        ImmutableSortedSet.Create<(DateOnly Due, long Entry)>(new DueDateOrder()));

    public int Count => _byEntry.Count;

    public IEnumerable<OpenItem> ByEntry => _byEntry.Values;

    public IEnumerable<OpenItem> OldestDueFirst => _byDueDate.Select(key => _byEntry[key.Entry]);

    public static OpenItems Of(IEnumerable<OpenItem> items)
    {
        var list = items.ToList();
        return new OpenItems(
            list.ToImmutableSortedDictionary(item => item.Entry, item => item),
            None._byDueDate.Union(list.Select(item => (item.DueDate, item.Entry))));
    }

    public OpenItem? Find(long entry) => _byEntry.GetValueOrDefault(entry);

    public OpenItem? Find(DocumentId document)
    {
        foreach (var (_, item) in _byEntry)
        {
            if (item.Document == document)
                return item;
        }

        return null;
    }

    /// <summary>With this item, in the place of what was there of its entry.</summary>
    public OpenItems With(OpenItem item) =>
        new(_byEntry.SetItem(item.Entry, item), _byDueDate.Add((item.DueDate, item.Entry)));

    /// <summary>With another open amount of an entry, and without it when nothing is left.</summary>
    public OpenItems WithOpen(long entry, long openMinor, long? disputedMinor)
    {
        if (!_byEntry.TryGetValue(entry, out var item))
            return this;
        if (openMinor == 0)
            return new OpenItems(_byEntry.Remove(entry), _byDueDate.Remove((item.DueDate, entry)));
        item = item with { OpenMinor = openMinor, DisputedMinor = disputedMinor ?? item.DisputedMinor };
        return new OpenItems(_byEntry.SetItem(entry, item), _byDueDate);
    }

    public OpenItems WithDisputed(long entry, long disputedMinor) => _byEntry.TryGetValue(entry, out var item)
        ? new OpenItems(_byEntry.SetItem(entry, item with { DisputedMinor = disputedMinor }), _byDueDate)
        : this;

    private sealed class DueDateOrder : IComparer<(DateOnly Due, long Entry)>
    {
        public int Compare((DateOnly Due, long Entry) x, (DateOnly Due, long Entry) y)
        {
            var byDue = x.Due.CompareTo(y.Due);
            return byDue != 0 ? byDue : x.Entry.CompareTo(y.Entry);
        }
    }
}

/// <summary>In snapshots: the list of items by entry.</summary>
public sealed class OpenItemsJsonConverter : JsonConverter<OpenItems>
{
    public override OpenItems Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OpenItems.Of(JsonSerializer.Deserialize(ref reader, LedgerJson.Default.OpenItemArray) ?? []);

    public override void Write(Utf8JsonWriter writer, OpenItems value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, [.. value.ByEntry], LedgerJson.Default.OpenItemArray);
}
