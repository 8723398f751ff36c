using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
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
            var batch = some.Select(number => OpenInvoice(customers[1 + number % (customers.Count - 1)].Party, number)).ToList();
            var answers = batch.Select(command =>
                host.Grains.Get<IInvoice>($"{business}/{new DocumentId(command.Id.Value)}").Execute(command));
            foreach (var answer in await Task.WhenAll(answers))
                answer.OrThrow();
            acknowledged.AddRange(batch.Select(command => command.Id));
        }

        // Their entries follow them into the ledgers.
        while (await database.Scalar<long>("select count(*) from read.entry where document is not null") < settings.OpenItems)
            await Task.Delay(100);
        await database.Execute("vacuum analyze");
        // What was made is written, and this process rid of what it took, before anything is measured.
        await database.Execute("checkpoint");
        GC.Collect();
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

    private static ImportInvoice OpenInvoice(PartyId party, int number)
    {
        var date = Today.AddDays(-(number * 7 % 200));
        return new ImportInvoice
        {
            Id = BenchmarkBusiness.NewId(),
            By = BenchmarkBusiness.By,
            Party = party,
            Currency = BenchmarkBusiness.Rupee,
            TaxSplit = TaxSplit.None,
            Content = new DocumentContent
            {
                Date = date,
                DueDate = date.AddDays(30),
                Lines = [new DocumentLine { Description = "Toor dal, 30 kg sack", Quantity = 1 + number % 40, UnitPrice = 2_450 }],
            },
            Supplier = DocumentPartyDetails.Of(BenchmarkBusiness.Details),
            Customer = new DocumentPartyDetails($"Customer {number}", null, null),
            Number = $"INV/{number:000000}",
        };
    }
}
