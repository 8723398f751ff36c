using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace LedgerPortal.Scanners;

/// <summary>Somebody who reads a link and is no person: a preview, a mail scanner, a crawler.</summary>
/// <param name="Visit">Reads the link once, as that robot does, with nothing left of its visits before.</param>
public sealed record Robot(string Name, Func<Uri, Task> Visit);

/// <summary>Twelve kinds of them. What stands behind the # of a link reaches the server only by those who put it there.</summary>
public static partial class Robots
{
    private const string Phone =
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36";

    private const string Desk =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0";

    /// <param name="chromium">Of this machine: it runs the page's scripts, waits, and touches nothing.</param>
    public static IReadOnlyList<Robot> All(string chromium) =>
    [
        new("plain GET", link => Read(link, "curl/8.5.0", HttpMethod.Get)),
        new("HEAD", link => Read(link, "Mozilla/5.0 (compatible; bitlybot/3.0)", HttpMethod.Head)),
        new("OPTIONS", link => Read(link, Desk, HttpMethod.Options)),
        new("WhatsApp preview", link => Read(link, "WhatsApp/2.23.20.0 A", HttpMethod.Get)),
        new("Slack preview of a part", link => Read(
            link, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", HttpMethod.Get, ("Range", "bytes=0-32767"))),
        new("Outlook Safe Links, HEAD then GET", async link =>
        {
            await Read(link, Desk, HttpMethod.Head);
            await Read(link, Desk, HttpMethod.Get);
        }),
        new("prefetch of a browser", link => Read(
            link, Phone, HttpMethod.Get, ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"),
            ("Sec-Fetch-Site", "none"))),
        new("Facebook preview", link => Read(
            link, "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", HttpMethod.Get)),
        new("crawler that follows every link of the page", link => Follow(
            link, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")),
        new("scanner that sends the secret along", async link =>
        {
            // Some rewrite the # into the address, where a server sees it.
            var secret = link.Fragment.TrimStart('#');
            await Read(new Uri(link, $"{link.AbsolutePath}%23{secret}"), Desk, HttpMethod.Get);
            await Read(new Uri(link, $"{link.AbsolutePath}?{secret}"), Desk, HttpMethod.Get);
            await Read(new Uri(link, $"{link.AbsolutePath}?Secret={secret}&Link={secret}"), Desk, HttpMethod.Get);
            await Read(new Uri(link, $"{link.AbsolutePath}/{secret}"), Desk, HttpMethod.Get);
        }),
        new("scanner that submits what forms it finds", link => Submit(link, Desk)),
        new("headless browser that runs scripts and clicks nothing", link => Open(link, chromium)),
    ];

    private static HttpClient Client(string agent)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseCookies = true });
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html,*/*");
        return client;
    }

    private static async Task Read(Uri link, string agent, HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var client = Client(agent);
        using var request = new HttpRequestMessage(method, link);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task Follow(Uri link, string agent)
    {
        using var client = Client(agent);
        var page = await (await client.GetAsync(link)).Content.ReadAsStringAsync();
        foreach (var address in Addresses().Matches(page).Select(match => match.Groups["address"].Value).Distinct())
        {
            if (Uri.TryCreate(link, WebUtility.HtmlDecode(address), out var found) && found.Authority == link.Authority)
                await (await client.GetAsync(found)).Content.ReadAsByteArrayAsync();
        }
    }

    /// <summary>With what stands in the page's fields, which is nothing of the link, and with its token and cookies.</summary>
    private static async Task Submit(Uri link, string agent)
    {
        using var client = Client(agent);
        var page = await (await client.GetAsync(link)).Content.ReadAsStringAsync();
        var fields = Inputs().Matches(page)
            .Select(input => (Name: Attribute(input.Value, "name"), Value: Attribute(input.Value, "value")))
            .Where(field => field.Name.Length > 0)
            .Select(field => KeyValuePair.Create(field.Name, WebUtility.HtmlDecode(field.Value)));
        using var form = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(link, link.AbsolutePath)) { Content = form };
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Five seconds of the page's own time: longer than any timer of the pages.</summary>
    private static async Task Open(Uri link, string chromium)
    {
        var profile = Directory.CreateTempSubdirectory("ledgerportal-robot-").FullName;
        try
        {
            var start = new ProcessStartInfo(chromium)
            {
                ArgumentList =
                {
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                    $"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom", link.ToString(),
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var browser = Process.Start(start)!;
            var errors = browser.StandardError.ReadToEndAsync();
            var page = await browser.StandardOutput.ReadToEndAsync();
            await browser.WaitForExitAsync();
            if (!page.Contains("</html>", StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException($"The browser showed no page: {await errors}");
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    private static string Attribute(string element, string name) =>
        Regex.Match(element, $"\\b{name}=\"(?<value>[^\"]*)\"").Groups["value"].Value;

    [GeneratedRegex("(?:href|src|action)=\"(?<address>[^\"#]+)\"")]
    private static partial Regex Addresses();

    [GeneratedRegex("<input\\b[^>]*>")]
    private static partial Regex Inputs();
}
