using System.Net;
using LedgerPortal.Invoices;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class InvoicePagesTests(ConsoleFixture console)
{
    private static readonly (string, string)[] TwoLines =
    [
        ("Input.Date", "2026-10-01"), ("Input.TermsDays", "30"), ("Input.Reference", "PO 77"),
        ("Input.Lines[0].Description", "Sona Masoori rice 25 kg"), ("Input.Lines[0].TaxCode", "1006"),
        ("Input.Lines[0].Quantity", "12"), ("Input.Lines[0].Unit", "bag"), ("Input.Lines[0].UnitPrice", "2,050"),
        ("Input.Lines[0].TaxRatePercent", "5"), ("Input.Lines[0].EventKind", "delivery"),
        ("Input.Lines[0].EventId", "CH-2291"), ("Input.Lines[0].EventTime", "2026-09-30T09:30"),
        // An empty line between two does not count.
        ("Input.Lines[1].Description", ""), ("Input.Lines[1].Quantity", ""), ("Input.Lines[1].UnitPrice", ""),
        ("Input.Lines[1].TaxRatePercent", "18"),
        ("Input.Lines[2].Description", "Refined oil 15 l"), ("Input.Lines[2].Quantity", "6"),
        ("Input.Lines[2].UnitPrice", "2296.825"), ("Input.Lines[2].TaxRatePercent", "5"),
    ];

    [Theory]
    [InlineData("/console/invoices?sort=due&before=50~SD~notadate")]
    [InlineData("/console/invoices?sort=amount&after=50~SD~99999999999999999999")]
    [InlineData("/console/invoices?sort=status&after=50~SD~2026-01-01")]
    [InlineData("/console/parties?sort=oldest&after=50~SD~soon")]
    [InlineData("/settings/portal/tokens?sort=used&after=50~SD~yesterday")]
    public async Task A_place_that_the_order_does_not_have_is_the_start_of_the_list(string address)
    {
        await console.AddParty("Kothrud Provision");
        Assert.Equal(HttpStatusCode.OK, (await console.Owner.Get(address)).Status);
    }

    [Theory]
    [InlineData("/settings/portal/tokens?sort=expires&after=50~SD~infinity")]
    [InlineData("/settings/portal/tokens?sort=used&before=50~SD~2026-11-23 08:02:40.301592%2B00")]
    [InlineData("/console/parties?sort=name&after=50~SD~any text")]
    public async Task A_place_behind_the_end_is_a_page_of_it(string address) => await console.Show(address);

    [Theory]
    [InlineData("/console/invoices?q=%00")]
    [InlineData("/console/parties?q=a%00b")]
    [InlineData("/console/search?q=%00")]
    public async Task A_character_that_no_text_can_have_is_refused_and_breaks_nothing(string address)
    {
        for (var times = 0; times < 20; times++)
            Assert.Equal(HttpStatusCode.NotFound, (await console.Owner.Get(address)).Status);
        await console.Show("/console/parties?sort=name&after=50~SD~any text");
    }

    [Theory]
    [InlineData("Kothrud\0Provision", true)]
    [InlineData("", false)]
    public async Task It_is_refused_in_a_form_with_parts_too(string name, bool isRefused)
    {
        const string page = "/console/parties/new";
        var token = (await console.Show(page)).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var answer = await console.Owner.SubmitFile(
            page, [new("__RequestVerificationToken", token), new("Input.Name", name)], "file", [1]);
        Assert.Equal(isRefused, answer.Status == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task It_is_refused_in_an_encoded_form_with_a_page_that_says_so()
    {
        var answer = await console.Owner.Post("/console/parties/new", [new("Input.Name", "Kothrud\0Provision")]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotNull(answer.Page.QuerySelector("main h1"));
    }

    [Fact]
    public async Task A_draft_is_saved_shown_issued_and_called_back()
    {
        var party = await console.AddParty("Kothrud Provision");
        var saved = await console.Send($"/console/invoices/new?party={party}", null, [("then", "save"), .. TwoLines]);
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var draft = await console.Show(saved.Location!);
        Assert.Equal("Draft", draft.Title);
        Assert.Contains("Taxable ₹38,380.95", Said(draft));
        Assert.Contains("CGST 2.5 % ₹959.52", Said(draft));
        Assert.Contains("Total ₹40,300.00", Said(draft));
        Assert.Contains("delivery CH-2291", Said(draft));
        Assert.Contains("due 31 Oct 2026", Said(draft));

        var issued = await console.Send(saved.Location!, "handler=Issue");
        Assert.Equal(saved.Location, issued.Location);
        var held = await console.Show(issued.Location!);
        Assert.Contains("being issued", Said(held));
        // The bar that offers to take it back stands in the page for ten seconds.
        var undo = held.Page.QuerySelector(".undo form")!;
        Assert.Contains("handler=Recall", undo.GetAttribute("action"));
        var token = undo.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var recalled = await console.Owner.Post(
            undo.GetAttribute("action")!, [new("__RequestVerificationToken", token)]);
        Assert.Equal(saved.Location, recalled.Location);
        Assert.Contains("Called back", (await console.Show(saved.Location!)).Body);
        Assert.Equal("Draft", (await console.Show(saved.Location!)).Title);
    }

    [Fact]
    public async Task Totals_while_typing_are_those_of_the_document()
    {
        var party = await console.AddParty("Totals");
        var page = $"/console/invoices/new?party={party}";
        var form = FormOf(await console.Show(page), null);
        var fragment = await console.Owner.Post(
            page + "&handler=Totals", Filled(form, [.. TwoLines, ("Input.Lines[3].Description", "not yet")]),
            ("HX-Request", "true"));
        Assert.Equal(HttpStatusCode.OK, fragment.Status);
        Assert.Contains("₹40,300.00", fragment.Body);
        Assert.Contains("Round-off", fragment.Body);
        Assert.Contains("1 line is not finished", fragment.Body);
        Assert.Equal("24,600.00", fragment.Page.GetElementById("Input_Lines_0__Net")!.TextContent);
        Assert.Equal("13,780.95", fragment.Page.GetElementById("Input_Lines_2__Net")!.TextContent);
        Assert.Equal("", fragment.Page.GetElementById("Input_Lines_3__Net")!.TextContent);
        Assert.DoesNotContain("<html", fragment.Body);
    }

    [Theory]
    [InlineData("Input.Lines[0].Quantity", "twelve")]
    [InlineData("Input.Lines[0].Quantity", "")]
    [InlineData("Input.Lines[0].Quantity", "1,50")]
    [InlineData("Input.Lines[0].Quantity", "1.2345678")]
    [InlineData("Input.Lines[0].Quantity", "99999999999")]
    [InlineData("Input.Lines[0].UnitPrice", "-5")]
    [InlineData("Input.Lines[0].UnitPrice", "₹")]
    [InlineData("Input.Lines[0].TaxRatePercent", "101")]
    [InlineData("Input.Lines[0].Description", "")]
    [InlineData("Input.Lines[0].EventId", "")]
    [InlineData("Input.Lines[0].EventTime", "yesterday")]
    [InlineData("Input.Date", "31-02-2026")]
    [InlineData("Input.Date", "")]
    [InlineData("Input.Date", "2062-10-01")]
    [InlineData("Input.DueDate", "2026-09-30")]
    [InlineData("Input.TermsDays", "366")]
    public async Task What_cannot_be_right_is_refused_at_its_field_and_the_rest_stays(string field, string value)
    {
        var party = await console.AddParty("Careless");
        (string Name, string Value)[] typed = [.. TwoLines.Where(line => line.Item1 != field), (field, value)];
        var answer = await console.Send($"/console/invoices/new?party={party}", null, [("then", "issue"), .. typed]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, field));
        Assert.Equal("Refined oil 15 l", answer.Page.GetElementById("Input_Lines_2__Description")!.GetAttribute("value"));
        Assert.Equal("PO 77", answer.Page.GetElementById("Input_Reference")!.GetAttribute("value"));
        Assert.Equal(value, answer.Page.GetElementById(field.Replace('.', '_').Replace('[', '_').Replace(']', '_'))!
            is AngleSharp.Html.Dom.IHtmlSelectElement select ? select.Value
            : answer.Page.GetElementById(field.Replace('.', '_').Replace('[', '_').Replace(']', '_'))!.GetAttribute("value"));
        Assert.Contains("No invoices yet", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task An_invoice_without_lines_is_refused()
    {
        var party = await console.AddParty("Nothing");
        var answer = await console.Send($"/console/invoices/new?party={party}", null, ("then", "issue"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("at least one line", FormErrors(answer));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_and_issues_one_invoice()
    {
        var party = await console.AddParty("Twice");
        var page = $"/console/invoices/new?party={party}";
        var shown = await console.Show(page);
        var first = await console.Send(shown, page, null, [("then", "share"), .. TwoLines]);
        var second = await console.Send(shown, page, null, [("then", "share"), .. TwoLines]);
        Assert.Equal(first.Location, second.Location);
        Assert.Contains("₹40,300.00 Dr", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task Without_scripts_more_lines_are_asked_for_and_nothing_is_saved()
    {
        var party = await console.AddParty("No scripts");
        var answer = await console.Send($"/console/invoices/new?party={party}", null, [("then", "lines"), .. TwoLines]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotNull(answer.Page.GetElementById("Input_Lines_7__Description"));
        Assert.Contains("₹40,300.00", Said(answer));
        Assert.Contains("No invoices yet", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task Issued_and_shared_it_has_a_number_and_a_link_that_opens_it_for_the_customer()
    {
        var party = await console.AddParty("Baner Fresh");
        var sent = await console.Send($"/console/invoices/new?party={party}", null, [("then", "share"), .. TwoLines]);
        Assert.EndsWith("#share", sent.Location);
        var page = await console.Show(sent.Location!.Split('#')[0]);
        Assert.Matches("^INV/26-27/[0-9]{6}$", page.Title);
        var link = page.Page.GetElementById("share-url")!.GetAttribute("value")!;
        Assert.Contains(Uri.EscapeDataString(link), page.Page.QuerySelector("a[href^='https://wa.me/']")!.GetAttribute("href"));

        using var customer = console.Portal.Browse();
        var opened = await customer.Submit("/i", ("Secret", link[(link.IndexOf('#') + 1)..]));
        Assert.Equal($"/portal/invoices/{DocumentOf(sent.Location!)}", opened.Location);
        Assert.Contains("₹40,300.00", (await customer.Get(opened.Location!)).Body);

        await console.Send(sent.Location!.Split('#')[0], "handler=RevokeLink");
        Assert.Null((await console.Show(sent.Location!.Split('#')[0])).Page.GetElementById("share-url"));
    }

    [Fact]
    public async Task A_draft_is_changed_only_by_who_saw_it_and_is_discarded_without_a_number()
    {
        var party = await console.AddParty("Wakad Super");
        var draft = (await console.Send($"/console/invoices/new?party={party}", null, [("then", "save"), .. TwoLines])).Location!;
        var shown = await console.Show(draft + "/edit");
        Assert.Equal("2026-09-30T09:30", shown.Page.GetElementById("Input_Lines_0__EventTime")!.GetAttribute("value"));
        Assert.Equal(draft, (await console.Send(draft + "/edit", null, ("then", "save"), ("Input.Lines[0].Quantity", "13"))).Location);
        var late = await console.Send(shown, draft + "/edit", null, ("then", "save"), ("Input.Lines[0].Quantity", "14"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Someone else", FormErrors(late));
        Assert.Equal("14", late.Page.GetElementById("Input_Lines_0__Quantity")!.GetAttribute("value"));

        Assert.Equal($"/console/parties/{party}", (await console.Send(draft, "handler=Discard")).Location);
        Assert.Contains("No invoices yet", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task What_nobody_saw_is_made_void_and_keeps_its_number()
    {
        var party = await console.AddParty("Aundh Bazaar");
        // Issued by the grain without a hold, so that it is not shared.
        var draft = (await console.Send($"/console/invoices/new?party={party}", null, [("then", "save"), .. TwoLines])).Location!;
        await IssueAtOnce(party, draft);
        var number = (await console.Show(draft)).Title;
        var unreasoned = await console.Send(draft, "handler=Void", ("Reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.Status);
        Assert.NotNull(ErrorAt(unreasoned, "Reason"));

        Assert.Equal(draft, (await console.Send(draft, "handler=Void", ("Reason", "typed twice"))).Location);
        var page = await console.Show(draft);
        Assert.Equal(number, page.Title);
        Assert.Contains("is void", Said(page));
        Assert.Contains("₹0.00", Words((await console.Show($"/console/parties/{party}")).Page.QuerySelector(".hero-amount")));
    }

    [Fact]
    public async Task What_was_shared_is_corrected_by_a_credit_note_and_a_draft_copy()
    {
        var party = await console.AddParty("Camp Bakery");
        var sent = (await console.Send($"/console/invoices/new?party={party}", null, [("then", "share"), .. TwoLines])).Location!.Split('#')[0];
        var number = (await console.Show(sent)).Title;
        Assert.DoesNotContain("handler=Void", (await console.Show(sent)).Body);
        var early = await console.Send(sent, "handler=Correct", ("Reason", "wrong rate"), ("Date", "2026-09-01"));
        Assert.NotEqual(HttpStatusCode.Redirect, early.Status);
        Assert.NotNull(ErrorAt(early, "Date"));

        var corrected = await console.Send(sent, "handler=Correct", ("Reason", "wrong rate"), ("Date", console.Today));
        Assert.EndsWith("/edit", corrected.Location);
        var copy = await console.Show(corrected.Location!);
        Assert.Contains($"This corrects {number}", Said(copy));
        Assert.Equal("Sona Masoori rice 25 kg", copy.Page.GetElementById("Input_Lines_0__Description")!.GetAttribute("value"));
        Assert.Contains("₹0.00", Words((await console.Show($"/console/parties/{party}")).Page.QuerySelector(".hero-amount")));
        Assert.Contains("CN/26-27/", Said(await console.Show(sent)));
    }

    [Fact]
    public async Task The_list_filters_sorts_and_finds_by_number_party_and_amount()
    {
        var party = await console.AddParty("Nashik Foods Unique");
        var paid = await console.Issue(party, "1111.11", "2026-05-01");
        var open = await console.Issue(party, "2222.22", "2026-05-02");
        await console.Pay(party, "1,111.00");
        var number = (await console.Show(open)).Title;

        Assert.Equal(2, Rows(await console.Show("/console/invoices?q=nashik+foods+unique")));
        Assert.Equal(1, Rows(await console.Show("/console/invoices?q=" + Uri.EscapeDataString(number))));
        Assert.Equal(1, Rows(await console.Show("/console/invoices?q=2%2C222.00")));
        Assert.Equal(1, Rows(await console.Show($"/console/invoices?party={party}&show=paid")));
        Assert.Equal(1, Rows(await console.Show($"/console/invoices?party={party}&show=overdue")));
        Assert.Equal(0, Rows(await console.Show($"/console/invoices?party={party}&show=void")));
        foreach (var sort in new[] { "date", "due", "status", "amount", "nonsense" })
            Assert.Equal(2, Rows(await console.Show($"/console/invoices?party={party}&sort={sort}")));
        var byAmount = await console.Show($"/console/invoices?party={party}&sort=amount");
        Assert.Equal(number, byAmount.Page.QuerySelector("tbody a.name")!.TextContent);
        Assert.Contains("Sum of 2: ₹3,333.00", Said(byAmount));
        Assert.NotEqual(open, paid);
    }

    private static int Rows(Answer page) => page.Page.QuerySelectorAll("#list tbody tr").Length;

    private async Task IssueAtOnce(PartyId party, string draft)
    {
        var invoice = console.Grains.Get<IInvoice>($"{console.Business}/{DocumentOf(draft)}");
        (await invoice.Execute(new IssueInvoice
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Supplier = new("Sahyadri", null, null),
            Customer = new($"Party {party}", null, null),
            Numbering = Details.InvoiceNumbering(new DateOnly(2026, 10, 1)),
        })).OrThrow();
    }
}
