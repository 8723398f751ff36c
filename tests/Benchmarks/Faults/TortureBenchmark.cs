namespace LedgerPortal.Benchmarks.Faults;

/// <summary>
/// The embedded edition's bad days: the real program and the PostgreSQL that it brings are killed under load, connections
/// break, PostgreSQL stands still, and the disk is full. Ctrl-C ends it after the round under way.
/// </summary>
internal static class TortureBenchmark
{
    /// <summary>PostgreSQL makes its folder in about 60 of them, and keeps 64 of its log by itself.</summary>
    private const int SmallMebibytes = 320;

    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IsFull = TimeSpan.FromSeconds(5);

    /// <summary>False when something was lost, doubled or refused unclearly.</summary>
    public static async Task<bool> Run(FaultSettings settings)
    {
        using var stop = new Interruption();
        var folder = Directory.CreateTempSubdirectory("ledgerportal-torture-").FullName;
        // Who runs as root lets PostgreSQL run as somebody else, who has to pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var trials = new List<(FaultTrials Of, bool CanFail)>();
        string version;
        await using (var program = await ProgramUnderFaults.Start(folder))
        {
            await using (var ask = program.Databases.Owner.CreateCommand("select version()"))
                version = (string)(await ask.ExecuteScalarAsync())!;
            var (business, callers) = await program.MakeBusiness(settings.Ledgers);
            var of = new FaultTrials(program.Databases, business, callers, () => program.Addresses, stop.Token);
            await of.Try(new Fault("kill -9 of the program", settings.ProgramKills, _ => program.Kill()));
            await of.Try(new Fault(
                "PostgreSQL killed or stopped at once", settings.PostgresKills,
                round => program.EndPostgres(round % 2 == 0 ? "KILL" : "QUIT")));
            await of.Try(new Fault("all connections to PostgreSQL broken", settings.Resets, _ => program.ResetConnections()));
            await of.Try(new Fault(
                $"PostgreSQL stands still for {StandsStill.TotalSeconds:N0} s", settings.StandingsStill, _ => program.FreezePostgres(StandsStill)));
            if (of.Table.Count > 0)
                trials.Add((of, await of.CanFail()));
        }

        Directory.Delete(folder, recursive: true);
        if (settings.FullDisks > 0 && !stop.Token.IsCancellationRequested)
        {
            await using var disk = await SmallFileSystem.Make(SmallMebibytes);
            if (disk is null)
                Console.WriteLine("LEFT OUT: the full disk. A small file system is made by root on Linux only.");
            else
                trials.Add(await OnSmallDisk(disk, settings, stop.Token));
        }

        if (trials.Count == 0)
        {
            Console.WriteLine("LEFT OUT: the embedded edition. No fault of it was asked for.");
            return true;
        }

        foreach (var (of, canFail) in trials)
            of.Print(canFail);
        var right = trials.TrueForAll(each => each.CanFail && each.Of.IsRight);
        var audit = right ? $"AUDIT OK n={trials.Sum(each => each.Of.Acknowledged)}" : "AUDIT FAILED";
        Console.WriteLine(right ? audit : $"{audit}: see above.");
        await Rounds.Write(settings.Output, "torture", new
        {
            machine = Rounds.Machine(version),
            settings = new { settings.Ledgers, standsStillSeconds = StandsStill.TotalSeconds, isFullSeconds = IsFull.TotalSeconds },
            figures = trials.SelectMany(each => each.Of.Figures).ToList(),
            faults = trials.SelectMany(each => each.Of.Table).ToList(),
            audit,
        });
        return right;
    }

    private static async Task<(FaultTrials Of, bool CanFail)> OnSmallDisk(SmallFileSystem disk, FaultSettings settings, CancellationToken stop)
    {
        await using var program = await ProgramUnderFaults.Start(Path.Combine(disk.Path, "data"));
        var (business, callers) = await program.MakeBusiness(settings.Ledgers);
        var of = new FaultTrials(program.Databases, business, callers, () => program.Addresses, stop);
        await of.Try(new Fault($"disk full for {IsFull.TotalSeconds:N0} s", settings.FullDisks, async _ =>
        {
            disk.Fill();
            try
            {
                await Task.Delay(IsFull, CancellationToken.None);
            }
            finally
            {
                disk.MakeRoom();
            }

            program.Databases.ForgetConnections();
        }));
        return (of, await of.CanFail());
    }
}
