using System.Collections.Concurrent;
using LedgerPortal.Journal;

namespace LedgerPortal.Hosting;

/// <summary>
/// The in-process host, with the rules of Orleans: a grain is activated by its first call; its turns run one at a time; an
/// activation that must be discarded leaves and the call is made once more on a fresh one; idle activations leave when there
/// are more than the bounds allow.
/// </summary>
public sealed class InProcessGrains : IGrains, IGrainCalls
{
    /// <summary>A discarded activation means that another one wrote; twice in a row is already rare.</summary>
    private const int MaxTries = 5;

    private readonly ConcurrentDictionary<(Type Contract, string Key), Activation> _activations = new();
    private readonly IReadOnlyDictionary<Type, Func<string, IDiscardable>> _grainTypes;
    private readonly InProcessGrainsOptions _options;
    private readonly TimeProvider _time;
    private int _evicting;

    /// <param name="grainTypes">By contract: makes the grain of a key. Grains reach grains through the host that is given.</param>
    public InProcessGrains(
        Func<IGrains, IReadOnlyDictionary<Type, Func<string, IDiscardable>>> grainTypes,
        TimeProvider time,
        InProcessGrainsOptions? options = null)
    {
        _grainTypes = grainTypes(this);
        _time = time;
        _options = options ?? new InProcessGrainsOptions();
    }

    public int ActivationCount => _activations.Count;

    public TContract Get<TContract>(string key) where TContract : class => GrainReference<TContract>.To(this, key);

    public async Task<TResult> Call<TContract, TResult>(
        string key, Func<TContract, object?[], Task<TResult>> method, object?[] arguments) where TContract : class
    {
        for (var tries = 1; ; tries++)
        {
            var activation = Activate(typeof(TContract), key);
            try
            {
                return await activation.Run(method, arguments);
            }
            catch (ActivationDiscardedException) when (tries < MaxTries)
            {
                // Decide again on what the journal says now.
            }
        }
    }

    /// <summary>Lets idle activations go, the longest unused first, until the bounds hold again.</summary>
    public void EvictIdle()
    {
        if (Interlocked.Exchange(ref _evicting, 1) == 1)
            return;
        try
        {
            var count = _activations.Count;
            var bytes = _activations.Values.Sum(activation => activation.Grain.ApproximateBytes);
            if (count <= _options.MaxActivations && bytes <= _options.MaxBytes)
                return;
            foreach (var (key, activation) in _activations.OrderBy(pair => pair.Value.LastUsed).ToList())
            {
                // A little below the bounds, so that the next call does not have to do this again.
                if (count <= _options.MaxActivations * 0.9 && bytes <= _options.MaxBytes * 0.9)
                    return;
                if (!activation.IsIdle || !_activations.TryRemove(new KeyValuePair<(Type, string), Activation>(key, activation)))
                    continue;
                count--;
                bytes -= activation.Grain.ApproximateBytes;
            }
        }
        finally
        {
            Volatile.Write(ref _evicting, 0);
        }
    }

    private Activation Activate(Type contract, string key)
    {
        if (_activations.TryGetValue((contract, key), out var activation))
        {
            activation.LastUsed = _time.GetTimestamp();
            return activation;
        }

        if (!_grainTypes.TryGetValue(contract, out var make))
            throw new InvalidOperationException($"No grain is known for {contract.Name}.");
        activation = _activations.GetOrAdd((contract, key), _ => new Activation(make(key), _options.Queue));
        activation.LastUsed = _time.GetTimestamp();
        activation.Grain.OnDiscard = () =>
            _activations.TryRemove(new KeyValuePair<(Type, string), Activation>((contract, key), activation));
        if (_activations.Count > _options.MaxActivations || (_activations.Count & 0xff) == 0)
            EvictIdle();
        return activation;
    }

    private sealed class Activation(IDiscardable grain, Action<IThreadPoolWorkItem, bool> queue)
    {
        private readonly ActivationScheduler _scheduler = new(queue);
        private int _calls;

        public IDiscardable Grain => grain;

        public long LastUsed { get; set; }

        public bool IsIdle => Volatile.Read(ref _calls) == 0 && _scheduler.IsIdle && grain.IsIdle;

        public async Task<TResult> Run<TContract, TResult>(
            Func<TContract, object?[], Task<TResult>> method, object?[] arguments) where TContract : class
        {
            Interlocked.Increment(ref _calls);
            try
            {
                return await Task.Factory.StartNew(
                    () => method((TContract)grain, arguments),
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    _scheduler).Unwrap();
            }
            finally
            {
                Interlocked.Decrement(ref _calls);
            }
        }
    }
}

/// <summary>Bounds of the in-process host. The journal has everything: what leaves is loaded again by its next call.</summary>
public sealed record InProcessGrainsOptions
{
    public int MaxActivations { get; init; } = 50_000;

    /// <summary>Of the states together, as the grains estimate them.</summary>
    public long MaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Where turns are executed: the thread pool, unless they are to come in an order that can be repeated.</summary>
    internal Action<IThreadPoolWorkItem, bool> Queue { get; init; } =
        (turns, givesWay) => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: !givesWay);
}
