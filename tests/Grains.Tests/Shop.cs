using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LedgerPortal.Grains.Tests;

/// <summary>
/// A business of its own on a real database, run by the real host; beside it a host that dies after each commit, so that
/// every promise stays in the outbox and can be kept one by one, twice, or by two processes at once.
/// </summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly DatabaseFixture _fixture;
    private readonly EmbeddedHost _host;
    private readonly EmbeddedHost _other;
    private readonly Dying _dying;
    private readonly Dying _dyingToo;

    public Shop(DatabaseFixture fixture, TimeProvider? time = null)
    {
        _fixture = fixture;
        Time = time ?? TimeProvider.System;
        _host = new EmbeddedHost(fixture.Databases.Writer, Time, NullLoggerFactory.Instance);
        _other = new EmbeddedHost(fixture.Databases.Writer, Time, NullLoggerFactory.Instance);
        _dying = new Dying(_host.Journal, fixture.Databases.Writer, Time);
        _dyingToo = new Dying(_other.Journal, fixture.Databases.Writer, Time);
    }

    public BusinessId Business { get; } = new(Guid.NewGuid());

    public TimeProvider Time { get; }

    public PartyId Party { get; } = new(Guid.NewGuid());

    public IGrains Grains => _host.Grains;

    public ILiveFeed Feed => _host.Feed;

    /// <summary>Accepts commands and then dies: no promise is tried.</summary>
    public IGrains DyingGrains => _dying.Grains;

    public static DocumentId NewDocument() => new(Guid.NewGuid());

    /// <summary>Of a process that has just started: it knows what the journal has.</summary>
    public IGrains FreshGrains => new Dying(_host.Journal, _fixture.Databases.Writer, Time).Grains;

    public IInvoice Invoice(DocumentId document) => Grains.Get<IInvoice>($"{Business}/{document}");

    public ICreditNote CreditNote(DocumentId document) => Grains.Get<ICreditNote>($"{Business}/{document}");

    public IPartyLedger Ledger(PartyId? party = null) =>
        Grains.Get<IPartyLedger>(new LedgerKey(Business, party ?? Party, Examples.Rupees).ToString());

    public IBusiness Settings => Grains.Get<IBusiness>(Business.ToString());

    public async Task Open()
    {
        (await Settings.Execute(new CreateBusiness
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Details = Examples.BusinessDetails,
        })).OrThrow();
        (await Settings.Execute(new ChangeLogo { Id = Examples.NewId(), By = Examples.Operator, Content = Pictures.Png() })).OrThrow();
        await AddParty(Party);
    }

    public async Task<PartyId> AddParty(PartyId? party = null)
    {
        var id = party ?? new PartyId(Guid.NewGuid());
        (await Grains.Get<IParty>($"{Business}/{id}").Execute(new CreateParty
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Details = Examples.PartyDetails with { Code = null },
        })).OrThrow();
        return id;
    }

    public Task<PartyId[]> AddParties(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => AddParty()));

    /// <summary>An invoice of ₹1,180.00, issued, numbered and posted.</summary>
    public async Task<DocumentId> Issue(PartyId? party = null, IGrains? grains = null, IssueInvoice? issue = null)
    {
        var document = NewDocument();
        var invoice = (grains ?? Grains).Get<IInvoice>($"{Business}/{document}");
        (await invoice.Execute(Invoices.InvoiceScenario.Draft with { Party = party ?? Party })).OrThrow();
        (await invoice.Execute(issue ?? Invoices.InvoiceScenario.Issue)).OrThrow();
        return document;
    }

    public async Task<InvoiceView> View(DocumentId invoice) =>
        await FreshGrains.Get<IInvoice>($"{Business}/{invoice}").View()
        ?? throw new InvalidOperationException("There is no such invoice.");

    public async Task<CreditNoteView> ViewCreditNote(DocumentId creditNote) =>
        await FreshGrains.Get<ICreditNote>($"{Business}/{creditNote}").View()
        ?? throw new InvalidOperationException("There is no such credit note.");

    public async Task<long> BalanceMinor(PartyId? party = null) => (await FreshGrains
        .Get<IPartyLedger>(new LedgerKey(Business, party ?? Party, Examples.Rupees).ToString()).View()).Balance.Minor;

    public async Task<LedgerAnswer> Pay(long amountMinor, PartyId? party = null) =>
        (await Ledger(party).Execute(Payment(amountMinor))).OrThrow();

    public static PostEntry Payment(long amountMinor) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Kind = EntryKind.Payment,
        Amount = new Money(amountMinor, Examples.Rupees),
        DocumentDate = new DateOnly(2025, 4, 10),
        Method = "UPI",
        Settlement = new SettleOldestDueFirst(),
    };

    /// <summary>Keeps what is in the outbox, due or not, each promise by two dying processes at once; gives how many.</summary>
    /// <param name="first">Streams whose promises come before all others.</param>
    public async Task<int> KeepPromises(string first = "")
    {
        for (var kept = 0; ; kept++)
        {
            if (await NextPromise(first) is not { } row)
                return kept;
            var obligation = ObligationJson.Read(row.Obligation);
            var origin = new ObligationOrigin(row.Stream, row.Version, row.Command);
            var refusals = await Task.WhenAll(
                obligation.Perform(origin, _dying.Grains), obligation.Perform(origin, _dyingToo.Grains));
            Assert.All(refusals, Assert.Null);
            await Execute(
                "delete from journal.outbox where business = $1 and stream = $2 and version = $3 and ordinal = $4",
                Business.Value, row.Stream.Stream, row.Version, row.Ordinal);
        }
    }

    /// <summary>
    /// Waits until the outbox of this business has no more than what waits for a later day: what was tried at once is removed a
    /// moment later.
    /// </summary>
    public async Task OutboxEmpties()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await Scalar<long>("select count(*) from journal.outbox where business = $1 and (not_before is null or due_at <= now())", Business.Value) > 0)
            await Task.Delay(20, patience.Token);
    }

    public async Task AssertBooksAreRight()
    {
        var report = await Verification.Run(_fixture.Databases.Owner, Business, TimeProvider.System, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("\n", report.Checks.SelectMany(check => check.Examples)));
    }

    public async Task<T> Scalar<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _other.DisposeAsync();
    }

    private async Task<OutboxRow?> NextPromise(string first)
    {
        await using var command = Command(
            """
            select stream, version, ordinal, due_at, command_id, obligation from journal.outbox
            where business = $1 order by not starts_with(stream, $2), stream, version, ordinal limit 1
            """, Business.Value, first);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new OutboxRow(
                new StreamId(Business, reader.GetString(0)), reader.GetInt64(1), reader.GetInt32(2),
                JournalColumns.Moment(reader, 3), new CommandId(reader.GetGuid(4)), reader.GetFieldValue<byte[]>(5), null)
            : null;
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = _fixture.Databases.Owner.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        return command;
    }

    /// <summary>Grains of a process that ends right after each commit.</summary>
    private sealed class Dying(IJournal journal, NpgsqlDataSource writer, TimeProvider time) : IOutbox
    {
        private InProcessGrains? _grains;

        public IGrains Grains => _grains ??= new InProcessGrains(
            grains => GrainTypes.Makers(new GrainServices(journal, this, grains, time), new SqlLedgerFacts(writer)), time);

        public Task TryNow(IReadOnlyList<OutboxRow> rows) => Task.CompletedTask;
    }
}

/// <summary>A clock that is set by hand.</summary>
internal sealed class HandSetTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
