using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using LedgerPortal.Api;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>One payment that the API said it has: the command, and the entry that it is said to be.</summary>
internal sealed record Acknowledged(CommandId Command, PartyId Party, long Entry);

/// <summary>A ledger's caller: its party, and its key, because the API limits how much one key asks for.</summary>
internal sealed record Caller(PartyId Party, string Key)
{
    /// <summary>A business with so many customers, made by commands.</summary>
    public static async Task<(BusinessId Business, IReadOnlyList<Caller> Callers)> Make(IGrains grains, Databases databases, int parties)
    {
        var business = await new BenchmarkBusiness(grains).Create();
        var callers = new List<Caller>();
        for (var number = 1; number <= parties; number++)
        {
            callers.Add(new Caller(
                await business.AddParty($"Customer {number}"), await business.MakeKey(databases, $"Billing {number}")));
        }

        return (business.Id, callers);
    }
}

/// <summary>
/// Billing programs, one a ledger, that pay through the HTTP API at either silo and repeat a request with its
/// <c>Idempotency-Key</c> until it is acknowledged. A request that hangs is not given up: it is also sent to the other
/// silo, and what comes late has to be the answer that was given already.
/// </summary>
internal sealed class PaymentLoad : IAsyncDisposable
{
    /// <summary>From an answer to the next payment. Twenty a second is what the API lets one key have.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(90);

    private readonly BusinessId _business;
    private readonly Func<IReadOnlyList<Uri>> _silos;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly ConcurrentDictionary<PartyId, TimeSpan> _longest = new();
    private readonly ConcurrentDictionary<PartyId, long> _lastAskedAndAnswered = new();
    private readonly ConcurrentBag<Task> _late = [];
    private readonly IReadOnlyList<Caller> _callers;
    private readonly List<Task> _running;
    private long _repeated;
    private long _lateSame;
    private long _lateFailed;

    public PaymentLoad(BusinessId business, IReadOnlyList<Caller> callers, Func<IReadOnlyList<Uri>> silos)
    {
        (_business, _callers, _silos) = (business, callers, silos);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        })
        { Timeout = AnswerLimit };
        _running = [.. callers.Select((caller, number) => Task.Run(() => Pay(caller, number)))];
    }

    /// <summary>Every payment that was acknowledged.</summary>
    public ConcurrentBag<Acknowledged> Acknowledged { get; } = [];

    /// <summary>Answers that no fault excuses: a refusal, or two different answers to one command.</summary>
    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>What was said while the books could not be reached, and how often.</summary>
    public ConcurrentDictionary<string, long> Refusals { get; } = new();

    /// <summary>Requests that failed or hung, and were sent again.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Answers of requests that hung, equal to the one that was given meanwhile.</summary>
    public long LateSame => Interlocked.Read(ref _lateSame);

    /// <summary>Requests that hung, and failed in the end.</summary>
    public long LateFailed => Interlocked.Read(ref _lateFailed);

    public void BeginRound() => _longest.Clear();

    /// <summary>Until each ledger has answered a payment that was asked for after this call.</summary>
    public async Task UntilEveryLedgerAnswers()
    {
        var from = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (_callers.Any(caller => _lastAskedAndAnswered.GetValueOrDefault(caller.Party) < from))
        {
            // A caller that fell out of its loop would be waited for in vain.
            if (_running.Find(task => task.IsFaulted) is { } fallen)
                await fallen;
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Each ledger's longest wait of the round, from the first try to the acknowledgement.</summary>
    public IReadOnlyList<TimeSpan> LongestWaits() =>
        [.. _callers.Select(caller => _longest.GetValueOrDefault(caller.Party))];

    /// <summary>Ends the load: whatever was asked for is acknowledged, and what hung is over.</summary>
    public async Task End()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        await Task.WhenAll(_late);
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing is left to do after an end; without one, whoever waits for a silo would wait for ever.
        await _end.CancelAsync();
        await _giveUp.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _giveUp.Dispose();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task Pay(Caller caller, int number)
    {
        for (var turn = number; !_end.IsCancellationRequested; turn++)
        {
            var asked = Stopwatch.GetTimestamp();
            await PayOnce(caller, turn);
            var took = Stopwatch.GetElapsedTime(asked);
            _longest.AddOrUpdate(caller.Party, took, (_, before) => took > before ? took : before);
            _lastAskedAndAnswered[caller.Party] = asked;
            await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One payment, at one silo and the other in turn until it is acknowledged.</summary>
    private async Task PayOnce(Caller caller, int turn)
    {
        var key = $"{Guid.NewGuid():n}";
        var command = new CommandId(Id.Derive(_business.Value, "idempotency " + key));
        var hanging = new List<Task<PaymentMade?>>();
        for (var attempt = 0; ; attempt++)
        {
            var silos = _silos();
            hanging.Add(Ask(silos[(turn + attempt) % silos.Count], caller, key));
            var hang = Task.Delay(HangsAfter);
            PaymentMade? made = null;
            // Whichever answers first is the acknowledgement, also one that was taken for hanging.
            while (hanging.Count > 0 && made is null)
            {
                var first = await Task.WhenAny([.. hanging, hang]);
                if (first == hang)
                    break;
                hanging.Remove((Task<PaymentMade?>)first);
                made = await (Task<PaymentMade?>)first;
            }

            if (made is not null)
            {
                Acknowledged.Add(new Acknowledged(command, caller.Party, made.Entry!.Value));
                foreach (var late in hanging)
                    _late.Add(Compare(late, made));
                return;
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(PauseAfterFailure, _giveUp.Token);
        }
    }

    private async Task Compare(Task<PaymentMade?> hung, PaymentMade made)
    {
        if (await hung is not { } late)
            Interlocked.Increment(ref _lateFailed);
        else if (late.Entry == made.Entry)
            Interlocked.Increment(ref _lateSame);
        else
            Wrong.Add($"One command was acknowledged as entry {made.Entry} and as entry {late.Entry}.");
    }

    /// <summary>The answer, or null when its outcome is unknown.</summary>
    private async Task<PaymentMade?> Ask(Uri silo, Caller caller, string key)
    {
        using var request = BenchmarkBusiness.Payment(silo, caller.Party, caller.Key, key);
        try
        {
            using var response = await _client.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.Created)
                return await response.Content.ReadFromJsonAsync<PaymentMade>();
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
                await Note(response);
            return null;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>No rule refuses these payments: the only refusal is that the books are away, and it says what to do.</summary>
    private async Task Note(HttpResponseMessage response)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<ProblemDetails>()
            : null;
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && problem is { Title: not null, Detail: not null })
            Refusals.AddOrUpdate($"{problem.Title} {problem.Detail}", 1, (_, times) => times + 1);
        else
            Wrong.Add($"{response.StatusCode}: {problem?.Title ?? await response.Content.ReadAsStringAsync()}");
    }
}
