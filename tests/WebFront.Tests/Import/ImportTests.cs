using System.Globalization;
using System.Text;
using LedgerPortal.Access;
using LedgerPortal.Commands;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>Whole imports into a real database.</summary>
public sealed class ImportTests : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private const string OfBusiness = "join read.business b using (business) where b.name = $1";

    private readonly DatabaseFixture _fixture;
    private readonly TemporaryFolder _data = new();
    private readonly EmbeddedHost _host;
    private readonly ServiceProvider _services;
    private readonly string _business = $"Importer {Guid.NewGuid():N}";

    public ImportTests(DatabaseFixture fixture)
    {
        _fixture = fixture;
        _host = new EmbeddedHost(fixture.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        _host.Outbox.StartSweeping();
        _services = new ServiceCollection()
            .AddSingleton(fixture.Databases)
            .AddSingleton<IGrains>(_host.Grains)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new AccessSettings { DataFolder = _data.Path })
            .BuildServiceProvider();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _services.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Two_days_of_a_real_sales_ledger_give_their_figures_once()
    {
        const string figures = "\"rowsRead\":5217,\"rowsRefused\":1205,\"parties\":206,\"documents\":287,";
        var sample = Sample("online-retail-2010-12-01-to-02.csv.gz");
        var (exitCode, last, remarks) = await Import("online-retail", sample, "GBP");
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Equal($"{{{figures}\"posted\":287,\"balance\":\"91826.69\"}}", last);
        Assert.Contains("1,205 rows refused: no customer", remarks);
        await AssertBooksAreRight();
        Assert.Equal(19, await Ask<long>($"select count(*) from read.ledger l {OfBusiness} and balance_minor < 0"));
        Assert.Equal(29, await Ask<long>($"select count(*) from read.credit_note c {OfBusiness}"));

        (_, last, _) = await Import("online-retail", sample, "GBP");
        Assert.Equal($"{{{figures}\"posted\":0,\"balance\":\"91826.69\"}}", last);
        await AssertBooksAreRight();
    }

    [Fact]
    public async Task Each_row_that_is_wrong_is_refused_with_its_reason_and_the_rest_goes_on()
    {
        var (exitCode, last, _) = await Import("online-retail", Write(Header +
            """
            1,A,Lamp,2,2010-12-01 08:26:00,2.55,100,United Kingdom
            1,B,NA,1,2010-12-01 08:27:00,0,100,United Kingdom
            1,C,Of another,1,2010-12-01 08:27:00,1,101,France
            2,A,Lamp,two,2010-12-01,2.55,100,United Kingdom
            3,A,Lamp,1,2010-02-30,2.55,100,United Kingdom
            4,A,Lamp,1,2010-12-01,-5,100,United Kingdom
            A5,B,Adjust bad debt,1,2010-12-01,11062.06,100,United Kingdom
            6,A,Lamp,1
            C7,A,Lamp,-1,2010-12-02,2.55,101,France
            C8,A,Lamp,3,2010-12-02,2.55,101,France
            9,A,Lamp,1,2010-12-02,2.55,NA,France
            10,A,"Lamp,1,2010-12-02,2.55,101,France
            11,A,Lamp,1,2010-12-02,0.125,101,Unspecified
            1,D,Later in the file,1,2010-12-03,1.00,100,Norway
            12,A,Free,1,2010-12-03,0,102,EIRE
            """), "GBP");
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Equal(
        [
            "4: the document is of another customer",
            "5: quantity \"two\" is not a number",
            "6: invoice date \"2010-02-30\" is not a date",
            "7: the price is below zero",
            "8: neither an invoice nor a credit note",
            "9: 4 columns instead of 8",
            "11: the total is below zero",
            "12: no customer",
            "13: a quotation mark is not closed",
        ], Refused());
        // 5.10 + 0.00 + 1.00 − 2.55 + 0.13 (half away from zero) + 0.00
        Assert.Equal("""{"rowsRead":15,"rowsRefused":9,"parties":3,"documents":4,"posted":4,"balance":"3.68"}""", last);
        await AssertBooksAreRight();
    }

    [Fact]
    public async Task The_refused_rows_can_be_corrected_and_imported_as_they_are()
    {
        await Import("online-retail", Write(Header + "1,A,Lamp,2,2010-12-01,2.55,NA,United Kingdom\n"), "GBP");
        var refused = Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "imports")));
        await File.WriteAllTextAsync(refused, (await File.ReadAllTextAsync(refused)).Replace("NA", "77", StringComparison.Ordinal));
        var (_, last, _) = await Import("online-retail", refused, "GBP");
        Assert.Equal("""{"rowsRead":1,"rowsRefused":0,"parties":1,"documents":1,"posted":1,"balance":"5.10"}""", last);
    }

    [Fact]
    public async Task A_document_that_says_something_else_than_before_is_refused_and_named()
    {
        await Import("online-retail", Write(Header + "1,A,Lamp,2,2010-12-01,2.55,1,France\n"), "GBP");
        var (_, last, remarks) = await Import("online-retail", Write(Header + "1,A,Lamp,3,2010-12-01,2.55,1,France\n"), "GBP");
        Assert.Contains("\"rowsRefused\":1,\"parties\":0,\"documents\":0,\"posted\":0,\"balance\":\"5.10\"", last);
        Assert.Contains("1 rows refused: invoice 1 was imported before with another amount", remarks);
    }

    [Fact]
    public async Task One_date_says_for_the_whole_file_which_number_is_the_day()
    {
        await Import("online-retail", Write(Header +
            "1,A,Lamp,2,12/1/2010 8:26,2.55,1,France\n2,A,Lamp,2,12/13/2010 8:26,2.55,1,France\n"), "GBP");
        Assert.Equal(
            new DateOnly(2010, 12, 1), await Ask<DateOnly>($"select min(document_date) from read.invoice i {OfBusiness}"));

        await Import("online-retail", Write(Header +
            "3,A,Lamp,2,1/11/2010 8:26,2.55,1,France\n4,A,Lamp,2,13/12/2010 8:26,2.55,1,France\n"), "GBP");
        Assert.Equal(
            new DateOnly(2010, 11, 1), await Ask<DateOnly>($"select min(document_date) from read.invoice i {OfBusiness}"));
    }

    [Fact]
    public async Task The_layouts_of_our_own_take_parties_invoices_payments_and_open_items()
    {
        var parties = await Import("parties", Sample("parties.csv"), "INR");
        Assert.Contains("\"rowsRead\":3,\"rowsRefused\":0,\"parties\":3,\"documents\":3,\"posted\":3,\"balance\":\"0.00\"", parties.Last);

        var invoices = await Import("invoices", Sample("invoices.csv"));
        // The business was made without a tax scheme: it may not charge what the first invoice charges.
        Assert.Equal(
            ["2: lines[0].taxRatePercent is not valid", "3: lines[0].taxRatePercent is not valid", "5: date \"31-02-2026\" is not a date"],
            Refused());
        Assert.Contains("\"posted\":1,\"balance\":\"11700.00\"", invoices.Last);

        var payments = await Import("payments", Sample("payments.csv"));
        Assert.Equal(["2: there is no such document to settle"], Refused());
        Assert.Contains("\"posted\":2,\"balance\":\"-100000.00\"", payments.Last);

        var openItems = await Import("open-items", Sample("open-items.csv"), cutOver: "2026-03-31");
        Assert.Contains("\"rowsRefused\":0,\"parties\":2,\"documents\":3,\"posted\":3,\"balance\":\"-73144.00\"", openItems.Last);
        Assert.Equal(new DateOnly(2026, 2, 13), await Ask<DateOnly>(
            $"select due_date from read.entry e {OfBusiness} and number = 'GM/118'"));

        foreach (var layout in new[] { "parties", "invoices", "payments", "open-items" })
        {
            var again = await Import(layout, Sample($"{layout}.csv"), cutOver: layout == "open-items" ? "2026-03-31" : null);
            Assert.Contains("\"posted\":0,\"balance\":\"-73144.00\"", again.Last);
        }

        await AssertBooksAreRight();
    }

    [Fact]
    public async Task Payments_settle_what_they_name_and_else_what_is_oldest_due()
    {
        await Import("invoices", Write(
            """
            number;date;due date;party;party name;description;unit price
            I-1;01-01-2026;31-01-2026;P;Party;Rice;1.000,00
            I-2;02-01-2026;20-01-2026;P;Party;Rice;500,00
            I-3;03-01-2026;28-02-2026;P;Party;Rice;300,00
            """), "EUR");
        var (_, last, _) = await Import("payments", Write(
            """
            party,date,amount,for invoice,number
            P,05-02-2026,300.00,I-3,R-1
            P,06-02-2026,700.00,,R-2
            P,07-02-2026,1.00,I-9,R-3
            P,08-02-2026,1.00,,R-2
            Q,08-02-2026,1.00,,
            P,09-02-2026,1.005,,
            P,10-02-2026,20.00,,
            P,10-02-2026,20.00,,
            """));
        Assert.Equal(
        [
            "4: there is no such document to settle",
            "5: payment R-2 stands in the file before",
            "6: no such party",
            "7: amount has more than 2 decimal places",
        ], Refused());
        Assert.Contains("\"rowsRead\":8,\"rowsRefused\":4,\"parties\":1,\"documents\":4,\"posted\":4,\"balance\":\"760.00\"", last);
        Assert.Equal(
            ["I-1 76000", "I-2 0", "I-3 0"],
            await Ask<string[]>(
                $"select array_agg(number || ' ' || open_minor order by number) from read.entry e {OfBusiness} and kind = 'Invoice'"));
        // Without a number of its own the payment gets the next of the business's series.
        Assert.Equal(2, await Ask<long>($"select count(*) from read.entry e {OfBusiness} and number like 'RC/%'"));
        await AssertBooksAreRight();
    }

    [Fact]
    public async Task Allocations_join_what_is_there_once()
    {
        await Import("invoices", Write(
            """
            number;date;due date;party;party name;description;unit price
            I-1;01-01-2026;31-01-2026;P;Party;Rice;1.000,00
            I-2;02-01-2026;20-02-2026;P;Party;Rice;500,00
            """), "EUR");
        await Import("open-items", Write(
            """
            party,number,date,remaining amount
            P,ADV-1,05-01-2026,600.00 Cr
            P,ADV-2,06-01-2026,100.00 Cr
            """), cutOver: "2026-01-10");
        const string rows =
            """
            party,receipt number,invoice number,amount,from
            P,ADV-1,I-2,"450,00",
            P,ADV-1,I-1,100.00,15-01-2026
            P,ADV-1,I-1,1.00,15-01-2026
            P,ADV-2,I-1,100.01,
            P,ADV-2,I-2,50.01,
            P,ADV-2,I-9,1.00,
            P,ADV-9,I-1,1.00,
            P,ADV-2,I-1,5.00,01-01-2026
            Q,ADV-2,I-1,5.00,
            P,ADV-2,,5.00,
            """;
        var (_, last, _) = await Import("allocations", Write(rows));
        string[] refused =
        [
            "4: ADV-1 for I-1 stands in the file before",
            "5: only 100.00 is left of the payment",
            "6: only 50.00 is open of the invoice",
            "7: there is no such invoice, or more than one",
            "8: there is no such payment, or more than one",
            "9: ADV-2 for I-1 stands in the file before",
            "10: no such party",
            "11: no invoice",
        ];
        Assert.Equal(refused, Refused());
        Assert.Contains("\"rowsRead\":10,\"rowsRefused\":8,\"parties\":1,\"documents\":2,\"posted\":2,\"balance\":\"800.00\"", last);
        Assert.Equal(
            ["2026-01-10 45000", "2026-01-15 10000"],
            await Ask<string[]>(
                $"select array_agg(effective_date || ' ' || amount_minor order by a.version) from read.allocation a {OfBusiness}"));

        (_, last, _) = await Import("allocations", Write(rows));
        Assert.Equal(refused, Refused());
        Assert.Contains("\"documents\":2,\"posted\":0,\"balance\":\"800.00\"", last);
        await Import("allocations", Write("party,payment,invoice,amount\nP,ADV-1,I-1,99.00\n"));
        Assert.Equal(["2: ADV-1 for I-1 was imported before with another amount"], Refused());
        await AssertBooksAreRight();
    }

    [Theory]
    [InlineData("", "is not a CSV file: it is empty")]
    [InlineData("no header here\n", "its first line does not name columns")]
    [InlineData("a,b,c\n1,2,3\n", "it has no column InvoiceNo, StockCode")]
    public async Task What_is_no_such_file_posts_nothing_and_is_said_in_one_sentence(string text, string sentence)
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => Import("online-retail", Write(text), "GBP"));
        Assert.Contains(sentence, failure.Message);
        Assert.Equal(0, await Ask<long>("select count(*) from read.business where name = $1"));
    }

    [Fact]
    public async Task A_run_that_is_stopped_goes_on_where_it_ended()
    {
        var file = Write(Rows(3_000));
        using var stop = new CancellationTokenSource();
        var output = new Said
        {
            OnRemark = remark =>
            {
                if (remark.Contains("posted", StringComparison.Ordinal))
                    stop.Cancel();
            },
        };
        try
        {
            // On a quick machine it is done before it says anything; then the next run has nothing to do, which is right too.
            await new ImportFile("online-retail", file, _business, "GBP", null, null, true).RunAsync(_services, output, stop.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Contains("Stopped; run the same again to go on.", output.Remarks);
        }

        var (_, last, _) = await Import("online-retail", file, "GBP");
        Assert.Contains("\"rowsRead\":3000,\"rowsRefused\":0,\"parties\":50,\"documents\":3000,", last);
        Assert.EndsWith("\"balance\":\"6000.00\"}", last, StringComparison.Ordinal);
        Assert.Equal(3_000, await Ask<long>($"select count(*) from read.entry e {OfBusiness}"));
        await AssertBooksAreRight();
    }

    internal static string Rows(int documents)
    {
        var rows = new StringBuilder(Header);
        for (var i = 0; i < documents; i++)
            rows.Append(CultureInfo.InvariantCulture, $"{i},A,Lamp,1,2010-12-01,2.00,{i % 50},France\n");
        return rows.ToString();
    }

    private async Task<(int ExitCode, string Last, IReadOnlyList<string> Remarks)> Import(
        string layout, string file, string? currency = null, string? cutOver = null)
    {
        var imports = Directory.CreateDirectory(Path.Combine(_data.Path, "imports"));
        foreach (var old in imports.GetFiles().Where(old => old.FullName != file))
            old.Delete();
        var output = new Said();
        var exitCode = await new ImportFile(layout, file, _business, currency, null, cutOver, true)
            .RunAsync(_services, output, CancellationToken.None);
        return (exitCode, output.Lines[^1], output.Remarks);
    }

    /// <summary>Number and reason of each refused row of the last import, in the order of the file.</summary>
    private string[] Refused() =>
    [
        .. CsvFile.Open(Directory.GetFiles(Path.Combine(_data.Path, "imports"), "*-refused.csv").Single()).Rows()
            .Select(row => (Number: int.Parse(row.Fields[0], CultureInfo.InvariantCulture), Reason: row.Fields[1]))
            .OrderBy(row => row.Number).Select(row => $"{row.Number}: {row.Reason}"),
    ];

    private async Task AssertBooksAreRight()
    {
        var business = await Ask<Guid>("select business from read.business where name = $1");
        var report = await Verification.Run(
            _fixture.Databases.Owner, new BusinessId(business), TimeProvider.System, CancellationToken.None);
        Assert.Empty(report.Checks.SelectMany(check => check.Examples));
    }

    private async Task<T> Ask<T>(string sql)
    {
        await using var command = _fixture.Databases.Owner.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _business });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private string Write(string text)
    {
        var path = Path.Combine(_data.Path, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Sample(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LedgerPortal.sln")))
            folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!;
        return Path.Combine(folder, "samples", name);
    }

    private sealed class Said : CommandOutput
    {
        public List<string> Lines { get; } = [];

        public List<string> Remarks { get; } = [];

        public Action<string> OnRemark { get; init; } = _ => { };

        public override ValueTask LineAsync(string line)
        {
            Lines.Add(line);
            return ValueTask.CompletedTask;
        }

        public override ValueTask RemarkAsync(string line)
        {
            Remarks.Add(line);
            OnRemark(line);
            return ValueTask.CompletedTask;
        }
    }
}
