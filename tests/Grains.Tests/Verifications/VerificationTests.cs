using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;

namespace LedgerPortal.Grains.Tests.Verifications;

/// <summary>Books that are right verify clean; each kind of damage is named by the check that is there for it.</summary>
public sealed class VerificationTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private const string Ledger = "stream like 'ledger/%'";

    private readonly HandSetTime _time = new(new DateTimeOffset(2026, 1, 5, 6, 30, 0, TimeSpan.Zero));
    private Shop _shop = null!;
    private DocumentId _invoice;

    /// <summary>Name of the damage, SQL that does it ($1 is the business), what the finding says.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        {
            "a byte of a row is changed",
            $"update journal.journal set data = set_byte(data, 30, 65) where business = $1 and {Ledger} and version = 2",
            "hash that its columns do not give"
        },
        {
            "a column beside the data is changed",
            $"update journal.journal set actor = 'operator/nobody' where business = $1 and {Ledger} and version = 3",
            "hash that its columns do not give"
        },
        {
            "a row in the middle is removed",
            $"delete from journal.journal where business = $1 and {Ledger} and version = 2",
            "version 3 follows version 1"
        },
        {
            "two rows are swapped",
            $"""
            update journal.journal set version = case version when 2 then 1002 else 1003 end
            where business = $1 and {Ledger} and version in (2, 3);
            update journal.journal set version = case version when 1002 then 3 else 2 end
            where business = $1 and version in (1002, 1003)
            """,
            "hash that its columns do not give"
        },
        {
            "the last row is removed",
            $"""
            delete from journal.journal j where business = $1 and {Ledger}
              and version = (select max(version) from journal.journal l where l.business = $1 and l.stream = j.stream)
            """,
            "is the last row, but not where the head stands"
        },
        {
            "a whole stream is removed",
            "delete from journal.journal where business = $1 and stream like 'credit-note/%'",
            "which is not in the journal"
        },
        {
            "a head is moved",
            $"update journal.head set hash = sha256(hash) where business = $1 and {Ledger}",
            "is the last row, but not where the head stands"
        },
        {
            "a moment runs backwards",
            $"""
            update journal.journal set recorded_at = recorded_at - interval '1 day'
            where business = $1 and {Ledger} and version = 3
            """,
            "is recorded before the row before it"
        },
        {
            "a row is of no known kind",
            "update journal.journal set stream = 'cheese/' || stream where business = $1 and stream like 'credit-note/%'",
            "is of no known kind"
        },
        {
            "a row cannot be read",
            "update journal.journal set data = 'nonsense' where business = $1 and stream like 'credit-note/%' and version = 1",
            "cannot be folded"
        },
        {
            "a snapshot is not what the rows give",
            $$"""
            insert into journal.snapshot select business, stream, version, 1, hash, recorded_at, '{"version":1}'
            from journal.journal where business = $1 and {{Ledger}} and version = 2
            """,
            "the snapshot of ledger/"
        },
        {
            "a snapshot is of another row",
            $$"""
            insert into journal.snapshot select business, stream, version, 1, sha256(hash), recorded_at, '{}'
            from journal.journal where business = $1 and {{Ledger}} and version = 2
            """,
            "is of another row"
        },
        {
            "a balance is changed",
            "update read.ledger set balance_minor = balance_minor + 1 where business = $1",
            "its entries add up to"
        },
        {
            "an entry is changed",
            "update read.entry set amount_minor = amount_minor + 100, open_minor = open_minor + 100 where business = $1 and entry = 1",
            "entry=1: amount_minor is"
        },
        {
            "a running balance is changed",
            "update read.entry set balance_after_minor = balance_after_minor + 1 where business = $1 and entry = 2",
            "entry 2 stands at"
        },
        {
            "an entry's due date is changed",
            "update read.entry set due_date = due_date + 1 where business = $1 and document is not null and is_debit",
            "due_date is"
        },
        {
            "an entry is removed",
            "delete from read.entry where business = $1 and entry = 1",
            "entry=1 is missing"
        },
        {
            "a document is in no ledger",
            "delete from read.entry where business = $1 and kind = 'CreditNote'",
            "is in no ledger"
        },
        {
            "a document is in its ledger with another amount",
            "update read.invoice set total_minor = total_minor + 1 where business = $1",
            "is in a ledger as something else"
        },
        {
            "a row follows from nothing",
            """
            insert into read.party select business, gen_random_uuid(), 1, 'Nobody', null, null, null, 'INR', 30, false, '{}', now()
            from read.business where business = $1
            """,
            "follows from no row of the journal"
        },
        {
            "another picture is the logo",
            "update read.logo set content = set_byte(content, 50, (get_byte(content, 50) + 1) % 256) where business = $1",
            "content is"
        },
        {
            "a line of a document is changed",
            """
            update read.invoice set content = jsonb_set(content, '{lines,0,description}', '"Something else"') where business = $1
            """,
            "content is"
        },
        {
            "what is open is changed",
            "update read.entry set open_minor = open_minor - 1 where business = $1 and open_minor > 0",
            "joined"
        },
        {
            "open items no longer make the balance",
            "update read.entry set open_minor = open_minor + 1 where business = $1 and entry = 1",
            "its open items less unapplied credits are"
        },
        {
            "an entry is settled beyond its amount",
            "update read.allocation set amount_minor = amount_minor * 100 where business = $1",
            "is settled by"
        },
        {
            "an allocation is dated before its entries",
            "update read.allocation set effective_date = effective_date - 1000 where business = $1",
            "before one of them"
        },
        {
            "an allocation joins entries that are not there",
            "update read.allocation set credit_entry = 999 where business = $1",
            "of which one is not there"
        },
        {
            "an allocation joins two debits",
            "update read.allocation set credit_entry = debit_entry where business = $1",
            "are not a credit and a debit"
        },
        {
            "an allocation of the past is lost",
            "update read.allocation set debit_entry = 999 where business = $1",
            "open items less unapplied credits are"
        },
        {
            "a post-dated payment became another amount",
            "update read.held_payment set amount_minor = amount_minor + 1 where business = $1 and entered_as is not null",
            "as something else"
        },
        {
            "nobody will enter a post-dated payment",
            "delete from journal.outbox where business = $1 and not_before is not null",
            "on which nobody will enter it"
        },
        {
            "the sums of a day are changed",
            "update read.ledger_day set debit_minor = debit_minor + 1 where business = $1",
            "has other sums on"
        },
        {
            "the aging looks at the wrong items",
            "update read.ledger set latest_date = date '2000-01-01' where business = $1",
            "the columns add up to"
        },
        {
            "a reversal is forgotten",
            "update read.entry set reversed_by = null where business = $1",
            "do not agree"
        },
        {
            "a number is left out",
            "delete from journal.journal where business = $1 and stream like 'number-series/invoice/%' and version = 2",
            "INV/25-26/000003 after INV/25-26/000001"
        },
        {
            "a number is not where it was given to",
            "update read.invoice set number = 'X' || number where business = $1",
            "which does not have it"
        },
        {
            "a receipt's number is not where it was given to",
            "update read.entry set number = 'X' where business = $1 and kind = 'Payment'",
            "which does not have it"
        },
        {
            "a number is of another year than its document",
            "update read.invoice set document_date = document_date + 400 where business = $1",
            "is of the financial year 2025"
        },
        {
            "a promise was set aside",
            """
            insert into journal.outbox (business, stream, version, ordinal, due_at, command_id, obligation, set_aside_at, last_error)
            select business, stream, version, 0, now(), command_id, '', now(), 'no reason'
            from journal.journal where business = $1 and stream like 'credit-note/%' and version = 1
            """,
            "was set aside after"
        },
        {
            "a ledger is of a party that is not there",
            "delete from read.party where business = $1",
            "which that business does not have"
        },
        {
            "the lock is not the one that was set",
            "insert into journal.period_lock values ($1, '2020-03-31') on conflict (business) do update set locked_through = '2020-03-31'",
            "its last event says"
        },
    };

    [Fact]
    public async Task Right_books_are_clean_and_everything_in_them_was_counted()
    {
        await MergeAnother();
        var report = await Verify();
        Assert.Empty(report.Checks.SelectMany(check => check.Examples));
        Assert.True(report.IsClean);
        // What has nothing to look at here cannot be wrong, and has not been tried by this test either.
        string[] nothing =
            ["snapshots", "document link", "obligation", "locked", "lock that appends"];
        Assert.All(
            report.Checks.Where(check => !nothing.Any(word => check.Claim.Contains(word, StringComparison.Ordinal))),
            check => Assert.True(check.Counted > 0, check.Claim));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Each_damage_is_named(string damage, string sql, string finding)
    {
        foreach (var statement in sql.Split(';'))
            await _shop.Execute(statement, _shop.Business.Value);
        var report = await Verify();
        Assert.False(report.IsClean, $"Not noticed: {damage}");
        Assert.Contains(report.Checks.SelectMany(check => check.Examples), example =>
            example.Contains(finding, StringComparison.Ordinal));
        Assert.All(report.Checks, check => Assert.True((check.Broken > 0) == (check.Examples.Count > 0), check.Claim));
    }

    [Fact]
    public async Task What_did_not_arrive_of_a_merge_is_named_and_so_is_what_did_not_leave()
    {
        var old = await MergeAnother();
        async Task Finds(string sql, string claim, string finding)
        {
            await _shop.Execute(sql, _shop.Business.Value, old.Value);
            var check = (await Verify()).Checks.Single(check => check.Claim.StartsWith(claim, StringComparison.Ordinal));
            Assert.Contains(finding, Assert.Single(check.Examples), StringComparison.Ordinal);
        }

        await Finds(
            "update read.entry set open_minor = 7 where business = $1 and party = $2 and transferred_to is null",
            "the ledgers of a party that was merged are empty", "of a party that was merged has entry 1 open");
        await Finds(
            "delete from read.entry where business = $1 and origin_party = $2", "what leaves a ledger that was merged",
            "that did not arrive as such");
    }

    [Fact]
    public async Task The_damage_of_one_business_is_not_anothers()
    {
        await using var other = new Shop(fixture);
        await other.Open();
        await other.Issue();
        await _shop.Execute("update read.ledger set balance_minor = 0 where business = $1", _shop.Business.Value);
        Assert.False((await Verify()).IsClean);
        await other.AssertBooksAreRight();
    }

    [Fact]
    public async Task What_is_dated_in_a_locked_period_is_named()
    {
        (await _shop.Settings.Execute(new LockPeriod
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Through = new DateOnly(2025, 6, 30),
        })).OrThrow();
        Assert.True((await Verify()).IsClean);

        // The fence is taken away for a moment, and put back.
        await _shop.Execute("update journal.period_lock set locked_through = null where business = $1", _shop.Business.Value);
        await _shop.Pay(100_00);
        await _shop.Execute("update journal.period_lock set locked_through = '2025-06-30' where business = $1", _shop.Business.Value);
        var check = Assert.Single((await Verify()).Checks, check => check.Broken > 0);
        Assert.Equal(11, check.Invariant);
        Assert.Contains("concerns 2025-04-10, when everything was locked through 2025-06-30", check.Examples[0]);
    }

    [Fact]
    public async Task A_command_that_stands_twice_is_named()
    {
        await _shop.Execute("drop index journal.journal_command");
        try
        {
            await _shop.Execute(
                $"""
                update journal.journal set command_id = (
                  select command_id from journal.journal where business = $1 and {Ledger} and version = 1)
                where business = $1 and {Ledger} and version = 2
                """, _shop.Business.Value);
            Assert.Contains((await Verify()).Checks.SelectMany(check => check.Examples), example =>
                example.Contains("repeats command", StringComparison.Ordinal));
        }
        finally
        {
            await _shop.Execute("delete from journal.journal where business = $1", _shop.Business.Value);
            await _shop.Execute(
                """
                create unique index journal_command on journal.journal
                  (command_id, hashtextextended(stream, uuid_hash_extended(business, 0)))
                """);
        }
    }

    [Fact]
    public async Task A_table_without_row_level_security_is_named()
    {
        await _shop.Execute("alter table read.contact disable row level security");
        try
        {
            Assert.Contains((await Verify()).Checks.SelectMany(check => check.Examples), example =>
                example == "read.contact has no row level security");
        }
        finally
        {
            await _shop.Execute("alter table read.contact enable row level security");
        }
    }

    [Fact]
    public async Task A_portal_that_may_read_operators_reasons_is_named()
    {
        await _shop.Execute("grant select on read.entry_reason to ledgerportal_portal");
        try
        {
            Assert.Contains((await Verify()).Checks.SelectMany(check => check.Examples), example =>
                example == "read.entry_reason can be read by ledgerportal_portal");
        }
        finally
        {
            await _shop.Execute("revoke select on read.entry_reason from ledgerportal_portal");
        }
    }

    /// <summary>
    /// Three invoices, a credit note, a payment that settles two of them, one that was taken back, a post-dated one whose day has
    /// come and one whose day is to come.
    /// </summary>
    public async Task InitializeAsync()
    {
        _shop = new Shop(fixture, _time);
        await _shop.Open();
        _invoice = await _shop.Issue();
        await _shop.Issue();
        await _shop.Issue();
        await _shop.OutboxEmpties();
        (await _shop.Ledger().Execute(Shop.Payment(1_500_00) with
        {
            ReceiptNumbering = Examples.BusinessDetails.ReceiptNumbering(new DateOnly(2025, 4, 10)),
        })).OrThrow();
        await Credit();
        var bounced = await _shop.Pay(50_00);
        (await _shop.Ledger().Execute(new ReverseEntry
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Entry = bounced.Version,
            DocumentDate = new DateOnly(2025, 4, 20),
            InternalReason = "The cheque bounced",
        })).OrThrow();
        await _shop.OutboxEmpties();
        await Hold(new DateOnly(2026, 1, 10));
        _time.Now = Examples.BusinessDetails.BeginningOf(new DateOnly(2026, 1, 10));
        await _shop.KeepPromises();
        await Hold(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(40));
    }

    private async Task Hold(DateOnly day) => (await _shop.Ledger().Execute(Shop.Payment(20_00) with
    {
        DocumentDate = day,
        DayBeginsAt = Examples.BusinessDetails.BeginningOf(day),
    })).OrThrow();

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    private async Task Credit()
    {
        var invoice = await _shop.View(_invoice);
        (await _shop.CreditNote(Shop.NewDocument()).Execute(new IssueCreditNote
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Party = _shop.Party,
            Currency = Examples.Rupees,
            TaxSplit = invoice.TaxSplit,
            Content = invoice.Content with { DueDate = null, Date = new DateOnly(2025, 4, 12) },
            Supplier = invoice.Supplier!,
            Customer = invoice.Customer!,
            Reason = "Came back",
            Numbering = Examples.BusinessDetails.CreditNoteNumbering(new DateOnly(2025, 4, 12)),
        })).OrThrow();
    }

    /// <summary>The party that was merged into the shop's, with an invoice that moved.</summary>
    private async Task<PartyId> MergeAnother()
    {
        var old = await _shop.AddParty();
        await _shop.Issue(old);
        await _shop.OutboxEmpties();
        (await _shop.Grains.Get<IParty>($"{_shop.Business}/{old}").Execute(new MergeParty
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Into = _shop.Party,
            On = new DateOnly(2025, 6, 1),
            Currencies = [Examples.Rupees],
        })).OrThrow();
        await _shop.OutboxEmpties();
        return old;
    }

    private Task<VerificationReport> Verify() =>
        Verification.Run(fixture.Databases.Owner, _shop.Business, TimeProvider.System, CancellationToken.None);
}
