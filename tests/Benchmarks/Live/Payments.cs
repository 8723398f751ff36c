using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>Billing programs that pay at a given rate, whether or not answers have come.</summary>
/// <param name="address">The program's.</param>
/// <param name="post">What is posted; payments unless it is said otherwise.</param>
internal sealed class Payments(Uri address, Func<Uri, PartyId, string, string, HttpRequestMessage>? post = null) : IDisposable
{
    private const int RequestsAtOnce = 256;
    private static readonly TimeSpan PauseBeforeRepeating = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentDictionary<PartyId, long> _newest = new();
    private int _next;
    private int _count;

    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>
    /// Whether what fails because the books are away is sent again with the same key, as the API asks for; without faults it is
    /// wrong.
    /// </summary>
    public bool Repeats { get; set; }

    /// <summary>Of acknowledged payments.</summary>
    public int Count => _count;

    public long NewestVersion(PartyId party) => _newest.GetValueOrDefault(party);

    /// <summary>Pays in turn; answers how many a second were acknowledged.</summary>
    public async Task<double> PayFor(TimeSpan time, int perSecond, IReadOnlyList<LiveCustomer> customers)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), _count);
        using var free = new SemaphoreSlim(RequestsAtOnce);
        var sent = 0;
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            // A rate that the program cannot keep up with ends in time as well.
            for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
                sent < due && Stopwatch.GetElapsedTime(started) < time; sent++)
            {
                await free.WaitAsync();
                var customer = customers[_next++ % customers.Count];
                _ = PayAndRelease(customer, free);
            }

            await Task.Delay(1);
        }

        for (var i = 0; i < RequestsAtOnce; i++)
            await free.WaitAsync();
        return (_count - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async Task Pay(LiveCustomer customer)
    {
        var key = $"{Guid.NewGuid():n}";
        while (!await Pay(customer, key))
            await Task.Delay(PauseBeforeRepeating);
    }

    /// <summary>False when it is to be sent again.</summary>
    private async Task<bool> Pay(LiveCustomer customer, string key)
    {
        using var request = (post ?? BenchmarkBusiness.Payment)(address, customer.Party, customer.Key, key);
        using var response = await _client.SendAsync(request);
        var at = Stopwatch.GetTimestamp();
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && Repeats)
            return false;
        if (response.StatusCode != HttpStatusCode.Created)
        {
            Wrong.Add($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            return true;
        }

        var made = (await response.Content.ReadFromJsonAsync<Made>())!;
        Interlocked.Increment(ref _count);
        var entry = made.Entry ?? made.Version ?? throw new InvalidOperationException("A payment of today was taken into keeping.");
        _newest.AddOrUpdate(customer.Party, entry, (_, known) => Math.Max(known, entry));
        customer.Page.Acknowledged(entry, at);
        return true;
    }

    /// <summary>Revokes the customer's link; on return it is acknowledged, and that moment is answered.</summary>
    public async Task<long> Revoke(LiveCustomer customer)
    {
        using var request = BenchmarkBusiness.Revocation(address, customer.Party, customer.Key, $"{Guid.NewGuid():n}");
        using var response = await _client.SendAsync(request);
        var at = Stopwatch.GetTimestamp();
        if (response.StatusCode != HttpStatusCode.NoContent)
            Wrong.Add($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return at;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The entry's number, as it is called for a payment and for others.</summary>
    private sealed record Made(long? Entry, long? Version);

    private async Task PayAndRelease(LiveCustomer customer, SemaphoreSlim free)
    {
        try
        {
            await Pay(customer);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            Wrong.Add(failure.Message);
        }
        finally
        {
            free.Release();
        }
    }
}
