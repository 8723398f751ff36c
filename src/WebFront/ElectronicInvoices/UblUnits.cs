namespace LedgerPortal.ElectronicInvoices;

/// <summary>Units as people write them, in the codes of UN/ECE Recommendation 20 and, for packages, 21 (BR-CL-23).</summary>
internal static class UblUnits
{
    /// <summary>"One": of whatever has no code here; the unit is then told as a property of the item.</summary>
    public const string One = "C62";

    private static readonly Dictionary<string, string> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pc"] = "H87", ["pcs"] = "H87", ["piece"] = "H87", ["pieces"] = "H87", ["nos"] = "H87", ["no"] = "H87",
        ["ea"] = "EA", ["each"] = "EA", ["unit"] = One, ["units"] = One, ["pair"] = "PR", ["set"] = "SET", ["doz"] = "DZN",
        ["dozen"] = "DZN", ["kg"] = "KGM", ["kgs"] = "KGM", ["g"] = "GRM", ["gm"] = "GRM", ["mg"] = "MGM", ["t"] = "TNE",
        ["ton"] = "TNE", ["tonne"] = "TNE", ["quintal"] = "DTN", ["lb"] = "LBR", ["oz"] = "ONZ", ["l"] = "LTR",
        ["ltr"] = "LTR", ["litre"] = "LTR", ["liter"] = "LTR", ["ml"] = "MLT", ["m"] = "MTR", ["mtr"] = "MTR",
        ["metre"] = "MTR", ["meter"] = "MTR", ["cm"] = "CMT", ["mm"] = "MMT", ["km"] = "KMT", ["ft"] = "FOT", ["in"] = "INH",
        ["m2"] = "MTK", ["m²"] = "MTK", ["sqm"] = "MTK", ["sqft"] = "FTK", ["m3"] = "MTQ", ["m³"] = "MTQ", ["cbm"] = "MTQ",
        ["min"] = "MIN", ["h"] = "HUR", ["hr"] = "HUR", ["hrs"] = "HUR", ["hour"] = "HUR", ["hours"] = "HUR", ["day"] = "DAY",
        ["days"] = "DAY", ["week"] = "WEE", ["month"] = "MON", ["months"] = "MON", ["year"] = "ANN", ["kwh"] = "KWH",
        ["bag"] = "XBG", ["box"] = "XBX", ["carton"] = "XCT", ["ctn"] = "XCT", ["case"] = "XCS", ["crate"] = "XCR",
        ["bottle"] = "XBO", ["drum"] = "XDR", ["pallet"] = "XPX", ["packet"] = "XPA", ["pack"] = "XPK", ["roll"] = "XRO",
        ["tin"] = "XTN", ["can"] = "XCX", ["sack"] = "XSA", ["bundle"] = "XBE",
    };

    private static readonly HashSet<string> Known = [.. Codes.Values];

    /// <summary>The code, and whether it says all that the unit said.</summary>
    public static (string Code, bool IsWhole) Of(string? unit)
    {
        var plain = unit?.Trim().TrimEnd('.') ?? "";
        if (plain.Length == 0)
            return (One, true);
        if (Codes.TryGetValue(plain, out var code))
            return (code, true);
        return Known.Contains(plain) ? (plain, true) : (One, false);
    }
}
