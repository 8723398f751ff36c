using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.Portal;
using LedgerPortal.Proofs;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Papers;

/// <summary>Whose statement a paper is.</summary>
/// <param name="Now">In the business's time zone.</param>
public sealed record StatementOf(BusinessDetails Business, PartyDetails Party, DateTimeOffset Now)
{
    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public Logo? Logo { get; init; }
}

/// <summary>
/// What stands on a statement of account: the rows and balances of the ledger's page, with the version and the hash that
/// say of which state it speaks. It is as long as the period is, so its rows are read while the first pages leave already.
/// </summary>
public sealed class StatementPapers(
    DocumentPapers documents, IStringLocalizer<PortalText> portal, IStringLocalizer<PaperText> paper,
    IStringLocalizer<SharedText> shared, PublicAddress address)
{
    private const int LinesOfPage = 26;

    private const int RowsAtOnce = 500;

    /// <param name="of">Whose statement it is, and when it is made.</param>
    /// <param name="first">The first rows of the period, and its totals.</param>
    /// <param name="goOn">The rows after a place, on the same snapshot.</param>
    /// <param name="check">Where anybody can check version and hash; null for a ledger without entries.</param>
    public async IAsyncEnumerable<PaperPart> Statement(
        StatementOf of, PortalStatement first, Func<StatementKey, Task<PortalStatement>> goOn, Uri? check)
    {
        var (business, currency) = (of.Business, first.Currency);
        var title = portal["Statement.Title"].Value;
        var period = portal["Period.Range", documents.Day(first.Period.From), documents.Day(first.Period.To)].Value;
        yield return documents.Start(
            business, title, period, of.Party.Name, (int)Math.Min(int.MaxValue, first.Totals.Entries), mark: null, LinesOfPage,
            Foot(of, first));
        yield return DocumentPapers.Head(business, title, period, currency.Code) with
        {
            Logo = documents.Picture(of.Logo, business.Name),
        };
        yield return documents.Sides(
            DocumentPartyDetails.Of(business), new DocumentPartyDetails(of.Party.Name, of.Party.TaxId, of.Party.Address),
            toTitle: portal["Document.For"]);
        yield return new PaperFigures(
        [
            new(portal["Statement.Opening"], MoneyText.Balance(first.Opening)),
            new(portal["Statement.Debits"], MoneyText.Format(first.Debits)),
            new(portal["Statement.Credits"], MoneyText.Format(first.Credits)),
            new(portal["Statement.Closing"], MoneyText.Balance(first.Closing)),
        ]);
        yield return Table(first);
        yield return new PaperRows(
        [
            new([documents.Day(first.Period.From), portal["Statement.Opening"], "", "", "", MoneyText.Balance(first.Opening)],
                IsStrong: true),
        ]);
        for (var page = first; ; page = await goOn(page.Next!.Value))
        {
            yield return new PaperRows([.. page.Rows.Select(row => Row(row, currency))]);
            if (page.Next is null)
                break;
        }

        yield return new PaperRows(
        [
            new(
                [
                    // A period that is not over closes as of now.
                    first.Period.To <= of.Today ? documents.Day(first.Period.To) : "",
                    portal["Statement.Closing"],
                    "",
                    MoneyText.Figures(first.Debits),
                    MoneyText.Figures(first.Credits),
                    MoneyText.Balance(first.Closing),
                ],
                IsStrong: true),
        ]);
        if (first.Ledger is { } ledger)
        {
            yield return new PaperNote(portal[
                "Statement.AsOf", ledger.Version, DateText.Moment(of.Now, shared.Months()), business.TimeZone]);
            if (check is not null)
            {
                yield return new PaperPayment(
                    paper["Statement.Check"],
                    [
                        new(paper["Statement.CheckAt"], new Uri(check, ProofLink.Path).AbsoluteUri),
                        new(portal["Statement.Hash"], ledger.HeadHash),
                    ],
                    new PaperCode(PaymentCode.Modules(check.AbsoluteUri), paper["Statement.CheckCode"]));
            }
        }

        yield return new PaperEnd();
    }

    /// <summary>The whole period of a ledger, read while it is being set, all of it of one moment.</summary>
    /// <param name="of">Whose statement it is, and when it is made.</param>
    /// <param name="open">A look at the books: begun when a process is free, so that whoever waits for one holds no connection.</param>
    public async IAsyncEnumerable<PaperPart> Statement(
        StatementOf of, Func<Task<ScopedRead>> open, BusinessId business, PartyId party, Currency currency, StatementPeriod period)
    {
        await using var read = await open();
        Task<PortalStatement> From(StatementKey? after) =>
            PortalStatement.Read(read, business, party, currency, period, after, null, RowsAtOnce);
        var first = await From(null);
        of = of with { Logo = await OwnLogo.Read(read, business) };
        var check = first.Ledger is { } ledger ? ProofLink.Of(address, ledger.Version, ledger.HeadHash) : null;
        await foreach (var part in Statement(of, first, after => From(after), check))
            yield return part;
    }

    private string Foot(StatementOf of, PortalStatement statement) => statement.Ledger is { } ledger
        ? paper["Statement.Foot", ledger.Version, DateText.Moment(of.Now, shared.Months()), ledger.HeadHash]
        : portal["Statement.ComputerGenerated"];

    /// <summary>The balance moves between the opening and what all debits or all credits would make of it.</summary>
    private PaperTable Table(PortalStatement statement)
    {
        var furthest = new[]
        {
            statement.Opening, statement.Closing,
            new Money(statement.Totals.OpeningMinor + statement.Totals.DebitMinor, statement.Currency),
            new Money(statement.Totals.OpeningMinor - statement.Totals.CreditMinor, statement.Currency),
        };
        return new PaperTable(
        [
            // A figure more than a date has: no month's name is wider than that.
            new(portal["Column.Date"], documents.Day(new DateOnly(2000, 3, 28)) + "0"),
            new(portal["Column.Document"]),
            new(portal["Column.Reference"], new string('0', 16)),
            new(portal["Column.Debit"], MoneyText.Figures(statement.Debits), IsFigure: true),
            new(portal["Column.Credit"], MoneyText.Figures(statement.Credits), IsFigure: true),
            new(portal["Column.Balance"], furthest.Select(money => MoneyText.Balance(money)).MaxBy(text => text.Length), IsFigure: true),
        ]);
    }

    private PaperRow Row(StatementRow row, Currency currency)
    {
        var amount = MoneyText.Figures(new Money(row.AmountMinor, currency));
        var kind = portal[$"Kind.{row.FirstKind}"].Value;
        var facts = new List<string>();
        if (row.Number is not null)
            facts.Add(kind);
        if (row.Method is { Length: > 0 } method)
            facts.Add(method);
        if (row.BouncedOn is { } bounced)
            facts.Add(shared["Status.BouncedOn", documents.Day(bounced)]);
        else if (row.ReversedBy is not null)
            facts.Add(shared["Status.Reversed"]);
        var under = new List<string>();
        if (facts.Count > 0)
            under.Add(string.Join(" · ", facts));
        if (row.Narration is { Length: > 0 } narration)
            under.Add(narration);
        return new PaperRow(
            [
                documents.Day(row.DocumentDate),
                row.Number ?? kind,
                row.Reference ?? "",
                row.IsDebit ? amount : "",
                row.IsDebit ? "" : amount,
                MoneyText.Balance(new Money(row.BalanceMinor, currency)),
            ],
            under);
    }
}
