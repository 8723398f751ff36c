using System.Net;
using LedgerPortal.Api;
using LedgerPortal.Live;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>The IRN of an Indian document, written down by an operator or a program, on pages, papers and files.</summary>
public sealed class RegistrationPagesTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly (string, string)[] Typed =
    [
        ("Registered.Irn", Registrations.Example.Irn.ToUpperInvariant()), ("Registered.AcknowledgementNumber", "112610000000412"),
        ("Registered.AcknowledgedOn", "2026-11-02"), ("Registered.SignedQr", Registrations.Example.SignedQr),
    ];

    [Fact]
    public async Task An_operator_writes_it_into_an_invoice_and_everybody_who_sees_the_invoice_sees_it()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var browser = await customer.SignedIn();
        var page = $"/console/invoices/{invoice}";
        var before = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        Assert.DoesNotContain("IRN", new Pdf(before.Bytes).AllText);

        var shown = await desk.Get(page);
        Assert.Equal(page, (await Send(desk, shown, Typed)).Location);
        // Twice is one wish, and the form is not offered again.
        Assert.Equal(page, (await Send(desk, shown, Typed)).Location);
        var now = await desk.Get(page);
        Assert.DoesNotContain(now.Page.QuerySelectorAll("form"), form => form.GetAttribute("action")?.EndsWith("=Register", StringComparison.Ordinal) is true);
        Assert.Contains(Registrations.Example.Irn, Said(now));
        Assert.Contains("An invoice got its IRN", Said(await desk.Get($"/console/history?document={invoice}")));

        var other = await Send(desk, shown, [
            .. Typed, ("Command", Books.NewId().ToString()), ("Registered.AcknowledgementNumber", "7"),
        ]);
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Contains("another IRN already", Said(other));

        var seen = await browser.Get($"/portal/invoices/{invoice}");
        Assert.Contains(Registrations.Example.Irn, Said(seen));
        Assert.Contains("112610000000412", Said(seen));
        Assert.Contains("02 Nov 2026", Said(seen));
        Assert.StartsWith("data:image/png;base64,", seen.Page.QuerySelector(".registration img")!.GetAttribute("src"));
        var after = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        var paper = new Pdf(after.Bytes).AllText;
        Assert.Contains("E-invoice", paper);
        AssertNames(Registrations.Example.Irn, paper);
        Assert.Contains("112610000000412", paper);
        Assert.Contains("02 Nov 2026", paper);
        Assert.Contains("Signed QR code", paper);
        Assert.Equal(after.Bytes, (await desk.Get($"{page}?handler=Pdf")).Bytes);
        foreach (var form in new[] { "csv", "json" })
        {
            Assert.Contains(Registrations.Example.Irn, (await browser.Get($"/portal/invoices/{invoice}?handler=File&as={form}")).Body);
            Assert.Contains(Registrations.Example.SignedQr, (await desk.Get($"{page}?handler=File&as={form}")).Body);
        }

        Assert.Contains(Registrations.Example.Irn, (await desk.Get($"{page}?handler=Ubl")).Body);
        await using var kept = fixture.Database.Databases.Owner.CreateCommand(
            "select count(*) from access.kept_paper where document = $1 and (pdf = $2 or pdf = $3 and name like '%/registered')");
        kept.Parameters.AddWithValue(invoice.Value);
        kept.Parameters.AddWithValue(before.Bytes);
        kept.Parameters.AddWithValue(after.Bytes);
        Assert.Equal(2L, await kept.ExecuteScalarAsync());
    }

    /// <summary>A registration is no entry of the ledger that such a page watches for everything else.</summary>
    [Fact]
    public async Task A_signed_in_customer_who_has_the_invoice_open_sees_it_come()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var browser = await customer.SignedIn();
        var region = (await browser.Get($"/portal/invoices/{invoice}")).Page.QuerySelector($"[data-watch='{Topic.Document(invoice)}']")!;
        Assert.True(region.HasAttribute("hidden"));
        await using var live = await LiveClient.Connect(fixture.Portal, browser);
        var position = await live.Watch(Topic.Document(invoice));
        Assert.Equal(region.GetAttribute("data-position"), $"{position}");

        await Send(desk, await desk.Get($"/console/invoices/{invoice}"), Typed);

        var change = await live.NextChange();
        Assert.Equal(Topic.Document(invoice), (string?)change["topic"]);
        Assert.True(change["position"]!.GetValue<long>() > position);
        var fresh = await browser.Get(region.GetAttribute("data-refresh")!, ("X-Live", "1"));
        Assert.Contains(Registrations.Example.Irn, fresh.Body);
        var shown = fresh.Page.QuerySelector($"[data-watch='{Topic.Document(invoice)}']")!;
        Assert.False(shown.HasAttribute("hidden"));
        Assert.True(long.Parse(shown.GetAttribute("data-position")!) > position);
    }

    [Fact]
    public async Task What_is_no_answer_of_the_portal_is_refused_at_its_field_and_what_was_typed_stays()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        var shown = await desk.Get($"/console/invoices/{invoice}");
        foreach (var (field, value) in new[]
        {
            ("Registered.Irn", "1234"), ("Registered.AcknowledgementNumber", "11-26"), ("Registered.AcknowledgedOn", "yesterday"),
            ("Registered.SignedQr", Registrations.Other.SignedQr), ("Registered.SignedQr", "https://example.com"),
        })
        {
            var refused = await Send(desk, shown, [.. Typed, (field, value)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.NotNull(ErrorAt(refused, field));
            Assert.Contains(value, refused.Body);
            Assert.NotNull(refused.Page.QuerySelector("details[open] form[action$='=Register']"));
        }

        Assert.Null((await customer.View(invoice))!.Registration);
    }

    [Fact]
    public async Task One_IRN_is_of_one_invoice()
    {
        var customer = await Customer.Create(fixture.Portal);
        var (first, second) = (await customer.Issue(Customer.Today, 1_000m), await customer.Issue(Customer.Today, 2_000m));
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        await Send(desk, await desk.Get($"/console/invoices/{first}"), Typed);
        var refused = await Send(desk, await desk.Get($"/console/invoices/{second}"), Typed);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.NotNull(ErrorAt(refused, "Registered.Irn"));
        Assert.Null((await customer.View(second))!.Registration);
    }

    [Fact]
    public async Task A_program_writes_it_into_a_credit_note()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        var credit = await customer.Credit(invoice, Customer.Today, Customer.Line("Rice", 1, 100m));
        await customer.NumberOfCredit(credit);
        using var program = await ApiClient.Of(
            fixture.Portal, new Books(fixture.Portal) { Business = customer.Business }, ApiScope.Read, ApiScope.Documents);
        var body = new
        {
            irn = Registrations.Other.Irn,
            acknowledgementNumber = "112610000000413",
            acknowledgedOn = "2026-11-03",
            signedQr = Registrations.Other.SignedQr,
        };
        var made = await program.Post($"credit-notes/{credit}/registration", body);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Contains(Registrations.Other.Irn, (await program.Get($"credit-notes/{credit}")).Text);
        Assert.Equal(HttpStatusCode.OK, (await program.Post($"credit-notes/{credit}/registration", body)).Status);
        var other = await program.Post($"credit-notes/{credit}/registration", body with { acknowledgementNumber = "1" });
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal("AlreadyRegistered", other.Code);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await program.Post($"invoices/{invoice}/registration", body with { irn = "12" })).Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await program.Post($"invoices/{Books.NewId()}/registration", body)).Status);
        using var browser = await customer.SignedIn();
        Assert.Contains(Registrations.Other.Irn, Said(await browser.Get($"/portal/credit-notes/{credit}")));
        var paper = new Pdf((await browser.Get($"/portal/credit-notes/{credit}?handler=Pdf")).Bytes).AllText;
        AssertNames(Registrations.Other.Irn, paper);
    }

    /// <summary>In its narrow column it takes several lines, which stand beside those of the next one.</summary>
    private static void AssertNames(string irn, string paper)
    {
        foreach (var part in new[] { irn[..16], irn[^8..] })
            Assert.Contains(part, paper, StringComparison.Ordinal);
    }

    private static Task<Answer> Send(Browser desk, Answer shown, (string, string)[] typed)
    {
        var form = FormOf(shown, "handler=Register");
        return desk.Post(form.GetAttribute("action")!, Filled(form, typed));
    }
}
