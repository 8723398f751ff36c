using System.Globalization;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>Silos as real processes on one PostgreSQL with default durability settings, the oldest first.</summary>
internal sealed class ClusterUnderFaults : IAsyncDisposable
{
    // Of each silo; Orleans has eight more of its own.
    private const int Connections = 24;
    private const int StartsAtMost = 3;
    private static readonly TimeSpan ToNoticeItsEnd = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-faults-").FullName;
    private readonly BenchmarkDatabase _database;
    private readonly List<ProgramUnderTest> _silos = [];
    private readonly List<ProgramUnderTest> _ended = [];
    private volatile IReadOnlyList<Uri> _addresses = [];
    private int _started;

    public ClusterUnderFaults(BenchmarkDatabase database) => _database = database;

    /// <summary>Where pages and API are served.</summary>
    public IReadOnlyList<Uri> Addresses => _addresses;

    /// <summary>The one that has run longest, and therefore has the most ledgers.</summary>
    public ProgramUnderTest Oldest => _silos[0];

    /// <summary>Silos that ended without being told to.</summary>
    public int EndedByThemselves { get; private set; }

    /// <summary>Starts that came to nothing, and were made again.</summary>
    public int StartsInVain { get; private set; }

    /// <summary>Another silo; when it does not come up it is started again, as a service manager would.</summary>
    public async Task Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartOnce();
                return;
            }
            catch (InvalidOperationException failure) when (attempt < StartsAtMost)
            {
                StartsInVain++;
                await Console.Error.WriteLineAsync(failure.Message[..Math.Min(failure.Message.Length, 2_000)]);
            }
        }
    }

    private async Task StartOnce()
    {
        var silo = await ProgramUnderTest.ServeAsync(
            Programs.Cluster, Path.Combine(_folder, $"silo-{++_started}"),
            [
                "--postgres", _database.Connection.ConnectionString, "--secrets", _folder,
                "--silo-port", FreePort.Find(),
                "--connections", Connections.ToString(CultureInfo.InvariantCulture), "--drain-seconds", "1",
            ]);
        _silos.Add(silo);
        _addresses = [.. _silos.Select(each => each.Address)];
    }

    public async Task Kill(ProgramUnderTest silo)
    {
        await silo.SignalAsync("KILL");
        await silo.EndAsync();
        Leave(silo);
    }

    /// <summary>All at once, as when a machine's power goes.</summary>
    public async Task KillAll()
    {
        var silos = _silos.ToList();
        await Task.WhenAll(silos.Select(silo => silo.SignalAsync("KILL")));
        foreach (var silo in silos)
        {
            await silo.EndAsync();
            Leave(silo);
        }
    }

    /// <summary>Ends it as a service manager does, with its farewells.</summary>
    public async Task Stop(ProgramUnderTest silo)
    {
        await silo.SignalAsync("TERM");
        await silo.EndAsync();
        Leave(silo);
    }

    /// <summary>Stands still, goes on. True when it learned that it had been given up, and ended.</summary>
    public async Task<bool> Freeze(ProgramUnderTest silo, TimeSpan time)
    {
        await silo.SignalAsync("STOP");
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await silo.SignalAsync("CONT");
        }

        if (!await Ends(silo, ToNoticeItsEnd))
            return false;
        Leave(silo);
        return true;
    }

    /// <summary>Starts as many as ended meanwhile, as a service manager would.</summary>
    public async Task ReplaceEnded()
    {
        foreach (var silo in _silos.ToList())
        {
            if (!await Ends(silo, TimeSpan.Zero))
                continue;
            await Console.Error.WriteLineAsync($"A silo ended by itself: {silo.Errors.Trim().Split('\n')[^1]}");
            EndedByThemselves++;
            Leave(silo);
            await Start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Concat(_ended))
            await silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>It is a child of this process: it is known at once whether it runs.</summary>
    private static async Task<bool> Ends(ProgramUnderTest silo, TimeSpan within)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(100))
        {
            if (silo.HasEnded)
                return true;
            if (waited >= within)
                return false;
            await Task.Delay(100);
        }
    }

    private void Leave(ProgramUnderTest silo)
    {
        _silos.Remove(silo);
        _ended.Add(silo);
        if (_silos.Count > 0)
            _addresses = [.. _silos.Select(each => each.Address)];
    }
}
