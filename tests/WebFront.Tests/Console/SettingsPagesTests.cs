using System.Net;
using Dapper;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>On a business of its own: settings concern everyone else's pages.</summary>
public sealed class SettingsPagesTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task The_portal_has_its_settings_and_says_so_on_its_pages()
    {
        var party = await console.AddParty("Greeted");
        var shown = await console.Show("/settings/portal");
        Assert.Equal("30", shown.Page.GetElementById("Input_TokenExpiryDays")!.GetAttribute("value"));
        Assert.Equal("/settings/portal/tokens", shown.Page.QuerySelector("main p.narrow a")!.GetAttribute("href"));
        var saved = await console.Send(
            shown, "/settings/portal", null, ("Input.TokenExpiryDays", "7"), ("Input.ShowCreditNotes", "false"),
            ("Input.WelcomeMessage", "Namaste!\nOrders by noon leave the same day."));
        Assert.Equal("/settings/portal", saved.Location);
        var again = await console.Show("/settings/portal");
        Assert.Equal("7", again.Page.GetElementById("Input_TokenExpiryDays")!.GetAttribute("value"));
        Assert.False(((AngleSharp.Html.Dom.IHtmlInputElement)again.Page.GetElementById("Input_ShowCreditNotes")!).IsChecked);
        using var customer = await console.Books.SignedIn(party);
        Assert.Contains("Namaste!", (await customer.Get("/portal")).Body);

        await console.Send("/settings/portal", null, ("Input.IsEnabled", "false"));
        Assert.Contains("Portal not available", (await customer.Get("/portal")).Body);
        await console.Send("/settings/portal", null, ("Input.IsEnabled", "true"));
        Assert.DoesNotContain("Portal not available", (await customer.Get("/portal")).Body);
    }

    [Theory]
    [InlineData("Input.TokenExpiryDays", "0")]
    [InlineData("Input.TokenExpiryDays", "366")]
    [InlineData("Input.TokenExpiryDays", "a month")]
    [InlineData("Input.DocumentLinkExpiryDays", "0")]
    [InlineData("Input.DocumentLinkExpiryDays", "366")]
    [InlineData("Input.WelcomeMessage", null)]
    public async Task What_is_beyond_the_limits_is_refused_at_its_field(string field, string? value)
    {
        value ??= new string('x', 501);
        var answer = await console.Send("/settings/portal", null, (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, field));
        Assert.Contains(value, answer.Body);
    }

    [Fact]
    public async Task Links_of_documents_live_as_long_as_the_business_says()
    {
        var party = await console.AddParty("Linked");
        await console.Send("/settings/portal", null, ("Input.DocumentLinkExpiryDays", "90"));
        var invoice = DocumentOf(await console.Issue(party, "100"));
        var link = await console.Grains.Get<DocumentLinks.IDocumentLink>($"{console.Business}/{invoice}").View();
        Assert.Equal(link!.CreatedAt.AddDays(90), link.ExpiresAt, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_token_goes_to_the_partys_number_in_the_operators_own_messenger()
    {
        var party = await console.AddParty("Reached");
        await console.Send(
            $"/console/parties/{party}/contacts/new", null, ("Input.Name", "Sunita"), ("Input.Mobile", "98765 43210"));
        const string page = "/settings/portal/tokens?q=reached";
        await console.Send(page, "handler=Generate");
        var row = (await console.Show(page)).Page;
        var send = row.QuerySelector("#list a[href^='https://wa.me/']")!.GetAttribute("href")!;
        Assert.StartsWith("https://wa.me/919876543210?text=", send);
        // The whole link is in the text, its secret behind the # of that text, and not of this address.
        Assert.DoesNotContain('#', send);
        Assert.Contains(Uri.EscapeDataString(row.QuerySelector("[data-copy]")!.GetAttribute("data-copy")!), send);
    }

    [Fact]
    public async Task Tokens_are_made_copied_renewed_and_revoked_from_their_list()
    {
        var party = await console.AddParty("Token party");
        await console.AddParty("Other party");
        const string page = "/settings/portal/tokens?q=token+party";
        Assert.Single((await console.Show(page)).Page.QuerySelectorAll("#list tbody tr"));
        await console.Send(page, "handler=Generate");
        var made = await console.Show(page);
        var link = made.Page.QuerySelector("[data-copy]")!.GetAttribute("data-copy")!;
        Assert.Contains("/p#", link);
        Assert.Contains("owner@sahyadri.example", Said(made));
        Assert.Contains("Token party", Said(await console.Show("/settings/portal/tokens?show=active")));

        using var customer = console.Portal.Browse();
        Assert.Equal("/portal", (await customer.Submit("/p", ("Secret", link[(link.IndexOf('#') + 1)..]))).Location);
        Assert.Contains("phone", Said(await console.Show(page)));

        await console.Send(page, "handler=Revoke");
        Assert.Null((await console.Show(page)).Page.QuerySelector("[data-copy]"));
        Assert.Contains("Token party", Said(await console.Show("/settings/portal/tokens?show=revoked")));
        Assert.NotEqual(HttpStatusCode.OK, (await customer.Get("/portal")).Status);
        Assert.NotEqual(default, party);
    }

    [Fact]
    public async Task The_business_changes_its_details_bank_numbers_and_colour()
    {
        var saved = await console.Send(
            "/settings/business", null, ("Input.Name", "Sahyadri"), ("Input.AccountName", "Sahyadri Distributors Pvt Ltd"),
            ("Input.AccountNumber", "50100012345678"), ("Input.BankName", "HDFC Bank"), ("Input.Ifsc", "hdfc0000007"),
            ("Input.TaxRates", "0, 5  12 18 40 %"), ("Input.HasAccent", "true"), ("Input.AccentColour", "#7a1f5c"));
        Assert.Equal("/settings/business", saved.Location);
        var page = await console.Show("/settings/business");
        Assert.Equal("HDFC0000007", page.Page.GetElementById("Input_Ifsc")!.GetAttribute("value"));
        Assert.Equal("0  5  12  18  40", page.Page.GetElementById("Input_TaxRates")!.GetAttribute("value"));
        Assert.Contains("/theme/7a1f5c.css", page.Body);
        Assert.Contains("First: CN/", Said(page));
    }

    [Theory]
    [InlineData("Input.Name", "")]
    [InlineData("Input.TaxId", "27AAPFU0939F1ZX")]
    [InlineData("Input.InvoicePattern", "INV-{yy}")]
    [InlineData("Input.InvoicePattern", "A-very-long-prefix-{0000}")]
    [InlineData("Input.NextReceipt", "0")]
    [InlineData("Input.RefundPattern", "RF-{yy}")]
    [InlineData("Input.NextRefund", "0")]
    [InlineData("Input.AdvanceRate", "101")]
    [InlineData("Input.AdvanceDescription", "")]
    [InlineData("Input.Ifsc", "NOT AN IFSC")]
    [InlineData("Input.UpiId", "no upi id")]
    [InlineData("Input.TaxRates", "5 18 lots")]
    [InlineData("Input.TimeZone", "Asia/Poona")]
    [InlineData("Input.TermsDays", "400")]
    [InlineData("Input.Email", "nobody")]
    public async Task What_cannot_be_right_of_the_business_is_refused_at_its_field(string field, string value)
    {
        var answer = await console.Send(
            "/settings/business", null,
            [.. new (string Name, string Value)[]
                {
                    ("Input.AccountName", "A"), ("Input.AccountNumber", "1"), ("Input.BankName", "B"), ("Input.Ifsc", ""),
                    ("Input.AdvancesOf", "Services"), ("Input.AdvanceDescription", "Storage"),
                }.Where(own => own.Name != field), (field, value)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, field));
    }

    [Fact]
    public async Task Two_operators_who_change_the_business_at_once_do_not_overwrite_each_other()
    {
        var shown = await console.Show("/settings/business");
        await console.Send("/settings/business", null, ("Input.Phone", "020 1234"));
        var late = await console.Send(shown, "/settings/business", null, ("Input.Phone", "020 9999"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Someone else", FormErrors(late));
    }

    [Fact]
    public async Task A_period_is_closed_refuses_what_is_dated_in_it_and_is_reopened_with_a_reason()
    {
        var party = await console.AddParty("Locked");
        Assert.Equal("/settings/books", (await console.Send("/settings/books", "handler=Lock", ("Input.Through", "2026-03-31"))).Location);
        Assert.Contains("closed up to 31 Mar 2026", Said(await console.Show("/settings/books")));

        var refused = await console.Send(
            $"/console/payments/new?party={party}", null, ("Input.Amount", "10"), ("Input.Method", "Cash"),
            ("Input.Date", "2026-03-31"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("books are closed", Said(refused));
        var back = await console.Send("/settings/books", "handler=Lock", ("Input.Through", "2026-02-28"));
        Assert.Equal(HttpStatusCode.Conflict, back.Status);
        Assert.NotNull(ErrorAt(back, "Input.Through"));

        var unreasoned = await console.Send("/settings/books", "handler=Reopen");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.Status);
        Assert.NotNull(ErrorAt(unreasoned, "Input.Reason"));
        await console.Send("/settings/books", "handler=Reopen", ("Input.Reason", "late bill"));
        Assert.Contains("No period is closed", Said(await console.Show("/settings/books")));
    }

    [Fact]
    public async Task What_was_set_aside_is_shown_with_its_reason_and_tried_again()
    {
        await using (var connection = await console.Database.Databases.Owner.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into journal.outbox (business, stream, version, ordinal, due_at, command_id, obligation, posting_date,
                  attempts, last_error, set_aside_at)
                values (@business, 'invoice/nothing', 1, 0, now() + interval '1 day', gen_random_uuid(), '{}', null, 12,
                  'PeriodLocked: 2026-03-31', now())
                """, new { business = console.Business.Value });
        }

        var page = await console.Show("/settings/books");
        Assert.Contains("The books are closed for this date", Said(page));
        Assert.Contains("tried 12 times", Said(page));
        Assert.Equal("1", Words(page.Page.QuerySelector(".side .count.urgent")));
        Assert.Equal("/settings/books", (await console.Send("/settings/books", "handler=TryAgain")).Location);
        Assert.Contains("Nothing is waiting", Said(await console.Show("/settings/books")));
    }
}
