namespace LedgerPortal.Access;

/// <summary>What kind of device asks: enough for "last used on a phone", too little to follow anyone.</summary>
internal static class Device
{
    public static string Of(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        if (Has("iPad") || Has("Tablet") || (Has("Android") && !Has("Mobile")))
            return "tablet";
        return Has("Mobi") || Has("iPhone") || Has("Android") ? "phone" : "computer";

        bool Has(string word) => agent.Contains(word, StringComparison.OrdinalIgnoreCase);
    }
}
