using LedgerPortal.Formatting;

namespace LedgerPortal.Live;

/// <summary>A topic of one business: what a page watches.</summary>
internal sealed record TopicKey(
    BusinessId Business, TopicKind Kind, PartyId Party = default, Currency Currency = default,
    DocumentId Document = default)
{
    /// <summary>As pages name it.</summary>
    public string Name => Kind switch
    {
        TopicKind.Business => Topic.Business,
        TopicKind.Party => Topic.Party(Party),
        TopicKind.Ledger => Topic.Ledger(Party, Currency),
        TopicKind.Document => Topic.Document(Document),
        _ => throw new InvalidOperationException($"Nothing is called {Kind}."),
    };

    /// <summary>Null when it names nothing. <paramref name="party"/> is whose document it is.</summary>
    public static TopicKey? Parse(BusinessId business, PartyId? party, string name) => name.Split('/') switch
    {
        [Topic.Business] => new TopicKey(business, TopicKind.Business),
        ["party", var id] when Id.TryParse<PartyId>(id, out var of) => new TopicKey(business, TopicKind.Party, of),
        ["ledger", var id, var code] when Id.TryParse<PartyId>(id, out var of)
            && Currency.TryParse(code, out var currency) =>
            new TopicKey(business, TopicKind.Ledger, of, currency),
        ["document", var id] when party is { } own && Id.TryParse<DocumentId>(id, out var document) =>
            new TopicKey(business, TopicKind.Document, own, Document: document),
        _ => null,
    };
}

internal enum TopicKind
{
    Business,
    Party,
    Ledger,
    Document,
}

/// <summary>What a page is told. It fetches what it shows; only the figure itself may change at once.</summary>
internal sealed record ChangedMessage(
    string Topic, long Position, long Version, BalanceMessage? Balance, IReadOnlyList<WhatMessage> What);

internal sealed record BalanceMessage(long Minor, string Currency, string Text, string Side)
{
    public static BalanceMessage Of(Money balance) => new(
        balance.Minor, balance.Currency.Code, MoneyText.BalanceMagnitude(balance), MoneyText.Side(balance.Minor));
}

internal sealed record WhatMessage(string Kind, string? Text);

/// <summary>
/// The pages of this process that watch one topic. While a message to them is under way, what comes meanwhile is folded
/// into one more: a page on a slow line is told the newest state, not every step to it, and memory stays bounded.
/// </summary>
/// <param name="scheduler">Where messages are sent from; the thread pool when it is not given.</param>
internal sealed class WatchedTopic(
    TopicKey key, Func<WatchedTopic, ChangedMessage, Task> send, TimeProvider? time = null, TaskScheduler? scheduler = null)
{
    private const int MaxWhat = 20;

    /// <summary>
    /// Operators watch everything: at the rate of all ledgers together a page would do nothing but refresh.
    /// </summary>
    private static readonly TimeSpan BusinessPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private ChangedMessage? _waiting;
    private bool _isSending;
    private long? _compared;
    private long _told;

    public TopicKey Key => key;

    public string GroupName { get; } = $"{key.Business}/{key.Name}";

    /// <summary>Pages of this process; changed under the lock of the <see cref="LiveRelay"/>.</summary>
    public int Pages { get; set; }

    /// <summary>A page was told this position when it began to watch.</summary>
    public void Began(long position)
    {
        lock (_lock)
            _compared = Math.Min(_compared ?? position, position);
    }

    /// <summary>Tells what the feed brought.</summary>
    public void Tell(Change change)
    {
        if (key.Kind == TopicKind.Ledger)
        {
            Tell(new ChangedMessage(
                key.Name,
                change.Version,
                change.Version,
                change.Balance is { } balance ? BalanceMessage.Of(balance) : null,
                [new WhatMessage(change.What, change.Subject)]));
        }
        else
        {
            Tell(new ChangedMessage(
                key.Name, change.Position, change.Version, null, [new WhatMessage(change.What, change.Subject)]));
        }
    }

    /// <summary>
    /// Tells what the database says, when that is news. Whatever the feed told does not count, except for a ledger: its
    /// versions have no gaps, while a journal position may become visible after a higher one.
    /// </summary>
    /// <returns>Whether it was news: pages were behind.</returns>
    public bool Compare(long position, Money? balance)
    {
        lock (_lock)
        {
            var known = key.Kind == TopicKind.Ledger ? Math.Max(_compared ?? 0, _told) : _compared ?? 0;
            _compared = Math.Max(_compared ?? 0, position);
            if (position <= known)
                return false;
        }

        Tell(new ChangedMessage(key.Name, position, position, balance is { } of ? BalanceMessage.Of(of) : null, []));
        return true;
    }

    private void Tell(ChangedMessage message)
    {
        lock (_lock)
        {
            if (key.Kind == TopicKind.Ledger && message.Position <= _told)
                return;
            _told = Math.Max(_told, message.Position);
            _waiting = _waiting is null ? message : Fold(_waiting, message);
            if (_isSending)
                return;
            _isSending = true;
        }

        // Not on the feed's thread: it has other topics to bring.
        _ = Task.Factory.StartNew(
            SendAll, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler ?? TaskScheduler.Default);
    }

    private static ChangedMessage Fold(ChangedMessage waiting, ChangedMessage message)
    {
        var newest = message.Position > waiting.Position ? message : waiting;
        return newest with { What = [.. waiting.What.Concat(message.What).Distinct().TakeLast(MaxWhat)] };
    }

    private async Task SendAll()
    {
        while (true)
        {
            ChangedMessage message;
            lock (_lock)
            {
                if (_waiting is null)
                {
                    _isSending = false;
                    return;
                }

                (message, _waiting) = (_waiting, null);
            }

            await send(this, message);
            if (key.Kind == TopicKind.Business)
                await Task.Delay(BusinessPause, time ?? TimeProvider.System);
        }
    }
}
