using System.Globalization;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks.Postings;

/// <summary>
/// The published program on the same database: debit notes through <c>POST /api/v1/entries</c>, one entry each as in the other
/// arms, and payments, which get their receipt's number as well. Each request has a key of its own.
/// </summary>
internal sealed class HttpArm : IAsyncDisposable
{
    /// <summary>Of one business, each by a key of its own.</summary>
    private const int Parties = 1_000;
    private const int AsFastAsTheyCome = 1_000_000;

    private readonly ProgramUnderTest _program;
    private readonly Payments _entries;
    private readonly Payments _payments;
    private readonly IReadOnlyList<LiveCustomer> _customers;

    private HttpArm(ProgramUnderTest program, BusinessId business, IReadOnlyList<LiveCustomer> customers)
    {
        (_program, Business, _customers) = (program, business, customers);
        _entries = new Payments(program.Address, BenchmarkBusiness.DebitNote);
        _payments = new Payments(program.Address);
    }

    public BusinessId Business { get; }

    public static async Task<HttpArm> Start(BenchmarkDatabase database)
    {
        var (business, customers) = await Customers.Make(database, Parties);
        var program = await ProgramUnderTest.ServeAsync(
            Programs.Embedded,
            Path.Combine(Path.GetTempPath(), $"ledgerportal-postings-{Environment.ProcessId}"),
            ["--postgres", database.Connection.ConnectionString]);
        return new HttpArm(program, business, customers);
    }

    public Task<double> Post(TimeSpan duration) => _entries.PayFor(duration, AsFastAsTheyCome, _customers);

    public Task<double> Pay(TimeSpan duration) => _payments.PayFor(duration, AsFastAsTheyCome, _customers);

    /// <summary>What is wrong with what it did, if anything: every acknowledged posting is an entry, and there is no other.</summary>
    public async Task<IReadOnlyList<string>> Problems(BenchmarkDatabase database)
    {
        var entries = await database.Scalar<long>(string.Create(
            CultureInfo.InvariantCulture, $"select count(*) from read.entry where business = '{Business.Value}'"));
        var wrong = _entries.Wrong.Concat(_payments.Wrong).Distinct().Take(20).ToList();
        if (entries != Count)
            wrong.Add($"{Count} postings were acknowledged over HTTP, and {entries} are in the books.");
        return wrong;
    }

    public int Count => _entries.Count + _payments.Count;

    public async ValueTask DisposeAsync()
    {
        _entries.Dispose();
        _payments.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_program.DataFolder, recursive: true);
    }
}
