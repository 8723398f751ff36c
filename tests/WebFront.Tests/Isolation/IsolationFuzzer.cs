using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using LedgerPortal.Access;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Isolation;

/// <summary>Somebody who got in, and what is none of theirs.</summary>
/// <param name="Enter">Gets in anew: a request may have ended the session before.</param>
public sealed record Curious(string Name, Func<Task<Entrance>> Enter, IReadOnlyList<Property> Hidden);

/// <param name="Browser">With the cookies of a session, or none.</param>
/// <param name="Key">Of the API, in place of a session.</param>
/// <param name="FormToken">With which this session's forms are taken.</param>
public sealed record Entrance(Browser Browser, string? Key = null, string? FormToken = null);

/// <param name="Requests">How many were sent.</param>
/// <param name="Leaks">What was seen that should not be, in words.</param>
public sealed record FuzzReport(int Requests, int Routes, int Answered, IReadOnlyList<string> Leaks);

/// <summary>
/// Tries every route and handler of the running program with ids that belong to others in every place that takes one:
/// nothing of theirs may come back, and what is not theirs must look as what is not there, to the byte. From a seed.
/// </summary>
public sealed partial class IsolationFuzzer(RunningPortal portal, IReadOnlyList<Curious> curious, int seed)
{
    private const int RequestsOfOneSession = 200;

    private static readonly string[] QueryPlaces = ["party", "invoice", "document", "contact", "business", "currency", "entry", "before", "after"];
    private static readonly string[] FormPlaces = ["party", "invoice", "document", "contact", "key", "webhook", "business"];

    private readonly Random _random = new(seed);
    private readonly List<string> _leaks = [];
    private readonly HashSet<string> _routes = [];
    private int _requests;
    private int _answered;

    private sealed record Way(string Method, string Route, string? Handler, IReadOnlyList<string> Places);

    /// <summary>At least so many requests, spread over everybody and everything.</summary>
    public async Task<FuzzReport> Run(int requests)
    {
        var ways = Ways(portal.Services);
        while (_requests < requests)
        {
            foreach (var somebody in curious)
            {
                var entrance = await somebody.Enter();
                await Watch(somebody, entrance);
                for (var count = 0; count < RequestsOfOneSession && _requests < requests; count++)
                    await Try(somebody, entrance, ways[_random.Next(ways.Count)]);
                entrance.Browser.Dispose();
            }
        }

        return new FuzzReport(_requests, _routes.Count, _answered, _leaks);
    }

    /// <summary>Each route with its methods, each page with its handlers; what ends the session itself is left out.</summary>
    private static List<Way> Ways(IServiceProvider services)
    {
        var ways = new List<Way>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (route.Contains("sign-out", StringComparison.Ordinal) || route.EndsWith("failing-probe", StringComparison.Ordinal) || route.Contains("**", StringComparison.Ordinal)
                || route.StartsWith("/live", StringComparison.Ordinal))
            {
                continue;
            }

            var places = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToList();
            if (endpoint.Metadata.GetMetadata<HandlerRules>() is { } rules)
            {
                ways.AddRange(rules.Handlers.Select(
                    handler => new Way(handler.HttpMethod.ToUpperInvariant(), route, handler.Name, places)));
                continue;
            }

            ways.AddRange((endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => new Way(method, route, null, places)));
        }

        // Files of the program are the same for everybody: one of them is enough.
        return [.. ways.Where(way => way.Places.Count > 0 || !HasExtension().IsMatch(way.Route))];
    }

    private async Task Try(Curious somebody, Entrance entrance, Way way)
    {
        var target = somebody.Hidden[_random.Next(somebody.Hidden.Count)];
        var foreign = new List<(string Foreign, string Nothing)>();
        string In(string place)
        {
            var (id, nothing) = IdFor(target, place);
            foreign.Add((id, nothing));
            return id;
        }

        var path = Place().Replace(way.Route, match => In(match.Groups["name"].Value));
        var query = new List<string>();
        if (way.Handler is not null)
            query.Add("handler=" + way.Handler);
        foreach (var place in QueryPlaces.Where(_ => _random.Next(6) == 0))
            query.Add($"{place}={In(place)}");
        var address = path + (query.Count == 0 ? "" : "?" + string.Join('&', query));
        var fields = FormPlaces.Select(place => (place, Value: In(place))).ToList();
        var seen = await Send(entrance, way.Method, address, fields);
        Look(somebody, way, address, seen);

        // The same with ids of nothing: not yours and not there must be one answer.
        var isNamed = foreign.Exists(pair => pair.Foreign.Length == Id.TextLength && address.Contains(pair.Foreign, StringComparison.Ordinal));
        if (!isNamed || way.Method != "GET")
            return;
        var empty = foreign.Aggregate(address, (text, pair) => text.Replace(pair.Foreign, pair.Nothing, StringComparison.Ordinal));
        var nothing = await Send(entrance, way.Method, empty, fields);
        var (one, other) = (Plain(seen.Body), Plain(nothing.Body));
        if (seen.Status != nothing.Status || one != other)
        {
            _leaks.Add($"{somebody.Name}: {way.Method} {way.Route} tells {target.Whose}'s from nothing: {seen.Status} and "
                + $"{nothing.Status} of {address} {Difference(one, other)}");
        }
    }

    private async Task<(int Status, string Body, string Cookies)> Send(
        Entrance entrance, string method, string address, IReadOnlyList<(string Name, string Value)> fields)
    {
        _requests++;
        // What the last form told its sender is shown once, by whatever page comes next.
        if (entrance.Browser.Cookies.ContainsKey("__Host-notice"))
            entrance.Browser.SetCookie("__Host-notice", "");
        var isApi = address.StartsWith("/api", StringComparison.Ordinal);
        HttpContent? content = null;
        if (method is not ("GET" or "HEAD" or "DELETE"))
        {
            content = isApi
                ? new StringContent(
                    "{" + string.Join(',', fields.Where(field => field.Name is "party" or "invoice")
                        .Select(field => $"\"{field.Name}\":\"{field.Value}\"")) + "}",
                    MediaTypeHeaderValue.Parse("application/json"))
                : new FormUrlEncodedContent(
                [
                    .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)),
                    new("Command", Id.Text(Guid.NewGuid())),
                    new("__RequestVerificationToken", entrance.FormToken ?? ""),
                ]);
        }

        (string, string)[] headers = entrance.Key is null
            ? []
            : [("Authorization", "Bearer " + entrance.Key), ("Idempotency-Key", Guid.NewGuid().ToString())];
        var answer = await entrance.Browser.Send(new HttpMethod(method), address, content, "same-origin", headers);
        if ((int)answer.Status < 400)
            _answered++;
        // Cookies are given when a browser has none, whatever was asked for: they are looked at, and not compared.
        string Headers(bool areCookies) => string.Join(
            '\n', answer.Headers.Where(header => header.Key == "Set-Cookie" == areCookies).Select(header => header.Value));
        return ((int)answer.Status, answer.Body + Headers(areCookies: false), Headers(areCookies: true));
    }

    private void Look(Curious somebody, Way way, string address, (int Status, string Body, string Cookies) seen)
    {
        _routes.Add($"{way.Method} {way.Route} {way.Handler}");
        foreach (var property in somebody.Hidden)
        {
            foreach (var mark in property.Marks.Where(
                mark => (seen.Body + seen.Cookies).Contains(mark, StringComparison.OrdinalIgnoreCase)))
                _leaks.Add($"{somebody.Name}: {way.Method} {address} shows {mark} of {property.Whose}");
        }

        if (seen.Status >= 500)
            _leaks.Add($"{somebody.Name}: {way.Method} {address} breaks with {seen.Status}");
    }

    /// <summary>Every topic that another one's ids make. A topic of another's is refused, or one in which nothing happens.</summary>
    private async Task Watch(Curious somebody, Entrance entrance)
    {
        if (entrance.Browser.Cookies.Count == 0)
            return;
        await using var page = await LiveClient.Connect(portal, entrance.Browser);
        foreach (var property in somebody.Hidden)
        {
            var topics = property.Ids.GetValueOrDefault("party", [])
                .SelectMany(party => new[] { $"party/{party}", $"ledger/{party}/INR" })
                .Concat(property.Ids.GetValueOrDefault("document", []).Select(document => $"document/{document}"));
            foreach (var topic in topics)
            {
                _requests++;
                _routes.Add("hub " + topic.Split('/')[0]);
                try
                {
                    if (await page.Watch(topic) is > 0 and var position)
                        _leaks.Add($"{somebody.Name}: topic {topic} of {property.Whose} stands at {position}");
                }
                catch (LiveErrorException)
                {
                    // There is no such topic: as it should be.
                }
            }
        }
    }

    /// <summary>An id of the other that fits the place, or one that does not; and one of nothing beside it.</summary>
    private (string Foreign, string Nothing) IdFor(Property target, string place)
    {
        switch (place)
        {
            case "currency":
                return ("INR", "INR");
            case "entry" or "held" or "delivery" or "debit" or "before":
                var number = _random.Next(1, 5).ToString(CultureInfo.InvariantCulture);
                return (number, number);
            case "kind":
                return ("adjustment", "adjustment");
        }

        var fitting = target.Ids.GetValueOrDefault(place);
        if (fitting is null || _random.Next(5) == 0)
            fitting = [.. target.Ids.Where(ids => ids.Key != "entry").SelectMany(ids => ids.Value)];
        var nothing = Id.Text(Guid.NewGuid());
        return fitting.Count == 0 ? (nothing, nothing) : (fitting[_random.Next(fitting.Count)], nothing);
    }

    private static string Difference(string one, string other)
    {
        var at = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        string Around(string text) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)].ReplaceLineEndings(" ");
        return $"«{Around(one)}» «{Around(other)}»";
    }

    /// <summary>
    /// Without what is another one in every answer: tokens, ids, wishes. A PDF that is made for its reader names its minute
    /// within what is compressed: that it came is what is compared.
    /// </summary>
    private static string Plain(string body) =>
        body.StartsWith("%PDF", StringComparison.Ordinal) ? "%PDF" : Changing().Replace(body, "…");

    // The authenticator's page shows a fresh key each time, as a picture and in groups of four.
    [GeneratedRegex(@"data:image/[^""]+|([A-Z2-7]{4} ){3,}[A-Z2-7]{4}|[A-Za-z0-9_\-]{20,}|\d\d:\d\d:\d\d|\b\d{9,}\b")]
    private static partial Regex Changing();

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\.[a-z0-9]{2,5}$")]
    private static partial Regex HasExtension();
}
