using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LedgerPortal.Hosting;

/// <summary>The embedded edition's grains on one database: journal, outbox and feed, put together.</summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly InProcessLiveFeed _feed = new();
    private readonly PostgresJournal _journal;

    /// <param name="writerRole">Connections that act as <c>ledgerportal_writer</c>.</param>
    public EmbeddedHost(
        NpgsqlDataSource writerRole, TimeProvider time, ILoggerFactory loggers, InProcessGrainsOptions? options = null)
    {
        _journal = new PostgresJournal(writerRole, _feed);
        Outbox = new Outbox(writerRole, () => Grains!, time, loggers.CreateLogger<Outbox>());
        Grains = new InProcessGrains(
            grains => GrainTypes.Makers(
                new GrainServices(_journal, Outbox, grains, time), new SqlLedgerFacts(writerRole)), time, options);
    }

    public InProcessGrains Grains { get; }

    public ILiveFeed Feed => _feed;

    public IJournal Journal => _journal;

    public Outbox Outbox { get; }

    /// <summary>Ends in the order of the flow: obligations, then the journal, then the feed. Commits under way complete.</summary>
    public async ValueTask DisposeAsync()
    {
        await Outbox.DisposeAsync();
        await _journal.DisposeAsync();
        await _feed.DisposeAsync();
    }
}
