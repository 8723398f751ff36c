using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>The embedded edition as a real process with the PostgreSQL that it brings, on a data folder of its own.</summary>
internal sealed class ProgramUnderFaults : IAsyncDisposable
{
    private const int Connections = 12;
    private readonly string _folder;
    private ProgramUnderTest _program;

    private ProgramUnderFaults(string folder, ProgramUnderTest program)
    {
        (_folder, _program) = (folder, program);
        Databases = new Databases(
            EmbeddedPostgres.FindConnectionString(folder) ?? throw new InvalidOperationException("It has no database."), Connections);
    }

    public Databases Databases { get; }

    public IReadOnlyList<Uri> Addresses => [_program.Address];

    public static async Task<ProgramUnderFaults> Start(string folder) =>
        new(folder, await ProgramUnderTest.ServeAsync(Programs.Embedded, folder, []));

    /// <summary>With customers, made by commands.</summary>
    public async Task<(BusinessId Business, IReadOnlyList<Caller> Callers)> MakeBusiness(int parties)
    {
        await using var host = new EmbeddedHost(Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        return await Caller.Make(host.Grains, Databases, parties);
    }

    /// <summary>Its PostgreSQL ends with it; a service manager starts it again.</summary>
    public async Task Kill()
    {
        await _program.SignalAsync("KILL");
        await _program.EndAsync();
        await _program.DisposeAsync();
        _program = await ProgramUnderTest.ServeAsync(Programs.Embedded, _folder, []);
        Databases.ForgetConnections();
    }

    /// <summary>By signal: <c>KILL</c> as out of memory, <c>QUIT</c> an immediate stop. Nobody but the program starts it again.</summary>
    public async Task EndPostgres(string signal)
    {
        var server = Server;
        await ProgramUnderTest.SignalAsync(signal, server);
        await UntilIsGone(server);
        Databases.ForgetConnections();
    }

    /// <summary>Every connection to PostgreSQL breaks, whatever it is in the middle of.</summary>
    public async Task ResetConnections()
    {
        await using var command = Databases.Owner.CreateCommand(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid()
            """);
        await command.ExecuteScalarAsync();
        Databases.ForgetConnections();
    }

    /// <summary>All processes of PostgreSQL stand still, then go on.</summary>
    public async Task FreezePostgres(TimeSpan time)
    {
        var server = Server.ToString(CultureInfo.InvariantCulture);
        await Signal("STOP");
        await Task.Delay(time);
        await Signal("CONT");

        async Task Signal(string signal)
        {
            foreach (var selection in new[] { "--parent", "--pgroup" })
            {
                using var kill = Process.Start("pkill", [$"-{signal}", selection, server]);
                await kill.WaitForExitAsync();
            }

            await ProgramUnderTest.SignalAsync(signal, int.Parse(server, CultureInfo.InvariantCulture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await _program.DisposeAsync();
    }

    private int Server => int.Parse(
        File.ReadLines(Path.Combine(_folder, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static async Task UntilIsGone(int process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        // Where nobody collects the ended, they stay listed without a command line.
        while (File.Exists($"/proc/{process}/cmdline") && await Line() is { Length: > 0 })
            await Task.Delay(20, limit.Token);

        async Task<string?> Line()
        {
            try
            {
                return await File.ReadAllTextAsync($"/proc/{process}/cmdline", limit.Token);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
