using System.Text.RegularExpressions;
using LedgerPortal.Benchmarks.Live;

namespace LedgerPortal.Benchmarks.Reads;

/// <summary>What a phone loads that was never here: the page and every file that it names, as they come over the wire.</summary>
internal static partial class FirstLoad
{
    /// <summary>Bytes, compressed.</summary>
    public static async Task<long> Bytes(Uri address, LiveCustomer customer, string path)
    {
        using var wire = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var plain = new Visitors(address);
        var files = Named().Matches(await plain.Get(customer, path)).Select(named => named.Groups[1].Value)
            .Where(file => file.StartsWith('/')).Append(path).Distinct();
        var bytes = 0L;
        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, file));
            request.Headers.Add("Cookie", customer.Page.Cookie);
            request.Headers.Add("Accept-Encoding", "br, gzip");
            // As of a link in a message; a browser always says where a request comes from.
            request.Headers.Add("Sec-Fetch-Site", "none");
            using var answer = await wire.SendAsync(request);
            bytes += (await answer.Content.ReadAsByteArrayAsync()).LongLength;
        }

        return bytes;
    }

    [GeneratedRegex("<(?:script[^>]* src|link[^>]* rel=\"(?:stylesheet|icon|modulepreload)\"[^>]* href|img[^>]* src)=\"([^\"]+)\"")]
    private static partial Regex Named();
}
