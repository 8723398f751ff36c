using System.Globalization;
using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Commands;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary><c>import LAYOUT FILE</c>, where the grains are.</summary>
internal sealed record ImportFile(
    string Layout, string File, string Business, string? Currency, int? TermsDays, string? CutOver, bool IsJson)
    : IHostedCommand
{
    /// <summary>How long postings that are on their way are waited for at the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation)
    {
        var folder = Path.Combine(services.GetRequiredService<AccessSettings>().DataFolder, "imports");
        var time = services.GetRequiredService<TimeProvider>();
        var grains = services.GetRequiredService<IGrains>();
        var owner = services.GetRequiredService<Databases>().Owner;

        // Everything that is wrong with the wish itself is said before anything is made.
        var layout = Layouts.Of(Layout);
        var file = CsvFile.Open(File);
        _ = new ImportColumns(file, layout);
        var currency = Currency is null ? (Currency?)null : CurrencyOf(Currency);
        var business = await ImportedBusiness.FindOrMake(owner, grains, Business, currency, cancellation);
        var settings = SettingsOf(business, currency);

        using var refused = new RefusedRows(folder, file, time.GetUtcNow());
        using var run = new ImportRun(file, layout, settings, refused, grains, owner, time, output.RemarkAsync);
        long waiting;
        Money balance;
        try
        {
            await run.Run(cancellation);
            waiting = await Settle(owner, business.Id, time, cancellation);
            balance = await BalanceOf(owner, settings, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await output.RemarkAsync("Stopped; run the same again to go on.");
            throw;
        }

        refused.Dispose();
        await Report(output, business, settings.Currency, run.Counts, refused, balance);
        if (waiting == 0)
            return ExitCodes.Done;
        await output.RemarkAsync(
            $"{waiting} postings have yet to reach their ledgers; they are tried again while LedgerPortal runs.");
        return ExitCodes.Failed;
    }

    private ImportSettings SettingsOf(BusinessView business, Currency? currency)
    {
        if (TermsDays is < 0 or > 365)
            throw new CommandFailedException("--terms is a number of days from 0 to 365.");
        DateOnly? cutOver = CutOver is null ? null
            : DateText.Read(CutOver, DateOrder.DayFirst)
              ?? throw new CommandFailedException($"--cut-over is a date like 2026-03-31, not \"{CutOver}\".");
        return new ImportSettings(
            business.Id, business.Details, currency ?? business.Details.Currency, TermsDays ?? business.Details.TermsDays,
            DateOrder.DayFirst, cutOver);
    }

    private async Task Report(
        CommandOutput output, BusinessView business, Currency currency, ImportCounts counts, RefusedRows refused, Money balance)
    {
        foreach (var (reason, count) in refused.Reasons.Take(10))
            await output.RemarkAsync($"{Text(count)} rows refused: {reason}");
        if (refused.Path is not null)
            await output.RemarkAsync($"The refused rows are in {refused.Path}");
        if (IsJson)
        {
            await output.LineAsync(JsonSerializer.Serialize(
                new
                {
                    counts.RowsRead,
                    counts.RowsRefused,
                    counts.Parties,
                    counts.Documents,
                    counts.Posted,
                    Balance = balance.ToInvariantString(),
                },
                JsonSerializerOptions.Web));
            return;
        }

        await output.LineAsync(
            $"{Text(counts.RowsRead)} rows read, {Text(counts.RowsRefused)} refused; {Text(counts.Documents)} documents of " +
            $"{Text(counts.Parties)} parties, {Text(counts.Posted)} of them posted now.");
        await output.LineAsync(
            $"The parties of {business.Details.Name} owe {balance.ToInvariantString()} {currency} together.");
    }

    private static Currency CurrencyOf(string code) => LedgerPortal.Currency.TryParse(code.ToUpperInvariant(), out var currency)
        ? currency
        : throw new CommandFailedException($"\"{code}\" is not a currency; write it like GBP.");

    /// <summary>Waits until every posting has reached its ledger. The outbox is swept all the while.</summary>
    private static async Task<long> Settle(
        NpgsqlDataSource owner, BusinessId business, TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            await using var command = owner.CreateCommand(
                "select count(*) from journal.outbox where business = $1 and posting_date is not null");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
            var waiting = (long)(await command.ExecuteScalarAsync(cancellation))!;
            if (waiting == 0 || time.GetElapsedTime(started) > Patience)
                return waiting;
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    private static async Task<Money> BalanceOf(
        NpgsqlDataSource owner, ImportSettings settings, CancellationToken cancellation)
    {
        await using var command = owner.CreateCommand(
            "select coalesce(sum(balance_minor), 0)::bigint from read.ledger where business = $1 and currency = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = settings.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settings.Currency.Code });
        return new Money((long)(await command.ExecuteScalarAsync(cancellation))!, settings.Currency);
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
