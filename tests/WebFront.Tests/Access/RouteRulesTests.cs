using System.Net;
using System.Text.RegularExpressions;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>Every way through the running program says who may take it, and each role is held to that.</summary>
public sealed partial class RouteRulesTests(RouteRulesTests.Staff staff) : IClassFixture<RouteRulesTests.Staff>
{
    public static TheoryData<OperatorRole> Roles => [.. Staff.Roles];

    [Fact]
    public void Every_route_and_handler_says_who_may()
    {
        var ways = Way.All(staff.Portal.Services).ToList();
        Assert.True(ways.Count > 60, "The routes of the program are no longer found.");
        // The one that the test itself added is found, and no other. The framework adds one that looks for files of the
        // program that were made after it was built, which happens beside its sources only.
        Assert.Equal(
            [$"GET {RunningPortal.ForgottenProbe}"],
            ways.Where(way => way.IsForgotten && way.Route != "/{**path:file}").Select(way => way.ToString()));
    }

    [Fact]
    public void A_handler_without_a_rule_is_found()
    {
        var method = typeof(RouteRulesTests).GetMethod(nameof(A_handler_without_a_rule_is_found))!;
        HandlerRule Handler(IAccessRule? rule) => new("POST", "Remove", method, rule);
        Endpoint Page(params object[] metadata) =>
            new RouteEndpoint(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/page"), 0, new EndpointMetadataCollection(metadata), "page");

        Assert.True(Way.Of(Page(new HandlerRules([Handler(null)]))).Single().IsForgotten);
        Assert.False(Way.Of(Page(new HandlerRules([Handler(new NeedsAttribute(Right.Post))]))).Single().IsForgotten);
    }

    [Fact]
    public async Task A_route_without_a_rule_is_open_to_nobody()
    {
        var answer = await staff.Of(OperatorRole.Owner).Get(RunningPortal.ForgottenProbe);
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.DoesNotContain("open", answer.Body);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_takes_the_ways_that_it_has_the_right_for_and_no_other(OperatorRole role)
    {
        var browser = staff.Of(role);
        var token = await staff.Token(role);
        var tried = 0;
        foreach (var way in Way.All(staff.Portal.Services).Where(way => way.Right is not null))
        {
            var answer = way.Method == "GET"
                ? await browser.Get(way.Address)
                : await browser.Post(way.Address, [new("__RequestVerificationToken", token)]);
            var isRefused = answer.Status == HttpStatusCode.Forbidden;
            Assert.True(isRefused != Staff.May(role, way.Right!.Value), $"{way}: {role} gets {answer.Status}");
            // Who is signed in and may go there meets at most that what is named is not there.
            Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{way}: {answer.Status}");
            tried++;
        }

        Assert.True(tried > 50, $"Only {tried} ways were tried.");
    }

    /// <summary>Written by hand, and not read from the rules: these must never be open wider.</summary>
    [Theory]
    [InlineData("POST", "/settings/business", "Owner")]
    [InlineData("POST", "/settings/business?handler=Logo", "Owner")]
    [InlineData("POST", "/settings/business?handler=RemoveLogo", "Owner")]
    [InlineData("POST", "/settings/portal", "Owner")]
    [InlineData("POST", "/settings/books?handler=Reopen", "Owner")]
    [InlineData("GET", "/settings/portal/tokens", "Owner, Accountant")]
    [InlineData("POST", "/settings/portal/tokens?handler=Generate", "Owner, Accountant")]
    [InlineData("POST", "/console/invoices/new", "Owner, Accountant")]
    [InlineData("POST", "/console/payments/new", "Owner, Accountant")]
    [InlineData("POST", "/console/parties/AAAAAAAAAAAAAAAAAAAAAQ/held/INR/1?handler=Enter", "Owner, Accountant")]
    [InlineData("POST", "/console/parties/AAAAAAAAAAAAAAAAAAAAAQ/held/INR/1?handler=GiveBack", "Owner, Accountant")]
    [InlineData("GET", "/console/parties/new", "Owner, Accountant")]
    [InlineData("GET", "/console", "Owner, Accountant, Collector, Viewer")]
    [InlineData("GET", "/console/invoices", "Owner, Accountant, Collector, Viewer")]
    public async Task What_roles_may_is_what_was_promised(string method, string address, string roles)
    {
        foreach (var role in Staff.Roles)
        {
            var answer = method == "GET"
                ? await staff.Of(role).Get(address)
                : await staff.Of(role).Post(address, [new("__RequestVerificationToken", await staff.Token(role))]);
            Assert.True(
                roles.Split(", ").Contains(role.ToString()) == (answer.Status != HttpStatusCode.Forbidden),
                $"{role}: {answer.Status}");
        }
    }

    [Fact]
    public async Task Who_is_refused_is_told_who_may()
    {
        var answer = await staff.Of(OperatorRole.Viewer).Get("/console/invoices/new");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("Not allowed", answer.Title);
        Assert.Contains("Only accountants and owners of the business may do this.", answer.Body);
        Assert.Contains("You are a viewer here", answer.Body);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Pages_offer_nothing_that_the_role_may_not_do(OperatorRole role) =>
        Assert.Empty(await Refused(staff.Of(role), await staff.Offers(staff.Of(role))));

    /// <summary>The same look with an owner's pages in a viewer's hands: what it is for.</summary>
    [Fact]
    public async Task An_offer_that_would_be_refused_is_found()
    {
        var refused = await Refused(staff.Of(OperatorRole.Viewer), await staff.Offers(staff.Of(OperatorRole.Owner)));
        Assert.Contains("GET /console/invoices/new", refused);
        Assert.Contains($"POST /console/parties/{staff.Party}?handler=Sharing", refused);
    }

    [Fact]
    public async Task A_link_that_lets_a_customer_in_is_shown_to_nobody_who_may_not_share_it()
    {
        var secret = await staff.Books.GenerateToken(staff.Party);
        foreach (var role in Staff.Roles)
        {
            var page = await staff.Of(role).Get($"/console/parties/{staff.Party}");
            Assert.Equal(role is OperatorRole.Owner or OperatorRole.Accountant, page.Body.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_page_answers_no_method_and_no_name_that_it_has_no_handler_for()
    {
        var owner = staff.Of(OperatorRole.Owner);
        var token = await staff.Token(OperatorRole.Owner);
        var answer = await owner.Post("/console?handler=Nothing", [new("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
    }

    private static async Task<List<string>> Refused(Browser browser, IEnumerable<(string Method, string Address)> offers)
    {
        var token = await Staff.TokenOf(browser);
        var refused = new List<string>();
        foreach (var (method, address) in offers)
        {
            var answer = method == "GET"
                ? await browser.Get(address)
                : await browser.Post(address, [new("__RequestVerificationToken", token)]);
            if (answer.Status == HttpStatusCode.Forbidden)
                refused.Add($"{method} {address}");
        }

        return refused;
    }

    /// <summary>One way through the program: a route with a method, or a handler of a page.</summary>
    private sealed partial record Way(string Method, string Route, string? Handler, IAccessRule? Rule, bool HasPolicy)
    {
        public bool IsForgotten => Rule is null && !HasPolicy;

        public Right? Right => (Rule as NeedsAttribute)?.Right;

        /// <summary>With ids of nothing in the place of parameters.</summary>
        public string Address => Parameter().Replace(
            Route.Replace("{entry:long}", "1", StringComparison.Ordinal).Replace("{held:long}", "1", StringComparison.Ordinal)
                .Replace("{currency}", "INR", StringComparison.Ordinal)
                .Replace("{kind}", "adjustment", StringComparison.Ordinal),
            "AAAAAAAAAAAAAAAAAAAAAQ") + (Handler is null ? "" : "?handler=" + Handler);

        public static IEnumerable<Way> All(IServiceProvider services) =>
            services.GetRequiredService<EndpointDataSource>().Endpoints.SelectMany(Of);

        public static IEnumerable<Way> Of(Endpoint endpoint)
        {
            var route = "/" + (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/');
            var hasPolicy = AccessPolicies.HasPolicyThatIsARule(endpoint);
            if (endpoint.Metadata.GetMetadata<HandlerRules>() is { } rules)
            {
                return rules.Handlers.Select(handler =>
                    new Way(handler.HttpMethod.ToUpperInvariant(), route, handler.Name, handler.Rule, hasPolicy));
            }

            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            return methods.Select(method =>
                new Way(method, route, null, endpoint.Metadata.GetMetadata<IAccessRule>(), hasPolicy));
        }

        [GeneratedRegex("[{][^}]*[}]")]
        private static partial Regex Parameter();

        public override string ToString() => $"{Method} {Route}{(Handler is null ? "" : "?handler=" + Handler)}";
    }

    /// <summary>A business with somebody in each role.</summary>
    public sealed class Staff : IAsyncLifetime
    {
        private readonly PortalFixture _portal = new();
        private readonly Dictionary<OperatorRole, Browser> _browsers = [];

        /// <summary>Those that an operator of a business has.</summary>
        public static OperatorRole[] Roles =>
            [OperatorRole.Viewer, OperatorRole.Collector, OperatorRole.Accountant, OperatorRole.Owner];

        public RunningPortal Portal => _portal.Portal;

        public Books Books { get; private set; } = null!;

        public PartyId Party { get; private set; }

        public Browser Of(OperatorRole role) => _browsers[role];

        /// <summary>As it was promised, apart from the program's own table.</summary>
        public static bool May(OperatorRole role, Right right) => right switch
        {
            Right.Read => true,
            Right.Collect => role is OperatorRole.Collector or OperatorRole.Owner,
            Right.Post or Right.Share => role is OperatorRole.Accountant or OperatorRole.Owner,
            _ => role is OperatorRole.Owner,
        };

        public Task<string> Token(OperatorRole role) => TokenOf(Of(role));

        public static async Task<string> TokenOf(Browser browser) =>
            (await browser.Get("/console")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;

        /// <summary>Links and forms of the pages that this person sees.</summary>
        public async Task<List<(string Method, string Address)>> Offers(Browser browser)
        {
            string[] pages =
            [
                "/console", "/console/parties", "/console/invoices", "/console/payments", "/console/credit-notes",
                "/console/start", "/settings/business", "/settings/portal", "/settings/books", "/settings/portal/tokens",
                $"/console/parties/{Party}",
            ];
            var offers = new List<(string, string)>();
            foreach (var page in pages)
            {
                var shown = await browser.Get(page);
                if (shown.Status != HttpStatusCode.OK)
                    continue;
                foreach (var link in shown.Page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!.Split('#')[0]))
                {
                    if (link.StartsWith("/console", StringComparison.Ordinal) || link.StartsWith("/settings", StringComparison.Ordinal))
                        offers.Add(("GET", link));
                }

                foreach (var form in shown.Page.QuerySelectorAll("main form[method=post]").Where(form => form.QuerySelector("button") is not null))
                {
                    var address = form.GetAttribute("action") is { Length: > 0 } action ? action : page;
                    offers.Add(("POST", address));
                }
            }

            return [.. offers.Distinct()];
        }

        public async Task InitializeAsync()
        {
            await _portal.InitializeAsync();
            Books = await new Books(Portal).Create();
            Party = await Books.AddParty("Meera Stores");
            await Books.Post(Party, 100_000);
            foreach (var role in Roles)
                _browsers[role] = await Books.SignedInOperator($"{role}@example.com", role: role);
        }

        public async Task DisposeAsync()
        {
            foreach (var browser in _browsers.Values)
                browser.Dispose();
            await _portal.DisposeAsync();
        }
    }
}
