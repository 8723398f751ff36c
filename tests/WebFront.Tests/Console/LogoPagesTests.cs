using System.Net;
using System.Text;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Consoles;

/// <summary>A business's logo: chosen in the settings, shown to whom it concerns, on the papers from then on.</summary>
public sealed class LogoPagesTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Settings = "/settings/business";

    [Fact]
    public async Task An_owner_sets_replaces_and_removes_it_and_pages_show_it_at_once()
    {
        var customer = await Customer.Create(fixture.Portal);
        using var desk = await Desk(customer);
        using var browser = await customer.SignedIn();
        Assert.Equal("SD", (await browser.Get("/portal")).Page.QuerySelector(".masthead .logo")!.TextContent.Trim());

        Assert.Equal(Settings, (await Choose(desk, Pictures.Png(120, 40))).Location);
        var shown = await desk.Get(Settings);
        Assert.Equal(2, shown.Page.QuerySelectorAll("img[alt='Logo of Sahyadri Distributors'][width='120'][height='40']").Length);
        var picture = (await browser.Get("/portal")).Page.QuerySelector(".masthead .logo img")!;
        Assert.Equal("Logo of Sahyadri Distributors", picture.GetAttribute("alt"));
        var first = picture.GetAttribute("src")!;
        var answer = await browser.Get(first);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Equal(Pictures.Png(120, 40), answer.Bytes);
        Assert.Equal("max-age=31536000, private, immutable", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Contains("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);

        await Choose(desk, Pictures.Jpeg);
        var second = (await browser.Get("/portal")).Page.QuerySelector(".masthead .logo img")!.GetAttribute("src")!;
        Assert.Equal("image/jpeg", (await browser.Get(second)).Headers["Content-Type"]);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(first)).Status);

        Assert.Equal(Settings, (await Remove(desk)).Location);
        Assert.Null((await browser.Get("/portal")).Page.QuerySelector(".masthead .logo img"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(second)).Status);
        var trail = await desk.Get("/settings/history");
        Assert.Contains("The logo was changed", trail.Body);
        Assert.Contains("The logo was removed", trail.Body);
        // The bytes are in the journal, not in a person's way.
        var file = (await desk.Get("/settings/history?handler=File&as=csv")).Body;
        Assert.Contains("logo-changed", file);
        Assert.DoesNotContain("iVBORw0KGgo", file);
    }

    [Fact]
    public async Task What_is_no_logo_is_refused_at_its_field_and_changes_nothing()
    {
        var customer = await Customer.Create(fixture.Portal);
        using var desk = await Desk(customer);
        await Choose(desk, Pictures.Png());
        foreach (var (file, words) in new (byte[] File, string Words)[]
        {
            ([], "Choose a picture first."),
            ("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "This is no PNG or JPEG picture"),
            (Pictures.Png(10, 10), "between 16 and 2000 pixels"),
            (new byte[Logo.MaxBytes + 1], "more than 200 KB"),
            (new byte[3_000_000], "more than 200 KB"),
        })
        {
            var refused = await Choose(desk, file);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(words, ConsoleFixture.ErrorAt(refused, "Logo"), StringComparison.Ordinal);
            // The rest of the page is as it was.
            Assert.Equal("Sahyadri Distributors", refused.Page.GetElementById("Input_Name")!.GetAttribute("value"));
        }

        Assert.NotNull((await desk.Get(Settings)).Page.QuerySelector(".side .logo img"));
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_wish()
    {
        var customer = await Customer.Create(fixture.Portal);
        using var desk = await Desk(customer);
        var shown = await desk.Get(Settings);
        await Send(desk, shown, "Logo", Pictures.Png());
        Assert.Equal(Settings, (await Send(desk, shown, "Logo", Pictures.Png())).Location);
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>(
            "select count(*) from journal.journal where business = @business and convert_from(data, 'UTF8') like '%\"logo-changed\"%'",
            new { business = customer.Business.Value }));
        Assert.Equal(HttpStatusCode.Conflict, (await Send(desk, shown, "Logo", Pictures.Jpeg)).Status);
    }

    [Fact]
    public async Task Papers_have_it_from_then_on_and_those_made_before_stay_as_they_were()
    {
        var customer = await Customer.Create(fixture.Portal);
        var before = await customer.Issue(Customer.Today, 1_000m);
        var after = await customer.Issue(Customer.Today, 2_000m);
        var credit = await customer.Credit(after, Customer.Today, Customer.Line("Rice", 1, 100m));
        await customer.NumberOfCredit(credit);
        var payment = (await customer.Pay(600m)).Version;
        using var desk = await Desk(customer);
        using var browser = await customer.SignedIn();
        var first = await browser.Get($"/portal/invoices/{before}?handler=Pdf");
        await Choose(desk, Pictures.Png());

        Assert.Equal(first.Bytes, (await browser.Get($"/portal/invoices/{before}?handler=Pdf")).Bytes);
        Assert.False(HasPicture(first));
        foreach (var paper in new[]
        {
            $"/portal/invoices/{after}?handler=Pdf", $"/portal/credit-notes/{credit}?handler=Pdf",
            $"/portal/ledger?handler=Receipt&currency=INR&entry={payment}", "/portal/ledger?handler=Pdf",
        })
        {
            var made = await browser.Get(paper);
            Assert.True(HasPicture(made), $"{paper}: {made.Status}");
            Assert.DoesNotContain("SD", new Pdf(made.Bytes).Lines);
        }

        var kept = await browser.Get($"/portal/invoices/{after}?handler=Pdf");
        await Remove(desk);
        Assert.Equal(kept.Bytes, (await browser.Get($"/portal/invoices/{after}?handler=Pdf")).Bytes);
        Assert.False(HasPicture(await browser.Get("/portal/ledger?handler=Pdf")));
    }

    [Fact]
    public async Task Nobody_but_who_is_at_this_business_gets_its_logo()
    {
        var customer = await Customer.Create(fixture.Portal);
        var stranger = await Customer.Create(fixture.Portal, "Elsewhere");
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        using var desk = await Desk(customer);
        await Choose(desk, Pictures.Png());
        var address = (await desk.Get(Settings)).Page.QuerySelector(".side .logo img")!.GetAttribute("src")!;
        var atPortal = address.Replace("/console/", "/portal/", StringComparison.Ordinal);
        using var link = await customer.WithLinkOf(invoice);
        Assert.Equal(HttpStatusCode.OK, (await link.Get(atPortal)).Status);
        Assert.NotNull((await link.Get($"/portal/invoices/{invoice}")).Page.QuerySelector($".masthead img[src='{atPortal}']"));

        using var foreign = await stranger.SignedIn();
        using var foreignDesk = await Desk(stranger);
        using var nobody = fixture.Portal.Browse();
        Assert.Equal(HttpStatusCode.NotFound, (await foreign.Get(atPortal)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await foreignDesk.Get(address)).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.Get(atPortal)).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.Get(address)).Status);

        // Not by the page's own query either: row level security alone hides it.
        foreach (var (role, party) in new[]
        {
            ("ledgerportal_console", (PartyId?)null), ("ledgerportal_portal", stranger.Party), ("ledgerportal_document", stranger.Party),
        })
        {
            await using var read = await ScopedRead.Open(
                fixture.Database.Databases.Reader, new ReadScope(role, stranger.Business, party), CancellationToken.None);
            Assert.Empty(await read.Rows<string>("select sha256 from read.logo"));
            await using var own = await ScopedRead.Open(
                fixture.Database.Databases.Reader, new ReadScope(role, customer.Business, customer.Party), CancellationToken.None);
            Assert.Single(await own.Rows<string>("select sha256 from read.logo"));
        }
    }

    private static bool HasPicture(Answer pdf) =>
        Encoding.Latin1.GetString(pdf.Bytes).Contains("/Subtype /Image", StringComparison.Ordinal);

    private async Task<Browser> Desk(Customer customer)
    {
        var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        return desk;
    }

    private static async Task<Answer> Choose(Browser desk, byte[] file) => await Send(desk, await desk.Get(Settings), "Logo", file);

    private static async Task<Answer> Remove(Browser desk)
    {
        var form = ConsoleFixture.FormOf(await desk.Get(Settings), "RemoveLogo");
        return await desk.Post(form.GetAttribute("action")!, ConsoleFixture.Filled(form));
    }

    private static Task<Answer> Send(Browser desk, Answer shown, string handler, byte[] file)
    {
        var form = ConsoleFixture.FormOf(shown, $"handler={handler}");
        return desk.SubmitFile(form.GetAttribute("action")!, ConsoleFixture.Filled(form), "Logo", file);
    }
}
