using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Papers;

/// <summary>
/// What stands on the paper of an invoice and of a credit note: the figures that their pages show, taken from the same
/// views. Who stands on it, and under which tax scheme, is as frozen when it was issued. What was paid since is no part of
/// the document, and stands on the page.
/// </summary>
public sealed class DocumentPapers(
    IStringLocalizer<PortalText> portal, IStringLocalizer<PaperText> paper, IStringLocalizer<SharedText> shared)
{
    /// <summary>About so many lines of a document fit a page.</summary>
    private const int LinesOfPage = 18;

    private const int RowsAtOnce = 100;

    /// <param name="invoice">Issued or void, with its number.</param>
    public IEnumerable<PaperPart> Invoice(PortalInvoice invoice, BusinessDetails business)
    {
        var place = TaxSplits.PlaceOfSupply(invoice.Supplier, invoice.Customer, invoice.Content.PlaceOfSupply);
        var title = InvoiceTitles.Of(invoice.Supplier, invoice.Totals, place, business.TaxScheme);
        var name = portal[TitleKey(title)].Value;
        var isVoid = invoice.Status == DocumentStatus.Void;
        yield return Start(
            business, name, invoice.Number!, invoice.Customer.Name, invoice.Content.Lines.Count, isVoid ? paper["Void"].Value : null);
        yield return Head(business, name, invoice.Number!, InvoiceTitles.IsComposition(invoice.Supplier, business.TaxScheme)
            ? paper["Composition"].Value
            : title == InvoiceTitle.TaxInvoice ? paper["Original"].Value : null);
        yield return new PaperFacts([.. InvoiceFacts(invoice, title, place)]);
        yield return Sides(invoice.Supplier, invoice.Customer);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(business.TimeZone);
        foreach (var part in Lines(new DocumentView(invoice.Content, invoice.Totals, invoice.Currency, zone)))
            yield return part;
        if (Registered(invoice.Registration) is { } registered)
            yield return registered;
        if (isVoid)
            yield return new PaperNote(paper["Void.Note"]);
        else if (PaymentDetails.Of(business) is { } details && invoice.Totals.TotalMinor > 0)
            yield return Payment(details, business, new Money(invoice.Totals.TotalMinor, invoice.Currency), invoice.Number!);
        yield return new PaperEnd();
    }

    /// <param name="creditNote">Issued, with its number.</param>
    public IEnumerable<PaperPart> CreditNote(PortalCreditNote creditNote, BusinessDetails business)
    {
        var name = portal["CreditNote.Title"].Value;
        yield return Start(
            business, name, creditNote.Number!, creditNote.Customer.Name, creditNote.Content.Lines.Count, mark: null);
        yield return Head(business, name, creditNote.Number!, note: null);
        var place = TaxSplits.PlaceOfSupply(creditNote.Supplier, creditNote.Customer, creditNote.Content.PlaceOfSupply);
        var facts = new List<PaperFact> { new(portal["CreditNote.Date"], Day(creditNote.Content.Date)) };
        if (creditNote.Invoice is { } invoice)
        {
            facts.Add(new(paper["CreditNote.Against"], invoice.Number));
            facts.Add(new(paper["CreditNote.InvoiceDate"], Day(invoice.Date)));
        }

        if (StateName(place) is { } state && creditNote.Totals.Taxes.Count > 0)
            facts.Add(new(portal["Invoice.PlaceOfSupply"], state));
        yield return new PaperFacts(facts);
        yield return Sides(creditNote.Supplier, creditNote.Customer);
        if (creditNote.Reason is { Length: > 0 } reason)
            yield return new PaperNote(reason, portal["CreditNote.Reason"]);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(business.TimeZone);
        foreach (var part in Lines(new DocumentView(creditNote.Content, creditNote.Totals, creditNote.Currency, zone)))
            yield return part;
        if (Registered(creditNote.Registration) is { } registered)
            yield return registered;
        yield return new PaperEnd();
    }

    /// <summary>The page's name of it.</summary>
    public static string TitleKey(InvoiceTitle title) => title switch
    {
        InvoiceTitle.TaxInvoice => "Invoice.KindTax",
        InvoiceTitle.BillOfSupply => "Invoice.KindBill",
        InvoiceTitle.Invoice => "Invoice.Kind",
        _ => throw new ArgumentOutOfRangeException(nameof(title)),
    };

    internal PaperStart Start(
        BusinessDetails business, string title, string number, string party, int lines, string? mark,
        int linesOfPage = LinesOfPage, string? foot = null)
    {
        var accent = AccentColour.From(AccentColour.IsColour(business.AccentColour) ? business.AccentColour! : ProductColour).Light;
        return new PaperStart(
            paper["Language"],
            $"{title} {number}",
            business.Name,
            accent.Accent.ToString(),
            accent.Ground.ToString(),
            paper["Running", business.Name, title, number, party],
            foot ?? paper["ComputerGenerated"],
            paper["PageOf", "{0}", "{1}"],
            lines / linesOfPage + 1,
            mark);
    }

    internal static PaperHead Head(BusinessDetails business, string title, string number, string? note) => new(
        Initials.Of(business.Name),
        business.Name,
        [.. new[] { business.Phone, business.Email }.Where(one => !string.IsNullOrEmpty(one)).Select(one => one!)],
        title,
        number,
        note);

    /// <summary>The same paper, headed by the business's logo when it has one.</summary>
    internal IEnumerable<PaperPart> With(Logo? logo, IEnumerable<PaperPart> parts) => parts.Select(part => part is PaperHead head
        ? head with { Logo = Picture(logo, head.Name) }
        : part);

    internal PaperPicture? Picture(Logo? logo, string name) => logo is null
        ? null
        : new PaperPicture(logo.WidthPixels, logo.HeightPixels, shared["Logo.Of", name], logo.Content);

    internal PaperSides Sides(DocumentPartyDetails from, DocumentPartyDetails to, string? fromTitle = null, string? toTitle = null) =>
        new([Side(fromTitle ?? portal["Document.From"], from), Side(toTitle ?? portal["Document.To"], to)]);

    internal string Day(DateOnly date) => DateText.Format(date, shared.Months());

    /// <summary>The product's own colour, for a business without one.</summary>
    private const string ProductColour = "#0b6e4f";

    private IEnumerable<PaperFact> InvoiceFacts(PortalInvoice invoice, InvoiceTitle title, string? place)
    {
        yield return new(portal["Invoice.Date"], Day(invoice.Content.Date));
        yield return new(portal["Invoice.DueDate"], Day(invoice.DueDate));
        if (title != InvoiceTitle.Invoice && StateName(place) is { } state)
            yield return new(portal["Invoice.PlaceOfSupply"], state);
        if (invoice.Content.Reference is { Length: > 0 } reference)
            yield return new(portal["Invoice.Reference"], reference);
        // Rule 46(p) of the GST rules asks every tax invoice to say it; no document here charges tax to its customer that way.
        if (title == InvoiceTitle.TaxInvoice)
            yield return new(paper["ReverseCharge"], paper["ReverseCharge.No"]);
    }

    internal string? StateName(string? place) => place is null ? null
        : IndianStates.ByCode.TryGetValue(place, out var state) ? paper["State", state, place]
        : place;

    private PaperSide Side(string title, DocumentPartyDetails side)
    {
        var lines = new List<string>();
        if (side.Address is { } address)
        {
            lines.AddRange(address.Lines);
            if (address.CountryCode == "IN" && IndianStates.ByCode.TryGetValue(address.StateCode ?? "", out var state))
                lines.Add(paper["StateCode", state, address.StateCode!]);
            else if (address.CountryCode != "IN")
                lines.Add(address.CountryCode);
        }

        if (side.TaxId is { Length: > 0 } taxId)
            lines.Add(portal[side.Address?.CountryCode == "IN" ? "Document.Gstin" : "Document.TaxId", taxId]);
        return new PaperSide(title, side.Name, lines);
    }

    private IEnumerable<PaperPart> Lines(DocumentView view)
    {
        var hasCodes = view.Content.Lines.Any(line => line.TaxCode is { Length: > 0 });
        var hasTax = view.Totals.Taxes.Count > 0;
        var rows = view.Lines.Select(line => Row(view, line.Line, line.Net, hasCodes, hasTax)).ToList();
        string Widest(int column) => rows.Select(row => row.Cells[column]).MaxBy(cell => cell.Length) ?? "";
        var columns = new List<PaperColumn> { new(portal["Lines.Item"]) };
        if (hasCodes)
            columns.Add(new(portal[view.Currency.Code == "INR" ? "Lines.Hsn" : "Lines.Code"], Widest(columns.Count)));
        columns.Add(new(portal["Lines.Quantity"], Widest(columns.Count), IsFigure: true));
        columns.Add(new(portal["Lines.Price"], Widest(columns.Count), IsFigure: true));
        if (hasTax)
            columns.Add(new(portal["Lines.Tax"], Widest(columns.Count), IsFigure: true));
        columns.Add(new(portal["Lines.Amount"], Widest(columns.Count), IsFigure: true));
        yield return new PaperTable(columns);
        foreach (var chunk in rows.Chunk(RowsAtOnce))
            yield return new PaperRows(chunk);
        yield return Sums(view);
        if (view.Content.Notes is { Length: > 0 } notes)
            yield return new PaperNote(notes, portal["Document.Notes"]);
    }

    private PaperRow Row(DocumentView view, DocumentLine line, Money net, bool hasCodes, bool hasTax)
    {
        var cells = new List<string> { line.Description };
        if (hasCodes)
            cells.Add(line.TaxCode ?? "");
        cells.Add(QuantityText.Quantity(line.Quantity, line.Unit, view.Currency));
        cells.Add(QuantityText.UnitPrice(line.UnitPrice, view.Currency));
        if (hasTax)
            cells.Add(portal["Lines.Percent", QuantityText.Percent(line.TaxRatePercent)]);
        cells.Add(MoneyText.Format(net));
        var facts = new List<string>();
        if (line.ItemCode is { Length: > 0 } item)
            facts.Add(portal["Lines.ItemOf", item]);
        if (line.Event is { } billed)
        {
            facts.Add(portal["Lines.Event", billed.Kind, billed.EventId]);
            if (billed.OccurredAt is { } at)
                facts.Add(DateText.Moment(view.InZone(at), shared.Months()));
            if (billed.Note is { Length: > 0 } note)
                facts.Add(note);
        }

        return new PaperRow(cells, facts.Count == 0 ? null : [string.Join(" · ", facts)]);
    }

    /// <summary>As the page's own: each tax by rate and component on what it was taken from, then the round-off.</summary>
    private PaperSums Sums(DocumentView view)
    {
        var rows = new List<PaperSum> { new(portal["Totals.Taxable"], MoneyText.Format(view.Of(view.Totals.TaxableMinor))) };
        rows.AddRange(view.Totals.Taxes.Select(tax => new PaperSum(
            portal["Tax.Of", tax.Component, QuantityText.Percent(tax.RatePercent), MoneyText.Format(view.Of(tax.TaxableMinor))],
            MoneyText.Format(view.Of(tax.AmountMinor)))));
        if (view.Totals.RoundOffMinor != 0)
            rows.Add(new(portal["Totals.RoundOff"], MoneyText.Format(view.Of(view.Totals.RoundOffMinor))));
        var total = view.Of(view.Totals.TotalMinor);
        rows.Add(new(portal["Totals.Total"], MoneyText.Format(total), IsStrong: true));
        return new PaperSums(rows, AmountInWords.Of(total, paper) is { } words ? new(paper["InWords"], words) : null);
    }

    private PaperPayment? Registered(Registration? registration) => registration is null ? null : new PaperPayment(
        portal["Registration.Title"],
        [
            new(portal["Registration.Irn"], registration.Irn),
            new(portal["Registration.Acknowledgement"], registration.AcknowledgementNumber),
            new(portal["Registration.On"], Day(registration.AcknowledgedOn)),
        ],
        new PaperCode(PaymentCode.Modules(registration.SignedQr), paper["Code.Registration"], SidePoints: 158));

    private PaperPayment Payment(PaymentDetails details, BusinessDetails business, Money amount, string reference)
    {
        var facts = new List<PaperFact>();
        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                facts.Add(new(portal[key], value));
        }

        Add("Pay.Upi", details.UpiId);
        Add("Pay.AccountName", details.Bank?.AccountName);
        Add("Pay.Iban", details.Bank?.Iban);
        if (string.IsNullOrEmpty(details.Bank?.Iban))
            Add("Pay.AccountNumber", details.Bank?.AccountNumber);
        Add("Pay.Ifsc", details.Bank?.Ifsc);
        Add("Pay.Bic", details.Bank?.Bic);
        Add("Pay.BankName", details.Bank?.BankName);
        Add("Pay.Reference", reference);
        return new PaperPayment(
            portal["Pay.How"], facts, PaymentCode.Of(details, business.LegalName, amount, reference, paper));
    }
}
