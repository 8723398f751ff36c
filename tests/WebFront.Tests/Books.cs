using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Testing;

/// <summary>A business with customers, made by the commands that an operator gives.</summary>
public sealed class Books(RunningPortal portal)
{
    public static readonly Currency Rupee = Currency.Parse("INR");

    public BusinessId Business { get; init; } = new(Guid.NewGuid());

    /// <summary>The same business, seen by another process.</summary>
    public Books At(RunningPortal other) => new(other) { Business = Business };

    private IGrains Grains => portal.Grains;

    private IPartyLedger Ledger(PartyId party) =>
        Grains.Get<IPartyLedger>(new LedgerKey(Business, party, Rupee).ToString());

    private LinkSecrets Secrets => portal.Services.GetRequiredService<LinkSecrets>();

    public static CommandId NewId() => new(Guid.NewGuid());

    public async Task<Books> Create()
    {
        (await Grains.Get<IBusiness>(Business.ToString()).Execute(new CreateBusiness
        {
            Id = NewId(),
            By = Actor.System("test"),
            Details = new BusinessDetails
            {
                Name = "Sahyadri Traders",
                LegalName = "Sahyadri Traders",
                Address = new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"),
                TaxScheme = TaxScheme.None,
                Currency = Rupee,
                TimeZone = "Asia/Kolkata",
                FinancialYearStartMonth = 4,
            },
        })).OrThrow();
        return this;
    }

    public async Task<PartyId> AddParty(string name)
    {
        var party = new PartyId(Guid.NewGuid());
        (await Grains.Get<IParty>($"{Business}/{party}").Execute(new CreateParty
        {
            Id = NewId(),
            By = Actor.System("test"),
            Details = new PartyDetails { Name = name, Currency = Rupee },
            IsShared = true,
        })).OrThrow();
        return party;
    }

    /// <summary>Posts a debit, and answers the ledger's version and balance.</summary>
    public async Task<LedgerAnswer> Post(
        PartyId party, long amountMinor, DocumentId? document = null, string? number = null) =>
        (await Ledger(party).Execute(new PostEntry
        {
            Id = NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.Invoice,
            Amount = new Money(amountMinor, Rupee),
            DocumentDate = new DateOnly(2026, 11, 5),
            Document = document,
            Number = number,
        })).OrThrow();

    /// <summary>Posts a payment that settles what is oldest.</summary>
    public async Task<LedgerAnswer> Pay(PartyId party, long amountMinor) =>
        (await Ledger(party).Execute(new PostEntry
        {
            Id = NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.Payment,
            Amount = new Money(amountMinor, Rupee),
            DocumentDate = new DateOnly(2026, 11, 6),
            Method = "UPI",
            Settlement = new SettleOldestDueFirst(),
        })).OrThrow();

    public async Task Rename(PartyId party, string name)
    {
        var grain = Grains.Get<IParty>($"{Business}/{party}");
        var view = (await grain.View())!;
        (await grain.Execute(new ChangeParty
        {
            Id = NewId(),
            By = Actor.System("test"),
            ExpectedVersion = view.Version,
            Details = view.Details with { Name = name },
        })).OrThrow();
    }

    public async Task SwitchSharing(PartyId party, bool isShared) =>
        (await Grains.Get<IParty>($"{Business}/{party}").Execute(
            new SwitchSharing { Id = NewId(), By = Actor.System("test"), IsShared = isShared })).OrThrow();

    public async Task SwitchPortal(bool isEnabled) =>
        (await Grains.Get<IBusiness>(Business.ToString()).Execute(new ChangePortalSettings
        {
            Id = NewId(),
            By = Actor.System("test"),
            Portal = new PortalSettings { IsEnabled = isEnabled },
        })).OrThrow();

    /// <summary>What stands behind the <c>#</c> of a fresh portal link.</summary>
    public async Task<string> GenerateToken(PartyId party, int expiryDays = 30)
    {
        var token = (await Grains.Get<IPortalToken>($"{Business}/{party}").Execute(
            new GenerateToken { Id = NewId(), By = Actor.System("test"), ExpiryDays = expiryDays })).OrThrow();
        return Secrets.Url(LinkPurpose.Portal, token.Link, token.Generation).Fragment[1..];
    }

    /// <summary>What stands behind the <c>#</c> of the document's link.</summary>
    public async Task<string> Share(PartyId party, DocumentId document, LinkedDocument kind = LinkedDocument.Invoice)
    {
        var link = (await Grains.Get<IDocumentLink>($"{Business}/{document}").Execute(new ShareDocument
        {
            Id = NewId(),
            By = Actor.System("test"),
            Party = party,
            Kind = kind,
            ExpiryDays = 30,
        })).OrThrow();
        return Secrets.Url(LinkPurpose.Document, link.Link, link.Generation).Fragment[1..];
    }

    public async Task RevokeShare(DocumentId document) =>
        (await Grains.Get<IDocumentLink>($"{Business}/{document}").Execute(
            new RevokeDocumentLink { Id = NewId(), By = Actor.System("test") })).OrThrow();

    /// <summary>A browser that came in through the link of one document.</summary>
    public async Task<Browser> CameByDocument(PartyId party, DocumentId document)
    {
        var browser = portal.Browse();
        var opened = await browser.Submit("/i", ("Secret", await Share(party, document)));
        Assert.Equal($"/portal/invoices/{document}", opened.Location);
        return browser;
    }

    public async Task RevokeToken(PartyId party) =>
        (await Grains.Get<IPortalToken>($"{Business}/{party}").Execute(
            new RevokeToken { Id = NewId(), By = Actor.System("test") })).OrThrow();

    /// <summary>A browser that came in through the party's link.</summary>
    public async Task<Browser> SignedIn(PartyId party, RunningPortal? at = null)
    {
        var browser = (at ?? portal).Browse();
        var opened = await browser.Submit("/p", ("Secret", await GenerateToken(party)));
        Assert.Equal("/portal", opened.Location);
        return browser;
    }

    public const string Password = "seventeen green bicycles";

    /// <summary>An account in this business, with an authenticator app; answers the app's key.</summary>
    public Task<string> AddOperator(string email, OperatorRole role = OperatorRole.Owner) =>
        AddOperator(portal, Business, email, role);

    /// <inheritdoc cref="AddOperator(string, OperatorRole)"/>
    public static async Task<string> AddOperator(
        RunningPortal portal, BusinessId business, string email, OperatorRole role = OperatorRole.Owner)
    {
        using var scope = portal.Services.CreateScope();
        var made = await scope.ServiceProvider.GetRequiredService<Operators>().Create(email, Password, business, role);
        Assert.True(made.Succeeded, string.Join(", ", made.Errors.Select(error => error.Code)));
        var users = scope.ServiceProvider.GetRequiredService<UserManager<OperatorUser>>();
        var user = (await users.FindByEmailAsync(email))!;
        await users.ResetAuthenticatorKeyAsync(user);
        await users.SetTwoFactorEnabledAsync(user, true);
        return (await users.GetAuthenticatorKeyAsync(user))!;
    }

    public async Task<Browser> SignedInOperator(
        string email = "owner@example.com", RunningPortal? at = null, OperatorRole role = OperatorRole.Owner)
    {
        var key = await AddOperator(email, role);
        var browser = (at ?? portal).Browse();
        Assert.Equal("/console", (await SignIn(browser, email, key)).Location);
        return browser;
    }

    /// <summary>Both steps; the answer to the second.</summary>
    public static async Task<Answer> SignIn(Browser browser, string email, string key, string start = "/console/sign-in")
    {
        var first = await browser.Submit(start, ("Email", email), ("Password", Password));
        Assert.Equal("/console/sign-in/second-step", first.Location);
        return await browser.Submit(first.Location!, ("Code", Totp.Code(key)));
    }

    /// <summary>Moves a moment of the database into the past, in place of waiting for it.</summary>
    public async Task Age(string table, string column, TimeSpan by, PartyId party)
    {
        await using var connection = await portal.Services.GetRequiredService<Database.Databases>()
            .Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"update {table} set {column} = {column} - @by where business = @business and party = @party",
            new { by, business = Business.Value, party = party.Value });
    }
}
