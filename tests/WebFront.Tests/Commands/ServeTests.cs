using System.Net;
using System.Net.Sockets;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Commands;

/// <summary>What is wrong is said in one plain sentence, with exit code 1.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_second_instance_on_a_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = await ProgramUnderTest.ServeAsync(_data.Path);
        await RefusedAsync($"The data folder {_data.Path} is in use by another LedgerPortal");
        using var instance = await first.ConnectAsync();
        Assert.Equal(_data.Path, instance.Description.DataFolder);
    }

    [Fact]
    public async Task A_taken_port_is_refused_before_any_data_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await RefusedAsync($"Port {port} is taken by another program", "--urls", $"http://localhost:{port}");
        await RefusedAsync($"Port {port} is taken by another program", "--urls", $"http://127.0.0.1:{port}");
        await RefusedAsync($"Port {port} is taken by another program", "--urls", $"http://*:{port}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("http://")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://ledger.example.com:80")]
    [InlineData("https://localhost:5081")]
    [InlineData(";")]
    public Task An_address_that_cannot_be_listened_on_is_refused(string urls) =>
        RefusedAsync("http", "--urls", urls);

    [Theory]
    [InlineData("ledger.example.com")]
    [InlineData("ftp://ledger.example.com")]
    [InlineData("https://ledger.example.com/portal?x")]
    public Task A_public_address_that_is_none_is_refused(string url) =>
        RefusedAsync("--public-url is an address like", "--public-url", url);

    [Theory]
    [InlineData("proxy.example.com")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8;anyone")]
    public Task A_proxy_that_is_no_address_is_refused(string proxies) =>
        RefusedAsync("--proxies names addresses or networks", "--proxies", proxies);

    [Fact]
    public void Proxies_are_single_addresses_and_networks() => Assert.Equal(
        ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::7/128"],
        ServeOptions.ParseProxies(" 10.0.0.0/8; 192.0.2.7 ;2001:db8::7;").Select(network => network.ToString()));

    [Theory]
    [InlineData("ledgerportal", "--postgres is not a connection string")]
    [InlineData("Database=ledgerportal", "--postgres names no host")]
    [InlineData("Host=localhost;Colour=red", "--postgres is not a connection string")]
    [InlineData("Host=localhost;Port=1;Username=me", "Cannot reach PostgreSQL at localhost:1")]
    [InlineData("Host=nowhere.invalid;Username=me", "Cannot reach PostgreSQL at nowhere.invalid:5432")]
    public Task A_connection_string_that_leads_nowhere_is_refused(string connection, string sentence) =>
        RefusedAsync(sentence, "--postgres", connection);

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_refused()
    {
        await using var database = await PostgresServer.CreateEmptyDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "wrong" };
        await RefusedAsync("password authentication failed", "--postgres", wrong.ConnectionString);
        var missing = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nothing" };
        await RefusedAsync("database \"nothing\" does not exist", "--postgres", missing.ConnectionString);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_refused()
    {
        var file = _data.Below("file");
        await File.WriteAllTextAsync(file, "");
        var (exitCode, _, errors) = await ProgramUnderTest.RunAsync(
            Path.Combine(file, "below"), "serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The data folder", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_mistyped_option_is_refused() => await RefusedAsync("--urlz", "--urlz", "http://127.0.0.1:0");

    [Fact]
    public async Task Two_hosts_never_work_on_one_database_and_a_killed_one_keeps_nobody_out()
    {
        await using var database = await PostgresServer.CreateEmptyDatabaseAsync();
        var first = await ProgramUnderTest.ServeAsync(_data.Below("first"), "--postgres", database.ConnectionString);
        await RefusedAsync("is in use by another LedgerPortal", "--postgres", database.ConnectionString);

        await first.SignalAsync("KILL");
        await first.EndAsync();
        await using var second = await ProgramUnderTest.ServeAsync(_data.Path, "--postgres", database.ConnectionString);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_loses_its_lock_on_the_database_stops()
    {
        await using var database = await PostgresServer.CreateEmptyDatabaseAsync();
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path, "--postgres", database.ConnectionString);

        await using var command = database.Databases.Owner.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity " +
            "where application_name = 'ledgerportal host' and datname = current_database()");
        Assert.Equal(true, await command.ExecuteScalarAsync());

        Assert.Equal(1, await program.EndAsync());
        Assert.StartsWith("The connection to the database was lost", program.Errors, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string sentence, params string[] arguments)
    {
        string[] address = arguments.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var (exitCode, _, errors) = await ProgramUnderTest.RunAsync(_data.Path, ["serve", .. address, .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }
}
