using System.Globalization;
using LedgerPortal.Documents;

namespace LedgerPortal.Demonstration;

/// <param name="TaxCode">HSN.</param>
/// <param name="Price">Rupees a unit, without tax.</param>
internal sealed record Goods(string Code, string Name, string TaxCode, decimal RatePercent, string Unit, decimal Price);

/// <summary>What the distributor sells.</summary>
internal static class DemonstrationGoods
{
    private const string Table =
        """
        RIC01|Indrayani rice 25 kg|1006|5|bag|1480
        RIC02|Kolam rice 25 kg|1006|5|bag|1325
        RIC03|Basmati rice 5 kg|1006|5|bag|612.50
        ATT01|Chakki atta 10 kg|1101|5|bag|412
        ATT02|Chakki atta, loose 50 kg|1101|0|bag|1610
        MAI01|Maida 50 kg|1101|0|bag|1540
        RAV01|Rava, fine 10 kg|1103|5|bag|398
        BES01|Besan 1 kg × 20|1106|5|carton|1760
        TUR01|Tur dal 30 kg|0713|0|bag|3990
        MOO01|Moong dal 30 kg|0713|0|bag|3450
        CHA01|Chana dal 30 kg|0713|0|bag|2340
        URA01|Urad dal 30 kg|0713|0|bag|3630
        SUG01|Sugar S-30 50 kg|1701|5|bag|2050
        JAG01|Jaggery 10 kg|1701|5|box|520
        SAL01|Iodised salt 1 kg × 25|2501|0|bag|520
        OIL01|Refined sunflower oil 15 l|1512|5|tin|1985
        OIL02|Groundnut oil 15 l|1508|5|tin|2780
        OIL03|Mustard oil 1 l × 12|1514|5|carton|1764
        GHE01|Cow ghee 1 l × 10|0405|12|carton|5850
        BUT01|Table butter 500 g × 20|0405|12|carton|4950
        CHE01|Cheese slices 200 g × 48|0406|12|carton|5420
        MIL01|Milk powder 1 kg × 12|0402|5|carton|4140
        TEA01|Assam tea dust 1 kg × 20|0902|5|carton|6400
        TEA02|Tea bags 100 × 24|0902|5|carton|3240
        COF01|Filter coffee 500 g × 20|0901|5|carton|5100
        TUM01|Turmeric powder 500 g × 20|0910|5|carton|1900
        CHL01|Chilli powder 500 g × 20|0904|5|carton|2650
        GAR01|Garam masala 100 g × 60|0910|5|carton|3180
        PIC01|Mango pickle 1 kg × 12|2001|12|carton|1710
        KET01|Tomato ketchup 1 kg × 12|2103|12|carton|1440
        JAM01|Mixed fruit jam 500 g × 24|2007|12|carton|2760
        JUI01|Mango drink 200 ml × 40|2202|12|carton|560
        NOO01|Instant noodles 70 g × 96|1902|12|carton|1152
        BIS01|Glucose biscuits 100 g × 120|1905|18|carton|1020
        BIS02|Cream biscuits 120 g × 72|1905|18|carton|1530
        CHO01|Milk chocolate 40 g × 60|1806|18|carton|2040
        CHI01|Potato wafers 52 g × 60|2005|12|carton|1020
        NAM01|Bhakarwadi 500 g × 24|2106|12|carton|2640
        SOA01|Bath soap 100 g × 96|3401|18|carton|2880
        DET01|Detergent powder 1 kg × 20|3402|18|bag|1860
        DIS01|Dish wash bar 300 g × 60|3401|18|carton|1500
        SHA01|Shampoo sachets × 960|3305|18|carton|720
        TOO01|Toothpaste 150 g × 72|3306|18|carton|5400
        AGA01|Agarbatti 100 g × 144|3307|5|carton|2160
        """;

    public static IReadOnlyList<Goods> All { get; } =
    [
        .. Table.Split('\n').Select(line => line.Split('|')).Select(part => new Goods(
            part[0], part[1], part[2], decimal.Parse(part[3], CultureInfo.InvariantCulture), part[4],
            decimal.Parse(part[5], CultureInfo.InvariantCulture))),
    ];

    /// <summary>What a customer takes at a time, each line from a delivery of that day.</summary>
    public static DocumentContent Sold(Chance chance, DemonstrationParty party, DateOnly day, DateTimeOffset now)
    {
        var isRetail = party.Details.TermsDays == 0;
        var goods = new HashSet<Goods>();
        for (var wanted = isRetail ? chance.Between(1, 3) : chance.Between(2, 9); goods.Count < wanted;)
            goods.Add(chance.Of(All));
        var challan = $"DC-{day:yyMM}-{chance.Between(1000, 9999)}";
        var lines = new List<DocumentLine>();
        foreach (var item in goods)
        {
            lines.Add(new DocumentLine
            {
                Description = item.Name,
                ItemCode = item.Code,
                TaxCode = item.TaxCode,
                Quantity = isRetail ? 1 : chance.Between(1, item.Price > 2500 ? 6 : 14),
                Unit = item.Unit,
                UnitPrice = item.Price,
                TaxRatePercent = item.RatePercent,
                Event = new OperationalEvent(
                    "delivery", $"{challan}/{lines.Count + 1}", now.AddMinutes(-chance.Between(20, 200)),
                    $"Received by {party.Persons[0].Split(' ')[0]}"),
            });
        }

        return new DocumentContent
        {
            Date = day,
            DueDate = day.AddDays(party.Details.TermsDays),
            Reference = chance.OneIn(4) ? $"PO-{chance.Between(100, 999)}" : null,
            RoundTotal = true,
            Lines = lines,
        };
    }
}
