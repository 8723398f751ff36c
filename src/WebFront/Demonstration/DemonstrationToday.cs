using LedgerPortal.Documents;

namespace LedgerPortal.Demonstration;

/// <summary>What the last days left on the desk: links, drafts, a dispute, a write-off, a locked period.</summary>
internal sealed class DemonstrationToday(DemonstrationBooks books, DemonstrationClock clock, DateOnly today)
{
    private static IReadOnlyList<DemonstrationParty> Parties => DemonstrationParties.All;

    public async Task Tell()
    {
        var yesterday = today.AddDays(-1);
        clock.Begin(yesterday);
        clock.Pass(TimeSpan.FromHours(7));
        await Desk(yesterday);
        await Links();
        // The last act: where this is, all of the demonstration is.
        await books.Token(Parties[0], 60);
    }

    private async Task Desk(DateOnly yesterday)
    {
        // Books of a quarter that was reported are closed.
        var quarter = new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
        await books.LockThrough(quarter.AddMonths(-3).AddDays(-1));

        await books.Draft(Parties[3], Content(yesterday, 4, 0));
        await books.Draft(Parties[8], Content(yesterday, 6, 9));
        await books.Discount(Parties[15], 2_500_00, yesterday);
        await books.WriteOff(Parties[11], 37_00, yesterday);

        var wrong = await books.Invoice(Parties[5], Content(yesterday, 3, 20));
        await books.Void(wrong, "Entered twice");
        var twisted = await books.Invoice(Parties[6], Content(yesterday, 2, 30));
        await books.Share(twisted, 60);
        await books.View(twisted, "invoice link", "phone");
        await books.Correct(twisted, yesterday, "Billed at the old price");

        var disputed = await books.Invoice(Parties[0], Content(yesterday, 5, 12));
        await books.View(disputed, "portal token", "phone");
        await books.Dispute(disputed, disputed.Totals.LineNetMinor[0]);
    }

    private async Task Links()
    {
        foreach (var party in Parties.Where(party => party.IsShared).Skip(1).Take(24))
        {
            var token = await books.Token(party, 60);
            if (party.Number % 3 != 0)
                await books.UseToken(party, token.Generation, party.Number % 4 == 0 ? "computer" : "phone");
            if (party.Number % 11 == 0)
                await books.RevokeToken(party);
        }
    }

    private static DocumentContent Content(DateOnly day, int lines, int from) => new()
    {
        Date = day,
        DueDate = day.AddDays(30),
        RoundTotal = true,
        Lines =
        [
            .. DemonstrationGoods.All.Skip(from).Take(lines).Select((item, i) => new DocumentLine
            {
                Description = item.Name,
                ItemCode = item.Code,
                TaxCode = item.TaxCode,
                Quantity = i + 2,
                Unit = item.Unit,
                UnitPrice = item.Price,
                TaxRatePercent = item.RatePercent,
            }),
        ],
    };
}
