using LedgerPortal.Hosting;

namespace LedgerPortal.Demonstration;

/// <summary>
/// <c>--demo-traffic</c>: something happens at the demonstration's business every few seconds, so that live pages can be
/// watched. Goes through the same grains as everybody's commands.
/// </summary>
internal sealed class DemonstrationTraffic(
    Demonstrations demonstrations, IGrains grains, TimeProvider time, ILogger<DemonstrationTraffic> logger) : BackgroundService
{
    private readonly Chance _chance = new((ulong)time.GetUtcNow().UtcTicks);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var books = new DemonstrationBooks(
            grains, await demonstrations.Staff(stoppingToken), _ => new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            _ => throw new NotSupportedException("Traffic disputes nothing."));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_chance.Between(1_500, 5_500)), time, stoppingToken);
                await Act(books);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is InvalidOperationException or Npgsql.NpgsqlException)
            {
                // A period that somebody locked, a database that is being started again: the next act may go well.
                logger.LogWarning(failure, "The demonstration's traffic goes on after a failure");
            }
        }
    }

    private async Task Act(DemonstrationBooks books)
    {
        var now = time.GetUtcNow();
        var today = DemonstrationBusiness.Details.DayOf(now);
        // The first party's link is the one that people open.
        var party = _chance.OneIn(3) ? DemonstrationParties.All[0] : _chance.Of(DemonstrationParties.All);
        if (_chance.OneIn(2))
        {
            var (method, reference) = DemonstrationParties.WayOfPaying(_chance, party);
            await books.Payment(party, _chance.Between(5, 400) * 100_00L, today, method, reference, null);
            return;
        }

        var invoice = await books.Invoice(party, DemonstrationGoods.Sold(_chance, party, today, now));
        if (party.IsShared && _chance.OneIn(2))
            await books.View(invoice, "portal token", "phone");
    }
}
