using System.Globalization;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks.Postings;

/// <summary>The published program on the same database: payments through <c>POST /api/v1/payments</c>, each with a key of its own.</summary>
internal sealed class HttpArm : IAsyncDisposable
{
    /// <summary>Of one business, by a hundred keys: each may ask twenty times a second, and has saved up a minute of that.</summary>
    private const int Parties = 1_000;
    private const int AsFastAsTheyCome = 1_000_000;

    private readonly ProgramUnderTest _program;
    private readonly Payments _payments;
    private readonly IReadOnlyList<LiveCustomer> _customers;

    private HttpArm(ProgramUnderTest program, BusinessId business, IReadOnlyList<LiveCustomer> customers)
    {
        (_program, Business, _customers) = (program, business, customers);
        _payments = new Payments(program.Address);
    }

    public BusinessId Business { get; }

    public static async Task<HttpArm> Start(BenchmarkDatabase database)
    {
        var (business, customers) = await Customers.Make(database, Parties);
        var program = await ProgramUnderTest.ServeAsync(
            Path.GetFullPath("artifacts/app/LedgerPortal.WebFront"),
            Path.Combine(Path.GetTempPath(), $"ledgerportal-postings-{Environment.ProcessId}"),
            ["--postgres", database.Connection.ConnectionString]);
        return new HttpArm(program, business, customers);
    }

    public Task<double> Run(TimeSpan duration) => _payments.PayFor(duration, AsFastAsTheyCome, _customers);

    /// <summary>What is wrong with what it did, if anything: every acknowledged payment is an entry, and there is no other.</summary>
    public async Task<IReadOnlyList<string>> Problems(BenchmarkDatabase database)
    {
        var entries = await database.Scalar<long>(string.Create(
            CultureInfo.InvariantCulture, $"select count(*) from read.entry where business = '{Business.Value}'"));
        var wrong = _payments.Wrong.Distinct().Take(20).ToList();
        if (entries != _payments.Count)
            wrong.Add($"{_payments.Count} payments were acknowledged over HTTP, and {entries} are in the books.");
        return wrong;
    }

    public int Count => _payments.Count;

    public async ValueTask DisposeAsync()
    {
        _payments.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_program.DataFolder, recursive: true);
    }
}
