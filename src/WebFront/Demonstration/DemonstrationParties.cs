using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Demonstration;

/// <summary>How a customer of the demonstration pays.</summary>
internal enum Habit
{
    /// <summary>Around the due date, in full.</summary>
    Prompt,

    /// <summary>Weeks late, in full.</summary>
    Late,

    /// <summary>A part when it is due, the rest when asked.</summary>
    InParts,

    /// <summary>Round sums ahead of the goods.</summary>
    Ahead,

    /// <summary>Deducts tax at source and pays the rest on the day.</summary>
    WithTds,

    /// <summary>Has paid for months, and then no more.</summary>
    Stopped,
}

internal sealed record DemonstrationParty(
    int Number, string Code, Habit Habit, int InvoiceEveryDays, bool IsShared, PartyDetails Details, IReadOnlyList<string> Persons)
{
    public PartyId Id { get; } = new(LedgerPortal.Id.Derive(DemonstrationBusiness.Id.Value, "party " + Code));
}

/// <summary>The customers: kirana stores, hotels, canteens and retailers in and around Maharashtra. None of them exists.</summary>
internal static class DemonstrationParties
{
    // Name, line, city, pin, state, terms, habit, days between invoices, s when shared, u when not registered, persons.
    private const string Table =
        """
        Shree Ganesh Kirana Stores|12 Laxmi Road|Pune|411030|27|30|InParts|9|s|Ganesh Bhosale, Savita Bhosale
        Deccan Super Bazaar|FC Road, Deccan Gymkhana|Pune|411004|27|30|Prompt|7|s|Nikhil Apte
        Hotel Sonai Annexe|Apte Road|Pune|411004|27|15|Prompt|8|s|Prakash Shetty
        Kothrud Fresh Mart|Paud Road|Pune|411038|27|30|Late|10|s|Amruta Gokhale, Sanjay Gokhale
        Hinjawadi Tech Canteen Services|Phase 2, Rajiv Gandhi Infotech Park|Pune|411057|27|45|WithTds|8|s|Farhan Shaikh
        Baner Daily Needs|Baner Road|Pune|411045|27|21|Prompt|11|s|Rutuja Kale
        Aundh Provision Stores|ITI Road|Pune|411007|27|30|InParts|12|s|Vilas Jadhav
        Camp Bakers and Grocers|East Street|Pune|411001|27|30|Late|11|s|Cyrus Irani
        Magarpatta Mini Mart|Magarpatta City|Pune|411028|27|30|Prompt|10|s|Sneha Kulkarni
        Hadapsar Wholesale Depot|Solapur Road|Pune|411013|27|45|InParts|8|s|Balasaheb Tupe, Kiran Tupe
        Katraj Dairy and General|Satara Road|Pune|411046|27|15|Prompt|13||Sunil Shinde
        Sinhagad Road Stores|Anand Nagar|Pune|411051|27|30|Late|14|s|Mahesh Pawar
        Viman Nagar Gourmet|Lunkad Sky Lounge|Pune|411014|27|30|Ahead|12|s|Rhea D'Souza
        Kharadi Provision House|EON Road|Pune|411014|27|30|Prompt|12|s|Imran Pathan
        Wakad Grocery Point|Datta Mandir Road|Pune|411057|27|30|InParts|13|s|Santosh Kaspate
        Pimpri Sahakari Bhandar|Station Road|Pimpri|411018|27|45|WithTds|9|s|Ashok Landge
        Chinchwad Food Junction|Link Road|Chinchwad|411033|27|21|Late|12|s|Deepak Gawade
        Nigdi Family Stores|Pradhikaran|Nigdi|411044|27|30|Prompt|13||Manisha Kamble
        Talegaon Traders|Station Road|Talegaon Dabhade|410507|27|30|Stopped|14|s|Ramesh Dabhade
        Lonavala Chikki Mart|Mumbai Pune Road|Lonavala|410401|27|15|Prompt|12|s|Hemant Maganlal
        Hotel Rajmachi View|Tungarli|Lonavala|410401|27|30|Late|15|s|Jyoti Raut
        Alandi Bhakta Niwas Canteen|Pradakshina Road|Alandi|412105|27|30|InParts|16||Dnyaneshwar Kurhade
        Chakan Industrial Caterers|MIDC Phase 1|Chakan|410501|27|45|WithTds|8|s|Vikram Mulay, Rekha Mulay
        Shikrapur Kirana Bhandar|Nagar Road|Shikrapur|412208|27|30|Prompt|16||Pandurang Gaikwad
        Saswad Bazaar|Hadapsar Road|Saswad|412301|27|30|Late|15|s|Uttam Jagtap
        Baramati Sahakari Grahak|Bhigwan Road|Baramati|413102|27|45|WithTds|10|s|Sharad Kakade
        Indapur General Stores|Main Road|Indapur|413106|27|30|Stopped|16||Mohan Bhong
        Satara Provision Stores|Powai Naka|Satara|415001|27|30|Prompt|13|s|Suresh Nikam
        Wai Ghat Traders|Ganpati Ali|Wai|412803|27|30|InParts|17|s|Vidya Pisal
        Mahabaleshwar Strawberry Inn|Main Market|Mahabaleshwar|412806|27|15|Prompt|16|s|Feroz Contractor
        Karad Wholesale Grocers|Market Yard|Karad|415110|27|45|Late|11|s|Shivaji Thorat
        Kolhapur Mahalaxmi Stores|Mahadwar Road|Kolhapur|416012|27|30|Prompt|10|s|Ajit Ghatge
        Sangli Haldi House|Ganpati Peth|Sangli|416416|27|30|InParts|13|s|Popat Sarda
        Solapur Chaddar Canteen|Railway Lines|Solapur|413001|27|30|Late|14||Nagnath Birajdar
        Pandharpur Vithai Stores|Station Road|Pandharpur|413304|27|30|Prompt|15||Tukaram Badve
        Ahilyanagar Super Shoppee|Savedi Road|Ahilyanagar|414003|27|30|Ahead|14|s|Kishor Munot
        Shirdi Sai Bhojnalaya|Pimpalwadi Road|Shirdi|423109|27|15|Prompt|9|s|Anil Kote
        Nashik Grape City Mart|College Road|Nashik|422005|27|30|Prompt|11|s|Pallavi Deore
        Nashik Road Provision|Bytco Point|Nashik|422101|27|30|Late|15||Rajendra Bagul
        Thane Lake City Stores|Gokhale Road|Thane|400602|27|30|Prompt|10|s|Milind Sawant
        Navi Mumbai Fresh Foods|Sector 17, Vashi|Navi Mumbai|400703|27|45|InParts|9|s|Neha Mhatre, Jayesh Patil
        Panvel Highway Dhaba Supplies|Old Mumbai Road|Panvel|410206|27|21|Late|13|s|Gurpreet Singh
        Alibag Beach Resort|Varsoli|Alibag|402201|27|30|WithTds|16|s|Anand Thakur
        Ratnagiri Konkan Bazaar|Maruti Mandir|Ratnagiri|415612|27|30|InParts|14|s|Sachin Bhatkar
        Chiplun Sahyadri Stores|Mumbai Goa Highway|Chiplun|415605|27|30|Prompt|17||Vinayak Chavan
        Sawantwadi Lakeview Traders|Salaiwada|Sawantwadi|416510|27|30|Stopped|16|s|Prasad Sawant
        Panaji Fish and Grocery|18 June Road|Panaji|403001|30|30|Prompt|12|s|Maria Fernandes
        Margao Supermart|Colva Road|Margao|403601|30|30|Late|13|s|Savio Rodrigues
        Mapusa Friday Market Stores|Market Complex|Mapusa|403507|30|21|InParts|15|s|Datta Naik
        Belagavi Kunda House|Khade Bazar|Belagavi|590001|29|30|Prompt|12|s|Basavaraj Patil
        Hubballi Grocery Hub|Station Road|Hubballi|580020|29|45|Late|11|s|Shankar Hegde
        Dharwad Pedha Traders|Line Bazaar|Dharwad|580001|29|30|Ahead|14|s|Girish Thakur
        Bengaluru Maratha Mess|Basavanagudi|Bengaluru|560004|29|30|Prompt|13|s|Lata Deshmukh
        Surat Textile Canteen|Ring Road|Surat|395002|24|30|WithTds|12|s|Hitesh Desai
        Vapi Provision Corner|GIDC Char Rasta|Vapi|396195|24|30|Late|14||Bharat Ahir
        Vadodara Farsan Supplies|Alkapuri|Vadodara|390007|24|30|InParts|13|s|Chirag Shah
        Hyderabad Deccan Foods|Abids|Hyderabad|500001|36|45|Prompt|11|s|Syed Rizwan
        Indore Chappan Traders|New Palasia|Indore|452001|23|30|Late|13|s|Rakesh Jain
        Mrs. Kamala Ranade|Prabhat Road, Lane 9|Pune|411004|27|0|Prompt|30|su|Kamala Ranade
        Sevasadan Student Hostel|Karve Nagar|Pune|411052|27|30|InParts|18|su|Smita Phadke
        """;

    public static IReadOnlyList<DemonstrationParty> All { get; } = [.. Table.Split('\n').Select(Read)];

    /// <summary>How money of this party comes in, and under which reference.</summary>
    public static (string Method, string? Reference) WayOfPaying(Chance chance, DemonstrationParty party) =>
        ((party.Number + chance.Between(0, 2)) % 5) switch
        {
            1 => ("Bank transfer", $"DEMON{chance.Between(10_000_000, 99_999_999)}"),
            2 => ("Cheque", $"{chance.Between(100_000, 999_999)}"),
            4 => ("Cash", null),
            _ => ("UPI", $"{chance.Between(300_000, 599_999)}{chance.Between(100_000, 999_999)}"),
        };

    private static DemonstrationParty Read(string line, int index)
    {
        var part = line.Split('|');
        var state = part[4];
        var code = $"C{index + 101}";
        // Letters and digits of a taxpayer number, made from the place in this list.
        var pan = $"AAB{"CFP"[index % 3]}{part[0][0]}{1000 + index * 37 % 9000:0000}";
        return new DemonstrationParty(
            index + 1, code, Enum.Parse<Habit>(part[6]),
            int.Parse(part[7], System.Globalization.CultureInfo.InvariantCulture), part[8].Contains('s'),
            new PartyDetails
            {
                Name = part[0],
                Code = code,
                TaxId = part[8].Contains('u') ? null : DemonstrationBusiness.GstinOf(state, pan, (char)('A' + index % 26)),
                Address = new Address(part[1], null, part[2], part[3], state, "IN"),
                Currency = DemonstrationBusiness.Details.Currency,
                TermsDays = int.Parse(part[5], System.Globalization.CultureInfo.InvariantCulture),
            },
            part[9].Split(", "));
    }
}
