using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using LedgerPortal.Businesses;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Papers;

/// <summary>The process that makes PDFs: what it makes of what, what it may do, and what becomes of it.</summary>
public sealed partial class TypesettingTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly Typesetting _typesetting = New(new TypesettingSettings());

    public ValueTask DisposeAsync() => _typesetting.DisposeAsync();

    [Fact]
    public async Task What_was_given_stands_on_the_paper()
    {
        var pdf = new Pdf(await _typesetting.Make(Paper(Rows(3)), CancellationToken.None));
        Assert.Single(pdf.Pages);
        Assert.Equal("1", pdf.Count);
        Assert.Contains("Kulkarni & Sons — Açúcar, Łódź", pdf.AllText);
        Assert.Contains("Line 2 ₹1,23,456.78", pdf.Lines);
        Assert.Contains("Total ₹2,46,913.56", pdf.Lines);
    }

    [Fact]
    public async Task Every_page_of_a_table_repeats_its_heads_and_says_which_it_is()
    {
        var pdf = new Pdf(await _typesetting.Make(Paper(Rows(300)), CancellationToken.None));
        Assert.InRange(pdf.Pages.Count, 8, 14);
        Assert.Equal($"{pdf.Pages.Count}", pdf.Count);
        for (var page = 0; page < pdf.Pages.Count; page++)
        {
            var texts = pdf.Pages[page].Select(run => run.Text.Trim()).ToList();
            Assert.Contains($"Page {page + 1} of", texts);
            // The last page may have nothing but the sums.
            if (page < pdf.Pages.Count - 1)
                Assert.Single(texts, "Item");
        }

        Assert.Equal(300, pdf.Lines.Count(line => LineOfTable().IsMatch(line)));
    }

    /// <summary>
    /// A font without shaping shows a glyph a letter. Here consonants become one sign (Devanagari), a vowel stands on
    /// both sides of its consonant (Tamil), and a letter looks different at the beginning, inside and at the end (Arabic).
    /// </summary>
    [Theory]
    [InlineData("क्ष", 1)]
    [InlineData("கொ", 3)]
    [InlineData("ححح", 3)]
    public async Task Scripts_are_shaped_and_can_be_copied(string word, int glyphs)
    {
        var pdf = new Pdf(await _typesetting.Make(Named(word), CancellationToken.None));
        var run = Assert.Single(pdf.Pages[0], run => run.Text == word);
        Assert.Equal(glyphs, run.Glyphs.Count);
        Assert.Equal(glyphs, run.Glyphs.Distinct().Count());
    }

    [Theory]
    [InlineData("上海浦東貿易有限公司")]
    [InlineData("株式会社さくらサービス")]
    [InlineData("한국무역상사")]
    public async Task Scripts_of_many_signs_show_each_of_them(string name)
    {
        var pdf = new Pdf(await _typesetting.Make(Named(name), CancellationToken.None));
        var runs = pdf.Pages[0].Where(run => run.Text.Any(name.Contains)).ToList();
        Assert.Equal(name, string.Concat(runs.Select(run => run.Text)));
        var glyphs = runs.SelectMany(run => run.Glyphs).ToList();
        Assert.Equal(name.Length, glyphs.Count);
        // One that is missing would be the same box each time.
        Assert.Equal(name.Distinct().Count(), glyphs.Distinct().Count());
    }

    [Fact]
    public async Task Right_to_left_runs_stand_in_the_order_in_which_they_are_read()
    {
        var pdf = new Pdf(await _typesetting.Make(Named("شركة 2026 المدينة"), CancellationToken.None));
        var runs = pdf.Pages[0].Where(run => run.Text.Contains('ش') || run.Text.Contains('م') || run.Text.Contains("2026"))
            .OrderByDescending(run => run.X).Select(run => run.Text.Trim()).ToList();
        Assert.Equal(["شركة", "2026", "المدينة"], runs);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u0000\u0007\u202e\ufeff\r\n\t")]
    [InlineData("😀👨‍👩‍👧‍👦🏳️‍🌈 漢字 ꙮ \ud800 \ue000")]
    [InlineData("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308")]
    [InlineData("مُحَمَّد (12) – श्री [x] ஸ்ரீ")]
    public async Task Careless_text_gives_a_paper(string text) =>
        Assert.Single(new Pdf(await _typesetting.Make(Named(text), CancellationToken.None)).Pages);

    /// <summary>Whatever may be a logo can be drawn: one that could not would keep a business from all of its PDFs.</summary>
    [Fact]
    public async Task Every_picture_that_may_be_a_logo_stands_on_the_paper()
    {
        var pictures = Pictures.PngKinds
            .SelectMany(kind => new[] { (false, false), (true, false), (false, true), (true, true) }, (kind, how) =>
                Pictures.Png(33, 17, kind.ColourType, kind.Depth, isInterlaced: how.Item1, isTransparent: how.Item2))
            .Append(Pictures.Jpeg).Append(Pictures.ProgressiveJpeg);
        foreach (var file in pictures)
        {
            var logo = LogoFile.Read(file, "logo").OrThrow();
            var head = new PaperHead(
                "KS", "Kulkarni", [], "Invoice", "7", Logo: new PaperPicture(
                    logo.WidthPixels, logo.HeightPixels, "Logo of Kulkarni", logo.Content));
            var pdf = await _typesetting.Make([Start, head, .. Paper(Rows(1)).Skip(2)], CancellationToken.None);
            Assert.Contains("/Subtype /Image", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
            Assert.Contains("Total ₹2,46,913.56", new Pdf(pdf).Lines);
            Assert.DoesNotContain("KS", new Pdf(pdf).AllText);
        }
    }

    [Fact]
    public async Task A_name_without_end_is_broken_and_the_rest_stays_on_the_paper()
    {
        var pdf = new Pdf(await _typesetting.Make(Named(new string('W', 200)), CancellationToken.None));
        Assert.Equal(200, pdf.Pages[0].Sum(run => run.Text.Count(character => character == 'W')));
        Assert.All(pdf.Pages[0], run => Assert.InRange(run.X, 0, 595));
        Assert.Contains("Total ₹2,46,913.56", pdf.Lines);
    }

    [Fact]
    public async Task Fonts_hold_only_what_is_used()
    {
        var plain = await _typesetting.Make(Paper(Rows(3)), CancellationToken.None);
        Assert.InRange(plain.Length, 5_000, 60_000);
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_fails_its_own_paper_alone()
    {
        async IAsyncEnumerable<PaperPart> Interrupted(int process)
        {
            yield return Start;
            Process.GetProcessById(process).Kill();
            await Task.Yield();
            foreach (var part in Paper(Rows(2_000)).Skip(1))
                yield return part;
        }

        await using (var turn = await _typesetting.Begin(CancellationToken.None))
        {
            var failure = await Assert.ThrowsAsync<TypesettingException>(
                () => turn.Make(Interrupted(turn.ProcessId), _ => Task.CompletedTask));
            Assert.Equal(TypesettingProblem.Failed, failure.Problem);
        }

        Assert.Single(new Pdf(await _typesetting.Make(Paper(Rows(3)), CancellationToken.None)).Pages);
    }

    [Fact]
    public async Task What_it_cannot_make_is_said_and_the_next_one_is_made()
    {
        PaperPart[] rowsWithoutTable = [Start, new PaperRows([new PaperRow(["a"])]), new PaperEnd()];
        var failure = await Assert.ThrowsAsync<TypesettingException>(
            () => _typesetting.Make(rowsWithoutTable, CancellationToken.None));
        Assert.Equal(TypesettingProblem.Failed, failure.Problem);
        Assert.Contains("before their table", failure.Message);
        Assert.Single(new Pdf(await _typesetting.Make(Paper(Rows(3)), CancellationToken.None)).Pages);
    }

    [Fact]
    public async Task A_paper_that_takes_too_long_is_given_up_and_its_process_with_it()
    {
        await using var typesetting = New(new TypesettingSettings(Processes: 1) { LongestPaper = TimeSpan.FromSeconds(20) });
        static async IAsyncEnumerable<PaperPart> Endless([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            yield return Start;
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        // The process is there already, so that the time is that of the paper.
        await typesetting.Make(Paper(Rows(1)), CancellationToken.None);
        int process;
        await using (var turn = await typesetting.Begin(CancellationToken.None))
        {
            process = turn.ProcessId;
            var stuck = turn.Make(Endless(), _ => Task.CompletedTask);
            Assert.Equal(
                TypesettingProblem.TooLong, (await Assert.ThrowsAsync<TypesettingException>(() => stuck)).Problem);
        }

        await Ended(process);
    }

    [Fact]
    public async Task As_many_as_may_wait_do_and_the_next_one_is_told_so()
    {
        await using var typesetting = New(new TypesettingSettings(Processes: 1, Waiting: 0));
        await using var turn = await typesetting.Begin(CancellationToken.None);
        var waiting = typesetting.Begin(CancellationToken.None);
        var refused = await Assert.ThrowsAsync<TypesettingException>(() => typesetting.Begin(CancellationToken.None));
        Assert.Equal(TypesettingProblem.Busy, refused.Problem);
        await turn.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [Fact]
    public async Task A_machine_without_Node_is_told_apart()
    {
        await using var typesetting = New(new TypesettingSettings(Node: "/nowhere/node"));
        var failure = await Assert.ThrowsAsync<TypesettingException>(
            () => typesetting.Make(Paper(Rows(1)), CancellationToken.None));
        Assert.Equal(TypesettingProblem.Missing, failure.Problem);
    }

    [Fact]
    public async Task A_process_is_used_again()
    {
        var papers = new[] { await Turn(_typesetting), await Turn(_typesetting) };
        Assert.Equal(papers[0], papers[1]);
    }

    [Fact]
    public async Task A_process_ends_when_nobody_asks()
    {
        await using var typesetting = New(new TypesettingSettings { Idle = TimeSpan.FromSeconds(1) });
        await Ended(await Turn(typesetting));
    }

    /// <summary>The process that made a paper.</summary>
    private static async Task<int> Turn(Typesetting typesetting)
    {
        await using var turn = await typesetting.Begin(CancellationToken.None);
        await turn.Make(Paper(Rows(1)).ToAsyncEnumerable(), _ => Task.CompletedTask);
        return turn.ProcessId;
    }

    [Theory]
    [InlineData("require('fs').readFileSync('/etc/hostname')")]
    [InlineData("require('fs').writeFileSync('/tmp/ledgerportal-typesetter', 'x')")]
    [InlineData("require('child_process').execSync('true')")]
    [InlineData("new (require('worker_threads').Worker)('', { eval: true })")]
    public async Task It_may_read_its_own_files_and_nothing_else(string attempt)
    {
        Assert.Contains("granted", await Said("require('fs').readFileSync('typesetter.mjs'); console.error('granted')"));
        Assert.Contains("ERR_ACCESS_DENIED", await Said(attempt));
    }

    /// <summary>Node keeps nobody from the network: that is for the program, which has no part that could.</summary>
    [Fact]
    public void Its_program_has_nothing_that_opens_a_connection()
    {
        var program = File.ReadAllText(Path.Combine(TypesetterProcess.Folder, "typesetter.mjs"));
        var modules = Module().Matches(program).Select(match => match.Groups["name"].Value).Distinct().Order().ToList();
        Assert.Equal(["fs", "module", "path", "readline", "stream", "url", "zlib"], modules);
        Assert.DoesNotContain("WebSocket", program);
        Assert.DoesNotContain("eval(", program);
    }

    private static async Task<string> Said(string script)
    {
        var version = Version.Parse((await Output(["--version"])).Trim().TrimStart('v'));
        return await Output([.. Typesetting.RightsOf(version), "-e", script]);
    }

    private static async Task<string> Output(IEnumerable<string> arguments)
    {
        using var node = TypesetterProcess.Launch("node", arguments);
        node.StandardInput.Close();
        var said = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return output + await said;
    }

    private static async Task Ended(int process)
    {
        try
        {
            await Process.GetProcessById(process).WaitForExitAsync().WaitAsync(Long);
        }
        catch (ArgumentException)
        {
            // There is no such process any more.
        }
    }

    private static Typesetting New(TypesettingSettings settings) =>
        new(settings, TimeProvider.System, NullLogger<Typesetting>.Instance);

    private static PaperStart Start { get; } = new(
        "en", "Paper", "Kulkarni", "#0b6e4f", "#eef5f1", "Kulkarni", "Computer-generated.", "Page {0} of {1}", 1);

    private static PaperRow[] Rows(int count) =>
        [.. Enumerable.Range(1, count).Select(line => new PaperRow([$"Line {line}", "₹1,23,456.78"], ["of the day before"]))];

    private static PaperPart[] Named(string name) =>
        [Start, new PaperSides([new PaperSide("To", name, [])]), .. Paper(Rows(1)).Skip(2)];

    private static IEnumerable<PaperPart> Paper(PaperRow[] rows) =>
    [
        Start,
        new PaperHead("KS", "Kulkarni & Sons — Açúcar, Łódź", ["Pune"], "Tax invoice", "INV/26-27/000001"),
        new PaperTable([new PaperColumn("Item"), new PaperColumn("Amount", "₹1,23,456.78", IsFigure: true)]),
        .. rows.Chunk(100).Select(chunk => new PaperRows(chunk)),
        new PaperSums([new PaperSum("Total", "₹2,46,913.56", IsStrong: true)], new PaperWords("In words", "Rupees two lakh")),
        new PaperEnd(),
    ];

    [GeneratedRegex("^Line [0-9]+ ₹")]
    private static partial Regex LineOfTable();

    [GeneratedRegex("""(from|import|require\(|import\()\s*"(node:)?(?<name>[a-z_/]+)"(?=[;,)]|$)""", RegexOptions.Multiline)]
    private static partial Regex Module();
}
