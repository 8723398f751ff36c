using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using LedgerPortal.Benchmarks.Live;

namespace LedgerPortal.Benchmarks.Reads;

/// <summary>Signed-in customers who fetch pages of the portal.</summary>
internal sealed class Visitors(Uri address) : IDisposable
{
    private const int RequestsAtOnce = 256;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false });

    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>The whole page, as a browser takes it.</summary>
    public async Task<string> Get(LiveCustomer customer, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        request.Headers.Add("Cookie", customer.Page.Cookie);
        using var answer = await _client.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.OK)
            Wrong.Add($"{path}: {answer.StatusCode}");
        return page;
    }

    /// <summary>One after the other: how long each took, in milliseconds.</summary>
    public async Task<List<double>> InTurn(int count, Func<int, (LiveCustomer Customer, string Path)> visit)
    {
        var took = new List<double>(count);
        for (var number = 0; number < count; number++)
        {
            var (customer, path) = visit(number);
            var started = Stopwatch.GetTimestamp();
            await Get(customer, path);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return took;
    }

    /// <summary>
    /// At a given rate, whether or not answers have come; each counts from the moment when it was due, so that a stall counts
    /// for everybody who would have come meanwhile. Milliseconds.
    /// </summary>
    public async Task<List<double>> AtRate(TimeSpan time, int perSecond, IReadOnlyList<LiveCustomer> customers, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var took = new ConcurrentBag<double>();
        using var free = new SemaphoreSlim(RequestsAtOnce);
        var sent = 0;

        async Task Visit(int number)
        {
            try
            {
                await Get(customers[number % customers.Count], path);
                took.Add((Stopwatch.GetElapsedTime(started) - TimeSpan.FromSeconds((double)number / perSecond)).TotalMilliseconds);
            }
            finally
            {
                free.Release();
            }
        }

        while (Stopwatch.GetElapsedTime(started) < time)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond); sent < due; sent++)
            {
                await free.WaitAsync();
                _ = Visit(sent);
            }

            await Task.Delay(1);
        }

        for (var i = 0; i < RequestsAtOnce; i++)
            await free.WaitAsync();
        return [.. took];
    }

    public void Dispose() => _client.Dispose();
}
