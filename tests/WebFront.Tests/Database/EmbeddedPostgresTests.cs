using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>The program and the PostgreSQL under it live and die together, whichever is killed.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_ends_the_program_and_its_PostgreSQL_cleanly(string signal)
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        var server = ServerProcess();

        await program.SignalAsync(signal);

        Assert.Equal(0, await program.EndAsync());
        Assert.False(IsAtWork(server));
        Assert.Equal("", program.Errors);
        Assert.Contains("database system is shut down", ServerLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_while_it_starts_leaves_nothing_behind()
    {
        var starting = ProgramUnderTest.ServeAsync(_data.Path);
        var folder = _data.Below("postgres");
        await UntilAsync(() => Directory.Exists(folder));
        // The lock names nobody, so the process is found by what it works on.
        await ProgramUnderTest.SignalAsync("TERM", await ProcessOfAsync($"--data\0{_data.Path}"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => starting);
        await UntilAsync(() => !File.Exists(PidFile));
        await using var again = await ProgramUnderTest.ServeAsync(_data.Path);
    }

    [Fact]
    public async Task PostgreSQL_ends_by_itself_when_the_program_is_killed_and_what_was_committed_is_there_again()
    {
        await using (var program = await ProgramUnderTest.ServeAsync(_data.Path))
        {
            await ExecuteAsync("create table kept as select 1 as n");
            var server = ServerProcess();
            await program.SignalAsync("KILL");
            await program.EndAsync();
            await UntilAsync(() => !IsAtWork(server));
        }
        await using var again = await ProgramUnderTest.ServeAsync(_data.Path);
        Assert.Equal(1, await ExecuteAsync("select n from kept"));
    }

    [Fact]
    public async Task A_PostgreSQL_left_behind_by_a_killed_program_is_stopped_by_the_next_one()
    {
        int leftover;
        await using (var program = await ProgramUnderTest.ServeAsync(_data.Path))
        {
            leftover = ServerProcess();
            await ProgramUnderTest.SignalAsync("STOP", program.ProcessId);
            await ProgramUnderTest.SignalAsync("KILL", await ProcessOfAsync($"pg_ctl\0{_data.Below("postgres", "data")}"));
            await program.SignalAsync("KILL");
            await program.EndAsync();
        }
        Assert.True(IsAtWork(leftover));

        await using var again = await ProgramUnderTest.ServeAsync(_data.Path);
        Assert.False(IsAtWork(leftover));
        Assert.NotEqual(leftover, ServerProcess());
    }

    [Fact]
    public async Task The_program_stops_its_PostgreSQL_also_when_the_shell_between_them_was_killed()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        var server = ServerProcess();
        await ProgramUnderTest.SignalAsync("KILL", await ProcessOfAsync($"pg_ctl\0{_data.Below("postgres", "data")}"));
        await program.SignalAsync("INT");
        Assert.Equal(0, await program.EndAsync());
        Assert.False(IsAtWork(server));
    }

    [Theory]
    [InlineData("KILL")]
    // Stopped by somebody else: it says good-bye to the program before it is gone.
    [InlineData("QUIT")]
    [InlineData("INT")]
    public async Task A_PostgreSQL_that_ended_is_started_again_by_the_running_program(string signal)
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        await ExecuteAsync("create table kept as select 1 as n");
        var killed = ServerProcess();

        await ProgramUnderTest.SignalAsync(signal, killed);

        await UntilAsync(() => NotedServer() is { } server && server != killed && IsAtWork(server));
        await UntilAnsweringAsync();
        Assert.Equal(1, await ExecuteAsync("select n from kept"));
        // It answers before the program has its lock again: to be stopped in between is all the same.
        await program.SignalAsync("INT");
        var exitCode = await program.EndAsync();
        Assert.True(exitCode == 0, $"It ended with {exitCode}: {program.Errors}");
    }

    [Fact]
    public async Task A_note_of_a_server_that_now_names_somebody_elses_process_does_not_keep_it_from_starting()
    {
        await using (await ProgramUnderTest.ServeAsync(_data.Path))
        {
        }
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n{_data.Below("postgres", "data")}\n");

        await using var again = await ProgramUnderTest.ServeAsync(_data.Path);
        Assert.NotEqual(Environment.ProcessId, ServerProcess());
    }

    [Fact]
    public async Task What_a_crash_left_half_made_is_thrown_away()
    {
        var halfMade = Directory.CreateDirectory(_data.Below("postgres", "data.new"));
        await File.WriteAllTextAsync(Path.Combine(halfMade.FullName, "PG_VERSION"), "18\n");

        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        Assert.False(halfMade.Exists && Directory.Exists(halfMade.FullName));
    }

    [Fact]
    public async Task A_data_folder_with_a_path_too_long_for_sockets_works()
    {
        var deep = _data.Below(new string('d', 60), new string('e', 60));
        await using var program = await ProgramUnderTest.ServeAsync(deep);
        var (exitCode, output, _) = await ProgramUnderTest.RunAsync(deep, "status");
        Assert.Equal(0, exitCode);
        Assert.Contains(deep, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_with_a_sentence()
    {
        await using (await ProgramUnderTest.ServeAsync(_data.Path))
        {
        }
        await File.WriteAllTextAsync(_data.Below("postgres", "data", "PG_VERSION"), "17\n");

        var (exitCode, _, errors) = await ProgramUnderTest.RunAsync(_data.Path, "serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Contains("was written by PostgreSQL 17", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Durability_settings_are_PostgreSQLs_defaults_and_text_sorts_the_same_on_every_machine()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes", "data_checksums" })
            Assert.Equal("on", await ExecuteAsync($"select current_setting('{setting}')"));
        Assert.Equal("UTF8", await ExecuteAsync("select current_setting('server_encoding')"));
        Assert.Equal(
            "C.UTF-8",
            await ExecuteAsync("select datlocale from pg_database where datname = current_database() and datlocprovider = 'b'"));
    }

    [Fact]
    public async Task Nobody_else_reads_the_password_and_no_port_is_open()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data.Below("postgres", "password")));
        }
        Assert.Equal("", await ExecuteAsync("select current_setting('listen_addresses')"));
    }

    private string PidFile => _data.Below("postgres", "data", "postmaster.pid");

    private int ServerProcess() => NotedServer() ?? throw new InvalidOperationException("There is no server.");

    /// <summary>Null while there is none, and while one that starts has not written its note yet.</summary>
    private int? NotedServer()
    {
        try
        {
            return int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string ServerLog() => File.ReadAllText(_data.Below("postgres", "run", "server.log"));

    /// <summary>Exists and has not ended; where nobody collects the ended, they stay listed without a command line.</summary>
    private static bool IsAtWork(int processId)
    {
        var file = $"/proc/{processId}/cmdline";
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<int> ProcessOfAsync(string partOfCommandLine)
    {
        int? found = null;
        await UntilAsync(() => (found = Find()) is not null);
        return found!.Value;

        int? Find()
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(name => char.IsAsciiDigit(name[^1])))
            {
                try
                {
                    if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(partOfCommandLine, StringComparison.Ordinal))
                        return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    // Ended while it was looked at.
                }
            }
            return null;
        }
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(EmbeddedPostgres.FindConnectionString(_data.Path)!) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private Task UntilAnsweringAsync() => UntilAsync(async () =>
    {
        try
        {
            await ExecuteAsync("select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(50))
            Assert.True(waited.Elapsed < Limit, "It did not come about in time.");
    }
}
