using LedgerPortal.Documents;

namespace LedgerPortal.Demonstration;

/// <summary>
/// A year of trade, day by day up to yesterday: goods go out on credit, money comes in as each customer's habit is, some
/// goods come back, a cheque bounces. Chance has a fixed seed, so that one day gives one story.
/// </summary>
internal sealed class DemonstrationYear(
    DemonstrationBooks books, DemonstrationClock clock, DateOnly today)
{
    private const int Days = 365;

    private readonly Chance _chance = new(20_260_401);
    private readonly PriorityQueue<Func<DateOnly, Task>, (DateOnly Day, int Order)> _later = new();
    private readonly DateOnly _start = today.AddDays(-Days);

    /// <summary>
    /// What each party owes, kept here and not asked: a demonstration that is made to its end later has to tell the same
    /// story up to where it was interrupted.
    /// </summary>
    private readonly Dictionary<DemonstrationParty, long> _owedMinor = DemonstrationParties.All.ToDictionary(party => party, _ => 0L);

    private int _order;

    public async Task Tell(CancellationToken cancellation)
    {
        var next = DemonstrationParties.All.ToDictionary(party => party, party => _start.AddDays(party.Number % 12 + 1));
        for (var day = _start; day < today; day = day.AddDays(1))
        {
            cancellation.ThrowIfCancellationRequested();
            clock.Begin(day);
            if (day == _start)
                await CarryOver();
            while (_later.TryPeek(out _, out var due) && due.Day <= day)
                await _later.Dequeue()(day);
            // Nobody delivers on a Sunday; what was meant for it goes on Monday.
            if (day.DayOfWeek is DayOfWeek.Sunday)
                continue;
            foreach (var party in DemonstrationParties.All.Where(party => next[party] <= day))
            {
                await Deliver(party, day);
                next[party] = day.AddDays(party.InvoiceEveryDays * 5 / 2 + _chance.Between(-3, 4));
            }
        }

        await books.Payment(DemonstrationParties.All[0], 15_000_00, today.AddDays(6), "Cheque", "204518", null);
    }

    private async Task CarryOver()
    {
        foreach (var party in DemonstrationParties.All.Where(party => party.Number % 3 == 0 && party.InvoiceEveryDays < 20))
        {
            var age = _chance.Between(5, 50);
            var minor = _chance.Between(40, 600) * 100_00L;
            await books.OpeningBalance(
                party, minor, _start, _start.AddDays(party.Details.TermsDays - age), $"OLD/{1000 + party.Number}");
            _owedMinor[party] += minor;
            Later(_start, _chance.Between(10, 60), day => Receive(party, minor, day, null));
        }
    }

    private async Task Deliver(DemonstrationParty party, DateOnly day)
    {
        var content = DemonstrationGoods.Sold(_chance, party, day, clock.GetUtcNow());
        var invoice = await books.Invoice(party, content);
        _owedMinor[party] += invoice.Totals.TotalMinor;
        if (party.IsShared)
        {
            if (_chance.OneIn(3))
                await books.Share(invoice, 60);
            if (!_chance.OneIn(3))
                Later(day, _chance.Between(0, 4), _ => books.View(invoice, _chance.OneIn(3) ? "invoice link" : "portal token", Device()));
        }

        if (_chance.OneIn(24))
            Later(day, _chance.Between(2, 9), when => TakeBack(invoice, when));
        PlanPayment(invoice, day, content.DueDate!.Value);
    }

    private void PlanPayment(DemonstrationInvoice invoice, DateOnly day, DateOnly due)
    {
        var (party, total) = (invoice.Party, invoice.Totals.TotalMinor);
        var term = due.DayNumber - day.DayNumber;
        switch (party.Habit)
        {
            case Habit.Prompt:
                Later(day, Math.Max(0, term + _chance.Between(-5, 2)), when => Receive(party, total, when, invoice));
                break;
            case Habit.Late:
                Later(day, term + _chance.Between(6, 48), when => Receive(party, total, when, invoice));
                break;
            case Habit.InParts:
                var part = total * _chance.Between(40, 70) / 100 / 100_00 * 100_00;
                if (part > 0)
                    Later(day, term + _chance.Between(-4, 6), when => Receive(party, part, when, invoice));
                Later(day, term + _chance.Between(18, 65), when => Receive(party, total - part, when, invoice));
                break;
            case Habit.Ahead:
                // Rounded up: what is too much stays as credit for the next goods.
                Later(day, _chance.Between(1, 6), when => Receive(party, (total / 10_000_00 + 1) * 10_000_00, when, null));
                if (_chance.OneIn(14))
                    Later(day, 20, when => GiveBack(party, when));
                break;
            case Habit.WithTds:
                Later(day, term + _chance.Between(-2, 12), when => ReceiveLessTds(invoice, when));
                break;
            case Habit.Stopped when day < today.AddDays(-150):
                Later(day, term + _chance.Between(0, 20), when => Receive(party, total, when, invoice));
                break;
        }
    }

    /// <summary>Takes what is still owed at most: goods that came back are not paid.</summary>
    private async Task Receive(DemonstrationParty party, long minor, DateOnly day, DemonstrationInvoice? of)
    {
        if (party.Habit is not Habit.Ahead)
            minor = Math.Min(minor, _owedMinor[party]);
        if (minor <= 0)
            return;
        _owedMinor[party] -= minor;
        var (method, reference) = DemonstrationParties.WayOfPaying(_chance, party);
        var entry = await books.Payment(party, minor, day, method, reference, _chance.OneIn(2) ? of?.Document : null);
        if (method == "Cheque" && _chance.OneIn(9))
        {
            Later(day, _chance.Between(2, 5), async when =>
            {
                _owedMinor[party] += minor;
                await books.Bounce(party, entry, when, $"Cheque {reference} returned unpaid", "Bank: funds insufficient");
                Later(when, _chance.Between(4, 12), again => Receive(party, minor, again, null));
            });
        }
    }

    private async Task ReceiveLessTds(DemonstrationInvoice invoice, DateOnly day)
    {
        // Section 194Q: a tenth of a percent of the value without tax, in whole rupees.
        var tds = (invoice.Totals.TaxableMinor / 1000 + 50) / 100 * 100;
        if (tds > 0 && _owedMinor[invoice.Party] > tds)
        {
            _owedMinor[invoice.Party] -= tds;
            await books.Tds(invoice, tds, day);
        }

        await Receive(invoice.Party, invoice.Totals.TotalMinor - tds, day, invoice);
    }

    private async Task TakeBack(DemonstrationInvoice invoice, DateOnly day)
    {
        var line = invoice.Content.Lines[0];
        var quantity = Math.Max(1, Math.Floor(line.Quantity / 5));
        var reason = _chance.Of<string>(
            ["Damaged in transit", "Packs past their date", "Wrong item delivered", "Short supply against challan"]);
        _owedMinor[invoice.Party] -= await books.CreditNote(
            invoice,
            new DocumentContent { Date = day, RoundTotal = true, Lines = [line with { Quantity = quantity, Event = null }] },
            reason);
    }

    private async Task GiveBack(DemonstrationParty party, DateOnly day)
    {
        var credit = -_owedMinor[party] / 1000_00 * 1000_00;
        if (credit <= 0)
            return;
        _owedMinor[party] += credit;
        await books.Refund(party, credit, day);
    }

    private string Device() => _chance.Of<string>(["phone", "phone", "phone", "computer", "tablet"]);

    private void Later(DateOnly day, int days, Func<DateOnly, Task> act) =>
        _later.Enqueue(act, (day.AddDays(days), _order++));
}
