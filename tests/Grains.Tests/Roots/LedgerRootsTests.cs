using System.Security.Cryptography;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Roots;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Npgsql;

namespace LedgerPortal.Grains.Tests.Roots;

/// <summary>Roots of all ledgers, outside the database: whatever is rewritten in it afterwards is found.</summary>
public sealed class LedgerRootsTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-roots-").FullName;
    private readonly Clock _clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly Shop _shop = new(fixture);

    public async Task InitializeAsync()
    {
        await _shop.Open();
        await _shop.Issue();
        await _shop.OutboxEmpties();
        await _shop.Pay(300_00);
        await _shop.Pay(200_00);
        await _shop.Pay(100_00);
    }

    public async Task DisposeAsync()
    {
        await _shop.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Once_an_hour_a_root_is_written_that_the_journal_agrees_with()
    {
        await using var roots = Roots();
        var first = (await roots.MakeWhenDue(CancellationToken.None))!;
        Assert.Contains(first.Moved, head => head.Business == _shop.Business.Value && head.Version == 4);
        Assert.Null(await roots.MakeWhenDue(CancellationToken.None));
        await _shop.Pay(50_00);
        _clock.Now += LedgerRoots.Period;
        var second = (await roots.MakeWhenDue(CancellationToken.None))!;
        Assert.Equal(first.Root, second.Before);
        Assert.NotEqual(first.Root, second.Root);
        Assert.Equal(_shop.Business.Value, Assert.Single(second.Moved).Business);
        _clock.Now += LedgerRoots.Period;
        Assert.Empty((await roots.MakeWhenDue(CancellationToken.None))!.Moved);
        // Another month, another file, which begins with all.
        _clock.Now = _clock.Now.AddMonths(1);
        Assert.Equal(first.Ledgers, (await roots.MakeWhenDue(CancellationToken.None))!.Moved.Count);

        var report = await Verify();
        Assert.True(report.IsClean, string.Join('\n', report.Checks.SelectMany(check => check.Examples)));
        Assert.Equal(4, OfRoots(report).Counted);
        Assert.True(OfHeads(report).Counted >= 3);
    }

    [Fact]
    public async Task One_process_writes_and_another_goes_on_where_it_ended()
    {
        await using var second = Roots();
        LedgerRoot last;
        await using (var first = Roots())
        {
            last = (await first.MakeWhenDue(CancellationToken.None))!;
            _clock.Now += LedgerRoots.Period;
            Assert.Null(await second.MakeWhenDue(CancellationToken.None));
        }

        // What the first was about to write when it ended.
        await File.AppendAllTextAsync(RootFile.In(_folder).Single(), "{\"business\":\"AAAAA");
        var next = (await second.MakeWhenDue(CancellationToken.None))!;
        Assert.Equal(last.Root, next.Before);
        Assert.True((await Verify()).IsClean);
    }

    /// <summary>Name of the damage, SQL that does it to the ledger ($1 business, $2 stream), what finds it.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        {
            "one byte", "update journal.journal set data = set_byte(data, 30, 65) where business = $1 and stream = $2 and version = 2",
            "hash that its columns do not give"
        },
        {
            "one row removed", "delete from journal.journal where business = $1 and stream = $2 and version = 2",
            "version 3 follows version 1"
        },
        {
            "two swapped",
            """
            update journal.journal set version = case version when 2 then 1002 else 1003 end
            where business = $1 and stream = $2 and version in (2, 3);
            update journal.journal set version = case version when 1002 then 3 else 2 end
            where business = $1 and stream = $2 and version in (1002, 1003)
            """,
            "hash that its columns do not give"
        },
        {
            "the tail cut, and the head set back",
            """
            delete from journal.journal where business = $1 and stream = $2 and version = 4;
            update journal.head h set version = 3, hash = j.hash from journal.journal j
            where h.business = $1 and h.stream = $2 and j.business = $1 and j.stream = $2 and j.version = 3
            """,
            "version 4 was there when the root of 2026-11-22T10:00:00Z was made"
        },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Rewritten_history_is_found(string damage, string sql, string finding)
    {
        await using var roots = Roots();
        await roots.MakeWhenDue(CancellationToken.None);
        foreach (var statement in sql.Split(';'))
            await _shop.Execute(statement, _shop.Business.Value, Stream.Stream);
        Assert.True(
            (await Verify()).Checks.SelectMany(check => check.Examples).Any(example => example.Contains(finding, StringComparison.Ordinal)),
            $"Not noticed: {damage}");
    }

    /// <summary>The payment of version 2 was made half of what it was, by someone who knows all there is to know.</summary>
    [Fact]
    public async Task A_chain_that_was_rewritten_whole_with_right_hashes_is_found_by_the_roots_alone()
    {
        await using var roots = Roots();
        await roots.MakeWhenDue(CancellationToken.None);
        await Rewrite();

        Assert.True((await Verify(withRoots: false)).IsClean, "The rewriting left a trace in the database.");
        var report = await Verify();
        var broken = Assert.Single(report.Checks, check => check.Broken > 0);
        Assert.Same(OfHeads(report), broken);
        Assert.Equal(
            [$"{Stream.Stream} of business {_shop.Business} version 4 was another when the root of 2026-11-22T10:00:00Z was made"],
            broken.Examples);
    }

    [Fact]
    public async Task A_root_file_that_was_changed_is_found()
    {
        await using var roots = Roots();
        await roots.MakeWhenDue(CancellationToken.None);
        var file = RootFile.In(_folder).Single();
        var whole = await File.ReadAllTextAsync(file);

        var head = (await _shop.Ledger().View()).HeadHash;
        await File.WriteAllTextAsync(file, whole.Replace(head, new string('0', 64), StringComparison.Ordinal));
        Assert.Contains("is not that of its heads", OfRoots(await Verify()).Examples.Single(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, whole.Replace("\"version\"", "version", StringComparison.Ordinal));
        Assert.Contains("line 1 cannot be read", OfRoots(await Verify()).Examples.Single(), StringComparison.Ordinal);
    }

    /// <summary>Against a tree that is made again each time from all its leaves, as RFC 6962 writes it down.</summary>
    [Fact]
    public void The_tree_is_that_of_the_rfc_after_every_change()
    {
        var chance = new Random(20261122);
        var tree = new MerkleTree();
        var leaves = new List<byte[]>();
        for (var change = 0; change < 400; change++)
        {
            var place = chance.Next(leaves.Count + 1);
            var content = new byte[chance.Next(1, 60)];
            chance.NextBytes(content);
            if (place == leaves.Count)
                leaves.Add(content);
            else
                leaves[place] = content;
            tree.Set(place, content);
            Assert.Equal(Root(leaves), tree.Root);
        }
    }

    private StreamId Stream => LedgerReadModel.StreamOf(new LedgerKey(_shop.Business, _shop.Party, Examples.Rupees));

    private LedgerRoots Roots() => new(fixture.Databases.Owner, _folder, _clock);

    private Task<VerificationReport> Verify(bool withRoots = true) => Verification.Run(
        fixture.Databases.Owner, _shop.Business, TimeProvider.System, CancellationToken.None, withRoots ? _folder : null);

    private static Check OfRoots(VerificationReport report) =>
        report.Checks.Single(check => check.Claim.StartsWith("each root outside", StringComparison.Ordinal));

    private static Check OfHeads(VerificationReport report) =>
        report.Checks.Single(check => check.Claim.StartsWith("the journal still has", StringComparison.Ordinal));

    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 1)
            return SHA256.HashData([0, .. leaves[0]]);
        var left = 1;
        while (left * 2 < leaves.Count)
            left *= 2;
        return SHA256.HashData([1, .. Root([.. leaves.Take(left)]), .. Root([.. leaves.Skip(left)])]);
    }

    /// <summary>Another narration in version 1, and each hash after it as it must be then; the read models likewise.</summary>
    private async Task Rewrite()
    {
        var rows = new List<JournalRow>();
        await using (var command = fixture.Databases.Owner.CreateCommand(
            $"select {JournalColumns.Names} from journal.journal where business = $1 and stream = $2 order by version"))
        {
            command.Parameters.AddWithValue(_shop.Business.Value);
            command.Parameters.AddWithValue(Stream.Stream);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add(JournalColumns.Read(reader));
        }

        var before = RowHash.Start;
        foreach (var row in rows)
        {
            var data = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(row.Data)
                .Replace("\"method\":\"UPI\"", "\"method\":\"Cash\"", StringComparison.Ordinal));
            var hash = RowHash.Compute(
                row.Stream, row.Version, row.Command, row.CommandHash, row.Party, row.Actor, row.RecordedAt, data, before);
            await _shop.Execute(
                "update journal.journal set data = $4, prev_hash = $5, hash = $6 where business = $1 and stream = $2 and version = $3",
                _shop.Business.Value, Stream.Stream, row.Version, data, before, hash);
            before = hash;
        }

        await _shop.Execute(
            "update journal.head set hash = $3 where business = $1 and stream = $2", _shop.Business.Value, Stream.Stream, before);
        await _shop.Execute("update read.ledger set head_hash = $2 where business = $1", _shop.Business.Value, before);
        await _shop.Execute("update read.entry set method = 'Cash' where business = $1 and method = 'UPI'", _shop.Business.Value);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
