using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Pipeline;

/// <summary>What holds for every route of the running program: its list comes from the program, so that none is forgotten.</summary>
public sealed partial class EveryRouteTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task Every_answer_of_every_route_has_every_header_that_protects()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        using var customer = await books.SignedIn(party);
        using var nobody = Portal.Browse();
        var wrong = new List<string>();
        var seen = 0;
        foreach (var (method, path) in Ways(Portal.Services))
        {
            foreach (var browser in new[] { owner, customer, nobody })
            {
                using var content = method == "GET" ? null : new FormUrlEncodedContent([]);
                var answer = await browser.Send(new HttpMethod(method), path, content, "same-origin", ("X-Forwarded-Proto", "https"));
                wrong.AddRange(Missing(answer.Headers, IsFile(path)).Select(missing => $"{method} {path} ({answer.Status}): {missing}"));
                seen++;
            }
        }

        Assert.Empty(wrong);
        Assert.True(seen > 300, $"Only {seen} answers were seen.");
    }

    [Theory]
    [InlineData("Content-Security-Policy", null)]
    [InlineData("Content-Security-Policy", "default-src 'self' 'unsafe-inline'")]
    [InlineData("Content-Security-Policy", "default-src 'none'; script-src 'self'")]
    [InlineData("X-Content-Type-Options", null)]
    [InlineData("Referrer-Policy", "origin")]
    [InlineData("Cross-Origin-Opener-Policy", null)]
    [InlineData("Strict-Transport-Security", null)]
    [InlineData("Cache-Control", "max-age=60")]
    [InlineData("X-Frame-Options", null)]
    public async Task An_answer_that_lacks_one_is_found(string header, string? value)
    {
        using var browser = Portal.Browse();
        var good = await browser.Get("/console/sign-in", ("X-Forwarded-Proto", "https"));
        Assert.Empty(Missing(good.Headers, isFile: false));
        var weak = good.Headers.Where(one => !string.Equals(one.Key, header, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
        if (value is not null)
            weak[header] = value;
        Assert.NotEmpty(Missing(weak, isFile: false));
    }

    [Fact]
    public async Task No_route_takes_a_change_that_another_site_made_a_browser_send_or_a_form_without_its_token()
    {
        var books = await new Books(Portal).Create();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        using var customer = await books.SignedIn(await books.AddParty("Meera Stores"));
        var changes = Ways(Portal.Services).Where(way => way.Method is not ("GET" or "HEAD")).ToList();
        Assert.True(changes.Count > 50);
        Assert.Empty(await Taken(owner, changes));
        Assert.Empty(await Taken(customer, changes));
        // Nothing of all that has ended the sessions or changed the settings.
        Assert.Equal(HttpStatusCode.OK, (await owner.Get("/console")).Status);
        Assert.Equal(HttpStatusCode.OK, (await customer.Get("/portal")).Status);
    }

    [Fact]
    public async Task A_program_that_takes_them_is_found()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var careless = builder.Build();
        careless.MapPost("/settings", () => Results.Ok());
        await careless.StartAsync();
        using var browser = new Browser(new Uri(careless.Urls.First()));
        Assert.Equal(4, (await Taken(browser, [("POST", "/settings")])).Count);
    }

    [Fact]
    public async Task A_socket_of_another_site_is_refused()
    {
        var books = await new Books(Portal).Create();
        using var customer = await books.SignedIn(await books.AddParty("Meera Stores"));
        foreach (var origin in new[] { "https://evil.example", "http://127.0.0.1:1", "null", null })
        {
            var refused = await Assert.ThrowsAsync<LiveRefusedException>(
                () => LiveClient.Connect(Portal.Address, customer.CookieHeader, origin));
            Assert.Equal(403, refused.Status);
        }

        await using var own = await LiveClient.Connect(Portal, customer);
    }

    [Fact]
    public async Task No_form_takes_a_text_without_an_end()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        await books.Post(party, 10_000);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var filled = 0;
        foreach (var page in new[]
        {
            "/console/parties/new", $"/console/parties/{party}/edit", $"/console/parties/{party}/contacts/new",
            $"/console/invoices/new?party={party}", $"/console/payments/new?party={party}",
            $"/console/credit-notes/new?party={party}", $"/console/parties/new-entry/adjustment?party={party}",
            $"/console/parties/{party}/entries/INR/1", "/settings/business", "/settings/portal", "/settings/books",
            "/settings/keys", "/settings/webhooks",
        })
        {
            var shown = await owner.Get(page);
            Assert.True(shown.Status == HttpStatusCode.OK, $"{page}: {shown.Status}");
            foreach (var form in shown.Page.QuerySelectorAll<IHtmlFormElement>("main form[method=post]"))
            {
                foreach (var name in form.QuerySelectorAll("input[type=text], input:not([type]), input[type=email], textarea")
                    .Select(input => input.GetAttribute("name")).OfType<string>())
                {
                    var fields = ConsoleFixture.Filled(form, (name, new string('x', 50_000)));
                    var address = form.GetAttribute("action") is { Length: > 0 } action ? action : page;
                    var answer = await owner.Post(address, fields);
                    var isRefused = (int)answer.Status is >= 400 and < 500;
                    Assert.True(isRefused, $"{page} {name}: {answer.Status}");
                    filled++;
                }
            }
        }

        Assert.True(filled > 40, $"Only {filled} fields were filled.");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_on_pages_and_api()
    {
        // Said beforehand how large it is, nothing of it is read: the connection ends with the answer.
        foreach (var path in new[] { "/console/sign-in", "/p", "/api/v1/invoices" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(Portal.Address.Host, Portal.Address.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {Portal.Address.Authority}\r\nSec-Fetch-Site: same-origin\r\n"
                + $"Content-Type: {(path.StartsWith("/api", StringComparison.Ordinal) ? "application/json" : "application/x-www-form-urlencoded")}"
                + "\r\nContent-Length: 9437184\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync();
            Assert.True(line!.Contains(" 413 ") || line.Contains(" 400 ") || line.Contains(" 401 "), $"{path}: {line}");
        }
    }

    /// <summary>What is missing or too weak.</summary>
    private static IEnumerable<string> Missing(IReadOnlyDictionary<string, string> headers, bool isFile)
    {
        string Of(string name) => headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
        var policy = Of("Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries);
        foreach (var part in new[] { "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'", "style-src 'self'" })
        {
            if (!policy.Contains(part))
                yield return $"Content-Security-Policy lacks {part}";
        }

        if (policy.Any(part => part.Contains("unsafe", StringComparison.Ordinal) || part.Contains('*', StringComparison.Ordinal)))
            yield return "Content-Security-Policy is weak";
        if (Of("X-Content-Type-Options") != "nosniff")
            yield return "X-Content-Type-Options";
        if (Of("X-Frame-Options") != "DENY")
            yield return "X-Frame-Options";
        if (Of("Referrer-Policy") != "no-referrer")
            yield return "Referrer-Policy";
        if (Of("Cross-Origin-Opener-Policy") != "same-origin")
            yield return "Cross-Origin-Opener-Policy";
        if (!Of("Strict-Transport-Security").StartsWith("max-age=31536000", StringComparison.Ordinal))
            yield return "Strict-Transport-Security";
        // Files of the program and colours are nobody's.
        if (!isFile && !Of("Cache-Control").Contains("no-store", StringComparison.Ordinal))
            yield return "Cache-Control";
    }

    /// <summary>Those that did not refuse: sent from another site, from a sister site, from another origin, without a token.</summary>
    private static async Task<List<string>> Taken(Browser browser, IEnumerable<(string Method, string Path)> changes)
    {
        var taken = new List<string>();
        foreach (var (method, path) in changes)
        {
            foreach (var (site, origin) in new[] { ("cross-site", null), ("same-site", null), (null, "https://evil.example"), ("same-origin", (string?)null) })
            {
                using var form = new FormUrlEncodedContent([new("Command", Books.NewId().ToString())]);
                var answer = await browser.Send(new HttpMethod(method), path, form, site, origin is null ? [] : [("Origin", origin)]);
                var isRefused = site == "same-origin"
                    ? (int)answer.Status is >= 400 and < 500 || answer.Location?.Contains("sign-in", StringComparison.Ordinal) is true
                    : answer.Status == HttpStatusCode.Forbidden;
                if (!isRefused)
                    taken.Add($"{method} {path} from {site ?? origin}: {answer.Status}");
            }
        }

        return taken;
    }

    private static bool IsFile(string path) => HasExtension().IsMatch(path) || path.StartsWith("/theme", StringComparison.Ordinal);

    /// <summary>With ids of nothing in the place of parameters.</summary>
    private static IEnumerable<(string Method, string Path)> Ways(IServiceProvider services)
    {
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (route.Contains("**", StringComparison.Ordinal) || route.StartsWith("/live", StringComparison.Ordinal))
                continue;
            var path = Parameter().Replace(
                route.Replace("{currency}", "INR", StringComparison.Ordinal).Replace("{kind}", "adjustment", StringComparison.Ordinal)
                    .Replace("{documentName}", "v1", StringComparison.Ordinal),
                match => match.Value.Contains("long", StringComparison.Ordinal) ? "1" : "AAAAAAAAAAAAAAAAAAAAAQ");
            if (endpoint.Metadata.GetMetadata<HandlerRules>() is { } rules)
            {
                foreach (var handler in rules.Handlers)
                    yield return (handler.HttpMethod.ToUpperInvariant(), path + (handler.Name is null ? "" : "?handler=" + handler.Name));
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                yield return (method, path);
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\.[a-z0-9]{2,5}$")]
    private static partial Regex HasExtension();
}
