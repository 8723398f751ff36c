using System.Diagnostics;
using LedgerPortal.Database;
using Npgsql;
using Orleans.Runtime;

namespace LedgerPortal.Hosting;

/// <summary>
/// Tells the cluster at once which of its members is gone, with PostgreSQL as the witness. Each member holds a
/// connection under its own name and asks on it four times a second how long those of the others have been silent. The system
/// closes the connection of a killed process at once, also when all were killed together; that of a frozen one falls
/// silent. Probes between silos, which wait for answers, remain for what no connection shows: a cut between the silos.
/// </summary>
/// <remarks>
/// A member that cannot ask PostgreSQL anything for so long can append nothing either, so that nothing is lost by giving
/// it up. It asks on a thread of its own: a busy process is not silent. Who was late itself gives nobody up.
/// </remarks>
internal sealed class Witness(
    Databases databases, ILocalSiloDetails own, IClusterMembershipService cluster, ILogger<Witness> log) : IHostedService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LateItself = TimeSpan.FromMilliseconds(1_500);

    /// <summary>A connection that merely broke is made again sooner.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FrozenAfter = TimeSpan.FromMilliseconds(2_500);

    private const string NamePrefix = "ledgerportal ";

    // Of itself too: the first row is always there. A connection that has asked nothing yet speaks by being opened; one
    // whose times this role may not see is only known to be there.
    private const string Silences =
        """
        select application_name,
          extract(epoch from clock_timestamp() - coalesce(max(query_start), max(backend_start), clock_timestamp()))::float8,
          extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8
        from pg_stat_activity where datname = current_database() and application_name like 'ledgerportal %@%'
        group by application_name
        """;

    private readonly object _stopping = new();
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<SiloAddress, long> _missedSince = [];
    private bool _isStopping;

    /// <summary>On return the others can see this member: nobody joins the cluster before.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Watch) { IsBackground = true, Name = "witness" }.Start();
        return _seen.Task.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            _isStopping = true;
            Monitor.Pulse(_stopping);
        }

        return Task.CompletedTask;
    }

    /// <summary>False when it is time to end.</summary>
    private bool Pause()
    {
        lock (_stopping)
            return !_isStopping && !Monitor.Wait(_stopping, Period);
    }

    private void Watch()
    {
        var settings = new NpgsqlConnectionStringBuilder(databases.ConnectionString)
        {
            ApplicationName = NameOf(own.SiloAddress),
            Pooling = false,
            Timeout = 2,
            CommandTimeout = 2,
        };
        do
        {
            try
            {
                using var connection = new NpgsqlConnection(settings.ConnectionString);
                connection.Open();
                WatchOn(connection);
                return;
            }
            catch (Exception away) when (away is NpgsqlException or IOException or TimeoutException)
            {
                // Others may miss PostgreSQL too; nobody is given up for that.
            }
        }
        while (Pause());
    }

    private void WatchOn(NpgsqlConnection connection)
    {
        using var silences = new NpgsqlCommand(Silences, connection);
        silences.Prepare();
        _missedSince.Clear();
        var last = Stopwatch.GetTimestamp();
        do
        {
            var (heard, serverIsUpFor) = Ask(silences);
            _seen.TrySetResult();
            // When PostgreSQL was started again, the others have so long to come back to it.
            if (Stopwatch.GetElapsedTime(last) < LateItself && serverIsUpFor > FrozenAfter)
                GiveUp(heard);
            else
                _missedSince.Clear();
            last = Stopwatch.GetTimestamp();
        }
        while (Pause());
    }

    private static (Dictionary<string, TimeSpan> Heard, TimeSpan ServerIsUpFor) Ask(NpgsqlCommand silences)
    {
        var heard = new Dictionary<string, TimeSpan>();
        var serverIsUpFor = TimeSpan.Zero;
        using var reader = silences.ExecuteReader();
        while (reader.Read())
        {
            heard[reader.GetString(0)] = TimeSpan.FromSeconds(reader.GetDouble(1));
            serverIsUpFor = TimeSpan.FromSeconds(reader.GetDouble(2));
        }

        return (heard, serverIsUpFor);
    }

    private void GiveUp(Dictionary<string, TimeSpan> heard)
    {
        foreach (var (address, member) in cluster.CurrentSnapshot.Members)
        {
            if (member.Status is SiloStatus.Dead or SiloStatus.None or SiloStatus.Created || address.Equals(own.SiloAddress))
                continue;
            var isThere = heard.TryGetValue(NameOf(address), out var silence);
            if (isThere && silence < FrozenAfter)
            {
                _missedSince.Remove(address);
                continue;
            }

            var now = Stopwatch.GetTimestamp();
            if (!_missedSince.TryGetValue(address, out var since))
                _missedSince[address] = since = now;
            if (!isThere && Stopwatch.GetElapsedTime(since, now) < GoneAfter)
                continue;
            // Asked again at the next look, should the cluster's table not be written now.
            log.LogWarning("Silo {Silo} is given up: its connection {Why}.", address, isThere ? "fell silent" : "is gone");
            _ = cluster.TryKill(address);
        }
    }

    /// <summary>Within the 63 bytes that PostgreSQL keeps of a name; what tells silos apart stands at the end.</summary>
    private static string NameOf(SiloAddress silo)
    {
        var name = silo.ToParsableString();
        return NamePrefix + name[Math.Max(0, name.Length + NamePrefix.Length - 63)..];
    }
}
