using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Parties;
using LedgerPortal.Pipeline;
using Npgsql;

namespace LedgerPortal.Notices;

/// <summary>
/// Sends what is due, in every process that serves pages. Addresses are looked up and texts are made here, at the last
/// moment, from the present state of what a message is about.
/// </summary>
internal sealed class MessageSending(
    MessageQueue queue, MessageSignal signal, MessageSealing sealing, MessageSettings settings, MessageSenders senders,
    MessageWriting writing, ContactVault vault, Databases databases, TimeProvider time, ILogger<MessageSending> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromHours(1);

    private const int AtOnce = 8;

    private DateTimeOffset _forgottenAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = signal.Rung;
            try
            {
                while (await Sweep(stoppingToken) == MessageQueue.RowsAtATime)
                {
                    // More is waiting.
                }

                await ForgetOld(stoppingToken);
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("Messages wait: {Reason}", failure.Message);
            }

            await Task.WhenAny(rung, Task.Delay(Period, time, stoppingToken));
        }
    }

    /// <summary>Sends what is due now; gives how many rows it took.</summary>
    internal async Task<int> Sweep(CancellationToken cancellation)
    {
        var due = await queue.Take(cancellation);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (message, stop) => await Process(message, stop));
        return due.Count;
    }

    private async Task ForgetOld(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - _forgottenAt < ForgetPeriod)
            return;
        _forgottenAt = now;
        await queue.Forget(cancellation);
    }

    private async Task Process(QueuedMessage message, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (message.ExpiresAt <= now)
        {
            await queue.SetAside(message, nameof(NotSent.Expired));
            return;
        }

        if (sealing.Open(message.Id, message.Sealed) is not { } letter)
        {
            await queue.SetAside(message, nameof(NotSent.CannotBeOpened));
            return;
        }

        Envelope? envelope;
        try
        {
            envelope = await Write(message, letter, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !Failures.IsDatabaseAway(failure))
        {
            log.LogWarning(failure, "A message of {Kind} could not be worded", letter.Message.Kind);
            await queue.PutOff(message, nameof(NotSent.CannotBeWorded));
            return;
        }

        if (envelope is null)
            await queue.Done(message, MessageOutcome.NotNeeded, null);
        else if (senders.For(envelope.Medium) is not { } sender)
            await queue.Done(message, MessageOutcome.Dropped, sealing.SealDropped(message.Id, envelope));
        else if (!await queue.TakeFromBudget(message.Business, settings.DailyBudget))
            await queue.Wait(message, Tomorrow(now), nameof(NotSent.BudgetUsed));
        else
            await HandOver(message, envelope, sender, cancellation);
    }

    private async Task HandOver(
        QueuedMessage message, Envelope envelope, IMessageSender sender, CancellationToken cancellation)
    {
        var handover = await sender.Send(envelope, cancellation);
        if (handover.Why is null)
        {
            await queue.Done(message, MessageOutcome.Sent, null);
            return;
        }

        log.LogWarning("A message has not left: {Reason}", handover.Reason);
        await queue.GiveBack(message.Business);
        await (handover.IsForGood
            ? queue.SetAside(message, handover.Reason)
            : queue.PutOff(message, handover.Reason));
    }

    /// <summary>Null when there is nothing to be said, or nobody to be told.</summary>
    private async Task<Envelope?> Write(QueuedMessage message, Letter letter, CancellationToken cancellation)
    {
        if (await AddressOf(message.Business, letter.To, cancellation) is not var (medium, address))
            return null;
        return await writing.Write(message, letter.Message, medium, address, cancellation);
    }

    private async Task<(Medium, string)?> AddressOf(
        BusinessId business, Recipient recipient, CancellationToken cancellation)
    {
        switch (recipient)
        {
            case ToMobile mobile:
                return (Medium.Mobile, mobile.Number);
            case ToEmail mail:
                return (Medium.Email, mail.Address);
            case ToContact contact:
                var person = await Person(business, contact, cancellation);
                var address = contact.Medium == Medium.Email ? person?.Email : person?.Mobile;
                return address is null ? null : (contact.Medium, address);
            default:
                throw new InvalidOperationException($"Nobody knows how to reach {recipient.GetType().Name}.");
        }
    }

    private async Task<ContactDetails?> Person(BusinessId business, ToContact to, CancellationToken cancellation)
    {
        await using var query = databases.Access.CreateCommand("select access.sealed_contact($1, $2, $3)");
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = to.Party.Value });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = to.Contact.Value });
        return await query.ExecuteScalarAsync(cancellation) is byte[] bytes
            ? (await vault.Unseal(business, [new SealedContact(to.Contact, bytes, null)], cancellation))[0]
            : null;
    }

    private static DateTimeOffset Tomorrow(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
}
