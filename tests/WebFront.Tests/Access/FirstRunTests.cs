using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Dapper;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

public sealed class FirstRunTests : IAsyncLifetime
{
    private const string Password = "seventeen green bicycles";

    private readonly PortalFixture _fixture = new();

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [InlineData("/console/parties")]
    public async Task Without_a_business_every_way_in_leads_to_the_first_run(string path)
    {
        using var browser = _fixture.Portal.Browse();
        var answer = await browser.Get(path);
        Assert.Equal((HttpStatusCode.Redirect, "/first-run"), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task Whoever_does_not_have_the_printed_code_does_not_become_the_owner()
    {
        using var browser = _fixture.Portal.Browse();
        var answer = await browser.Submit("/first-run",
            ("Input.Code", "AAAAA-AAAAA"), ("Input.Email", "thief@example.com"), ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("__Host-console", browser.Cookies.Keys);
        Assert.NotNull(await FirstRun.Code());
    }

    [Fact]
    public async Task The_code_is_limited_to_a_number_of_tries()
    {
        var code = (await FirstRun.Code())!;
        using var scope = _fixture.Portal.Services.CreateScope();
        var operators = scope.ServiceProvider.GetRequiredService<Operators>();
        for (var tries = 0; tries < 50; tries++)
            Assert.Null(await FirstRun.MakeOwner("WRONG-CODES", "thief@example.com", Password, operators));
        Assert.Null(await FirstRun.MakeOwner(code, "thief@example.com", Password, operators));
    }

    [Fact]
    public async Task A_refused_password_does_not_use_up_the_code_and_keeps_what_was_typed()
    {
        var code = (await FirstRun.Code())!;
        using var browser = _fixture.Portal.Browse();
        foreach (var weak in new[] { "short", "passwordpassword1", "qwertyuiopasdfghjkl" })
        {
            var refused = await browser.Submit("/first-run",
                ("Input.Code", code), ("Input.Email", "owner@example.com"), ("Input.Password", weak));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("owner@example.com", refused.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(weak, refused.Body, StringComparison.Ordinal);
        }

        var answer = await browser.Submit("/first-run",
            ("Input.Code", code.ToLowerInvariant()),
            ("Input.Email", "owner@example.com"),
            ("Input.Password", Password));
        Assert.Equal((HttpStatusCode.Redirect, "/first-run/business"), (answer.Status, answer.Location));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/first-run/business")).Status);

        // The code made one owner, and makes no second one.
        Assert.Null(await FirstRun.Code());
        using var other = _fixture.Portal.Browse();
        Assert.Equal("/console/sign-in?return=%2Ffirst-run%2Fbusiness", (await other.Get("/first-run")).Location);
    }

    [Fact]
    public async Task From_the_code_to_the_business_it_takes_two_forms_and_the_usual_is_filled_in()
    {
        using var browser = _fixture.Portal.Browse();
        await browser.Submit("/first-run",
            ("Input.Code", (await FirstRun.Code())!),
            ("Input.Email", "owner@example.com"),
            ("Input.Password", Password));

        var refused = await browser.Submit("/first-run/business",
            ("Input.Name", "Sahyadri Traders"), ("Input.TaxId", "27AAPFU0939F1ZX"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var message = refused.Page.QuerySelector("#Input_TaxId-error")!.TextContent;
        Assert.Contains("GSTIN", message, StringComparison.Ordinal);
        Assert.Contains("Sahyadri Traders", refused.Body, StringComparison.Ordinal);

        var form = ConsoleFixture.Filled(
            refused.Page.QuerySelector<IHtmlFormElement>("main form")!,
            ("Input.Name", "Sahyadri Traders"), ("Input.TaxId", "27aapfu0939f1zv"), ("Input.NextInvoice", "412"));
        var noPicture = await browser.SubmitFile("/first-run/business", form, "Logo", "no picture"u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noPicture.Status);
        Assert.Contains("no PNG or JPEG", noPicture.Page.QuerySelector("#Logo-error")!.TextContent, StringComparison.Ordinal);

        var answer = await browser.SubmitFile("/first-run/business", form, "Logo", Pictures.Png(120, 40));
        Assert.Equal((HttpStatusCode.Redirect, "/console/start"), (answer.Status, answer.Location));

        await using var connection = await _fixture.Database.Databases.Owner.OpenConnectionAsync();
        var business = new BusinessId(await connection.QuerySingleAsync<Guid>("select business from read.business"));
        var details = (await _fixture.Portal.Grains.Get<IBusiness>(business.ToString()).View())!.Details;
        Assert.Equal(
            ("Sahyadri Traders", "27", "INR"),
            (details.LegalName, details.Address.StateCode, details.Currency.Code));
        Assert.Equal((TaxScheme.GstRegular, 412, 4),
            (details.TaxScheme, details.InvoiceSeries.NextNumber, details.FinancialYearStartMonth));

        var logo = (await browser.Get("/console")).Page.QuerySelector(".side-name .logo img, .logo img")!.GetAttribute("src")!;
        Assert.Equal(Pictures.Png(120, 40), (await browser.Get(logo)).Bytes);

        // Done once: nobody comes here again.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/first-run")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/first-run/business")).Status);
        Assert.Equal("/console", (await browser.Get("/")).Location);
    }

    private FirstRun FirstRun => _fixture.Portal.Services.GetRequiredService<FirstRun>();
}
