using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Benchmarks.Reads;

/// <summary>
/// What there is to read: the first customer has three years of invoices, each paid at once; the others have open invoices
/// of every age.
/// </summary>
internal static class LongLedger
{
    public const int Days = 1_096;
    private const int InFlight = 2_000;

    public static DateOnly Today { get; } = DateOnly.FromDateTime(DateTime.UtcNow);

    public static DateOnly FirstDay => Today.AddDays(1 - Days);

    /// <summary>The acknowledged commands.</summary>
    public static async Task<IReadOnlyList<CommandId>> Fill(
        BenchmarkDatabase database, BusinessId business, IReadOnlyList<LiveCustomer> customers, ReadsSettings settings)
    {
        await using var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        var acknowledged = new List<CommandId>(settings.Entries + settings.OpenItems);
        IPartyLedger LedgerOf(LiveCustomer customer) =>
            host.Grains.Get<IPartyLedger>(new LedgerKey(business, customer.Party, BenchmarkBusiness.Rupee).ToString());

        var ledger = LedgerOf(customers[0]);
        for (var entry = 0; entry < settings.Entries; entry += InFlight)
        {
            // In the order of recording: the grain decides them in the order that they come.
            var batch = Enumerable.Range(entry, Math.Min(InFlight, settings.Entries - entry))
                .Select(number => Entry(number, settings.Entries)).ToList();
            foreach (var answer in await Task.WhenAll(batch.Select(command => ledger.Execute(command))))
                answer.OrThrow();
            acknowledged.AddRange(batch.Select(command => command.Id));
        }

        foreach (var some in Enumerable.Range(0, settings.OpenItems).Chunk(InFlight))
        {
            var batch = some.Select(number => (Customer: customers[1 + number % (customers.Count - 1)], Command: OpenInvoice(number)))
                .ToList();
            foreach (var answer in await Task.WhenAll(batch.Select(one => LedgerOf(one.Customer).Execute(one.Command))))
                answer.OrThrow();
            acknowledged.AddRange(batch.Select(one => one.Command.Id));
        }

        await database.Execute("vacuum analyze");
        return acknowledged;
    }

    private static PostEntry Entry(int number, int entries)
    {
        var pair = number / 2;
        return new PostEntry
        {
            Id = BenchmarkBusiness.NewId(),
            By = BenchmarkBusiness.By,
            Kind = number % 2 == 0 ? EntryKind.Invoice : EntryKind.Payment,
            Amount = new Money(100_00 + pair % 9_000_00, BenchmarkBusiness.Rupee),
            DocumentDate = FirstDay.AddDays((int)((long)number * Days / entries)),
            Method = number % 2 == 0 ? null : "UPI",
            Settlement = number % 2 == 0 ? new SettleNothing() : new SettleOldestDueFirst(),
        };
    }

    private static PostEntry OpenInvoice(int number)
    {
        var date = Today.AddDays(-(number * 7 % 200));
        return new PostEntry
        {
            Id = BenchmarkBusiness.NewId(),
            By = BenchmarkBusiness.By,
            Kind = EntryKind.Invoice,
            Amount = new Money(500_00 + number % 50_000_00, BenchmarkBusiness.Rupee),
            DocumentDate = date,
            DueDate = date.AddDays(30),
        };
    }
}
