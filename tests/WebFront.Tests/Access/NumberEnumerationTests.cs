using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LedgerPortal.Access;

/// <summary>Nobody learns whether a number is known: not by bytes, not by status, not by time, not by what is limited.</summary>
public sealed partial class NumberEnumerationTests(NumberEnumerationTests.Host host, ITestOutputHelper output)
    : IClassFixture<NumberEnumerationTests.Host>
{
    private const double MostAccuracy = 0.55;

    /// <summary>Of each kind; <c>./bench access</c> asks for more.</summary>
    private static readonly int Answers =
        int.TryParse(Environment.GetEnvironmentVariable("TIMING_ANSWERS"), out var answers) ? answers : 150;

    [Fact]
    public async Task Every_answer_on_the_way_is_the_same_bytes_for_a_known_and_an_unknown_number()
    {
        var known = await Walk(await host.NewKnown());
        var unknown = await Walk(PhoneBook.NewNumber());
        Assert.True(known.Count > 10);
        AreTheSame(known, unknown);
    }

    [Fact]
    public async Task An_answer_that_tells_is_found_by_the_same_comparison()
    {
        using var browser = host.Portal.Browse();
        var known = await browser.Post("/careless-sign-in", [new("Number", await host.NewKnown())]);
        var unknown = await browser.Post("/careless-sign-in", [new("Number", PhoneBook.NewNumber())]);
        Assert.NotEqual(Told(known, "–"), Told(unknown, "–"));
    }

    [Fact]
    public async Task Limits_are_met_at_the_same_request_for_a_known_and_an_unknown_number()
    {
        var known = await Limits(await host.NewKnown());
        var unknown = await Limits(PhoneBook.NewNumber());
        Assert.Contains(known, answer => answer.StartsWith("429", StringComparison.Ordinal));
        AreTheSame(known, unknown);
    }

    [Fact]
    public async Task No_clock_tells_a_known_number_from_an_unknown_one()
    {
        // A classifier that guesses is right in half of the cases, more or less: what is above the bound in one sample must
        // be above it in another one, twice as large, to count.
        var accuracy = await Accuracy("/sign-in", Answers);
        if (accuracy > MostAccuracy)
            accuracy = await Accuracy("/sign-in", 2 * Answers + 100);
        output.WriteLine($"a classifier on {Answers} answers of each kind is right in {accuracy:P1} of the cases");
        Assert.True(accuracy <= MostAccuracy, $"Known numbers are told from unknown ones in {accuracy:P1} of the cases.");
    }

    [Fact]
    public async Task An_early_return_is_found_by_the_same_clock()
    {
        var accuracy = await Accuracy("/careless-sign-in", 60);
        Assert.True(accuracy > MostAccuracy, $"The clock tells nothing: {accuracy:P1}.");
    }

    /// <summary>The whole way with wrong codes, up to where only the right code leads on.</summary>
    private async Task<List<string>> Walk(string number)
    {
        using var phone = host.Portal.Browse();
        var told = new List<string>();
        async Task<Answer> Note(Task<Answer> going)
        {
            var answer = await going;
            told.Add(Told(answer, number));
            return answer;
        }

        await Note(phone.Submit("/sign-in", ("Number", number)));
        var page = await Note(phone.Get("/sign-in/code"));
        await host.Phones.Quiet();
        await Note(phone.Get("/sign-in/code"));
        var asked = await Note(phone.Submit("/sign-in/code?handler=Help", page));
        await Note(phone.Get(asked.Location!));
        await host.Phones.Quiet();
        await Note(phone.Get("/sign-in/choose"));
        await Note(phone.Submit("/sign-in/code?handler=Resend", page));
        for (var i = 0; i < 6; i++)
            await Note(phone.Submit("/sign-in/code", page, ("Code", "000000")));
        await Note(phone.Get("/sign-in/choose"));
        await Note(phone.Get("/portal"));
        return told;
    }

    private async Task<List<string>> Limits(string number)
    {
        var told = new List<string>();
        using var page = host.Portal.Browse();
        for (var i = 0; i < 22; i++)
        {
            using var browser = host.Portal.Browse();
            told.Add(Told(await browser.Submit("/sign-in", ("Number", number)), number));
        }

        return told;
    }

    /// <summary>One by one, so that a failure shows where they part.</summary>
    private static void AreTheSame(List<string> known, List<string> unknown)
    {
        Assert.Equal(known.Count, unknown.Count);
        for (var i = 0; i < known.Count; i++)
            Assert.Equal(known[i], unknown[i]);
    }

    /// <summary>What an answer tells, without what is random in every answer.</summary>
    private static string Told(Answer answer, string number)
    {
        var body = Token().Replace(answer.Body.Replace(number.TrimStart('+'), "NUMBER", StringComparison.Ordinal), "");
        var headers = answer.Headers
            .Where(header => header.Key is not ("Date" or "Set-Cookie" or "Retry-After"))
            .Select(header => $"{header.Key}: {header.Value}").Order();
        var cookies = answer.Headers.TryGetValue("Set-Cookie", out var set) ? Value().Replace(set, "=…;") : "";
        // Seconds pass between one walk and the other.
        return $"{(int)answer.Status} {string.Join('\n', headers)} {cookies} {Seconds().Replace(body, "N seconds")}";
    }

    /// <summary>
    /// How often a threshold that was learned on one half of the samples is right on the other half. Known and unknown
    /// numbers come in turn, so that whatever else the machine does meets both.
    /// </summary>
    private async Task<double> Accuracy(string path, int samples)
    {
        using var browser = host.Portal.Browse();
        var shown = await browser.Get("/sign-in");
        var token = shown.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var known = new double[samples];
        var unknown = new double[samples];
        var random = new Random(4711);
        for (var i = -10; i < samples; i++)
        {
            var isKnownFirst = random.Next(2) == 0;
            for (var turn = 0; turn < 2; turn++)
            {
                var isKnown = isKnownFirst == (turn == 0);
                var number = host.Next(isKnown);
                // Another browser each time, as far as the program can see.
                browser.SetCookie(CodeCookie.Name, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
                var began = Stopwatch.GetTimestamp();
                await browser.Post(path, [new("Number", number), new("__RequestVerificationToken", token)]);
                var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (i >= 0)
                    (isKnown ? known : unknown)[i] = took;
            }
        }

        var half = samples / 2;
        var threshold = known[..half].Concat(unknown[..half]).MaxBy(
            candidate => Math.Abs(known[..half].Count(time => time <= candidate) - unknown[..half].Count(time => time <= candidate)));
        var isKnownQuicker = known[..half].Count(time => time <= threshold) > unknown[..half].Count(time => time <= threshold);
        var right = known[half..].Count(time => time <= threshold == isKnownQuicker)
            + unknown[half..].Count(time => time <= threshold != isKnownQuicker);
        return right / (2.0 * (samples - half));
    }

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Token();

    [GeneratedRegex("=[^;]+;")]
    private static partial Regex Value();

    [GeneratedRegex(@"\d+ seconds?")]
    private static partial Regex Seconds();

    /// <summary>
    /// The portal, and beside it what it would be if somebody meant well: a sign-in that says at once when nobody knows the
    /// number.
    /// </summary>
    public sealed class Host : IAsyncLifetime
    {
        /// <summary>Each is asked about some fourteen times, which is less than a day's limit.</summary>
        private const int Numbers = 45;

        private readonly TemporaryFolder _folder = new();
        private TestDatabase? _database;
        private Books _books = null!;
        private PartyId _party;

        public RunningPortal Portal { get; private set; } = null!;

        public PhoneBook Phones => new(Portal, _database!);

        private readonly List<string> _known = [];
        private readonly List<string> _unknown = [];
        private int _asked;
        private int _askedUnknown;

        /// <summary>Known and unknown numbers in turn, so that each has been asked about as often.</summary>
        public string Next(bool isKnown) =>
            isKnown ? _known[_asked++ % Numbers] : _unknown[_askedUnknown++ % Numbers];

        public async Task InitializeAsync()
        {
            _database = await PostgresServer.CreateDatabaseAsync();
            Portal = await RunningPortal.Start(
                _database.Databases,
                new AccessSettings { DataFolder = _folder.Path, CodeTriesPerMinute = 100_000, CodesPerNumberAnHour = 19 },
                map: app => app.MapPost("/careless-sign-in", Careless).AllowAnonymous().DisableAntiforgery());
            _books = await new Books(Portal).Create();
            _party = await _books.AddParty("Kulkarni Stores");
            for (var i = 0; i < Numbers; i++)
            {
                _known.Add(await NewKnown());
                _unknown.Add(PhoneBook.NewNumber());
            }
        }

        public async Task<string> NewKnown()
        {
            var number = PhoneBook.NewNumber();
            await Phones.Save(_books, _party, number);
            return number;
        }

        public async Task DisposeAsync()
        {
            await Portal.DisposeAsync();
            await _database!.DisposeAsync();
            _folder.Dispose();
        }

        private static async Task<string> Careless(
            HttpContext context, SignInCodes codes, Persons persons, IFormCollection form)
        {
            var number = form["Number"].ToString();
            if ((await persons.At(Notices.Medium.Mobile, number, context.RequestAborted)).Count == 0)
                return "Nobody knows this number.";
            await codes.Ask(number, CodeCookie.Give(context), null, null, context.RequestAborted);
            return "A code is on its way.";
        }
    }
}
