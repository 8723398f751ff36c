using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using Npgsql;

namespace LedgerPortal.Simulations;

/// <summary>
/// Someone who sends commands and wants answers: repeats what was not answered under the same id, sometimes what was, sometimes
/// twice at once, sometimes something else under an old id; and sometimes gives up.
/// </summary>
internal sealed class Client(
    World world, Installation installation, Faults faults, Process process, Script script, IReadOnlyList<LedgerAudit> ledgers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Commands sent, repetitions included.</summary>
    public int Sent { get; private set; }

    public int UnderWay { get; private set; }

    public async Task Work(int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            await Pause(30);
            // One ledger is busier than the others.
            var ledger = world.Random.Chance(0.6) ? ledgers[0] : world.Random.One(ledgers);
            if (world.Random.Chance(0.03))
                await View(ledger);
            await Carry(ledger, script.Next(ledger.Book));
        }
    }

    private async Task Carry(LedgerAudit ledger, LedgerCommand command)
    {
        if (world.Random.Chance(0.05))
            world.After(TimeSpan.FromMilliseconds(world.Random.Below(5)), process, () => Send(ledger, command));
        while (!await Send(ledger, command))
        {
            if (world.Random.Chance(0.03))
                return;
            await Pause(500);
        }

        if (world.Random.Chance(0.08))
            world.After(TimeSpan.FromMilliseconds(world.Random.Below(3_000)), process, () => Send(ledger, command));
        if (world.Random.Chance(0.02))
            await Send(ledger, script.Altered(command));
    }

    /// <returns>Whether an answer came.</returns>
    private async Task<bool> Send(LedgerAudit ledger, LedgerCommand command)
    {
        Sent++;
        UnderWay++;
        var delivery = ledger.Sent(command);
        var answer = await Ask<Answer<LedgerAnswer>>(
            ledger, host => host.Grains.Get<IPartyLedger>(ledger.Key.ToString()).Execute(command));
        UnderWay--;
        world.Note(answer is null ? "no answer" : answer.IsAccepted ? "accepted" : "refused", process.Number, Sent);
        if (answer is null)
            ledger.Lost(delivery);
        else
            ledger.Answered(delivery, answer);
        return answer is not null;
    }

    private async Task View(LedgerAudit ledger)
    {
        if (await Ask<LedgerView>(ledger, host => host.Grains.Get<IPartyLedger>(ledger.Key.ToString()).View()) is { } view)
            ledger.Viewed(view);
    }

    private Task<T?> Ask<T>(LedgerAudit ledger, Func<Host, Task<T>> call) where T : class
    {
        var reply = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.After(Patience, process, () => reply.TrySetResult(null));
        if (installation.HostFor(ledger.Stream) is not { } host)
        {
            world.After(faults.Delay(), process, () => reply.TrySetResult(null));
            return reply.Task;
        }

        world.After(faults.Delay(), host.Process, async () =>
        {
            T? answer = null;
            try
            {
                answer = await call(host);
            }
            catch (Exception exception) when (exception is NpgsqlException or ActivationDiscardedException)
            {
                // The outcome is not known: the way of saying so is to give no answer.
            }
            catch (Exception exception)
            {
                // Anything else means that something was found that cannot be.
                world.Violate($"{ledger.Stream.Stream} failed: {exception.Message}");
            }

            if (!faults.Happens(0.01))
                world.After(faults.Delay(), process, () => reply.TrySetResult(answer));
        });
        return reply.Task;
    }

    private Task Pause(int mostMilliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(world.Random.Between(1, mostMilliseconds)), process.Time);
}
