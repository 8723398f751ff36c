using System.Security.Cryptography;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Demonstration;

/// <summary>How to look at the demonstration.</summary>
/// <param name="Token">Of one party's portal link.</param>
internal sealed record DemonstrationSignIn(string Email, string Password, Guid? Token, int Generation);

/// <summary>
/// Makes the business of the demonstration in a host of its own, whose clock runs through the year before today. It is a
/// business that nobody else works on yet, so that the two hosts never meet in a stream.
/// </summary>
internal sealed class Demonstrations(
    Databases databases, AccessSettings settings, ContactVault vault, IServiceScopeFactory scopes, TimeProvider time,
    ILoggerFactory loggers)
{
    private const string OwnerEmail = "anjali@sahyadri.example";

    private string SignInFile => Path.Combine(settings.DataFolder, "secrets", "demonstration");

    /// <summary>Whether the demonstration is there, from its first act to its last.</summary>
    public async Task<bool> IsMade(CancellationToken cancellation) => await Showcase(cancellation) is not null;

    /// <summary>Whether making it was begun, here or by a start before this one that was interrupted.</summary>
    public bool IsBegun => File.Exists(SignInFile);

    /// <summary>Whether the installation has a business or an operator already.</summary>
    public async Task<bool> IsInUse(CancellationToken cancellation)
    {
        await using var command = databases.Owner.CreateCommand(
            "select exists (select from read.business) or exists (select from access.operator)");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>To be printed for who started the program; null when there is no demonstration.</summary>
    public async Task<DemonstrationSignIn?> SignIn(CancellationToken cancellation) =>
        File.Exists(SignInFile) && await Showcase(cancellation) is var (token, generation)
            ? new DemonstrationSignIn(OwnerEmail, await File.ReadAllTextAsync(SignInFile, cancellation), token, generation)
            : null;

    /// <summary>Makes what is not there yet. Made already, or made to a part: the rest is made, and nothing twice.</summary>
    /// <returns>How many commands it took.</returns>
    public async Task<long> Make(CancellationToken cancellation)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(DemonstrationBusiness.Details.TimeZone);
        var today = await FirstDay(cancellation)
            ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var staff = await MakeStaff(cancellation);
        var clock = new DemonstrationClock(zone);
        clock.Begin(today.AddDays(-366));

        await using var writer = QuickWriter();
        await using var host = new EmbeddedHost(writer, clock, loggers);
        var ids = new DemonstrationIds(clock);
        var books = new DemonstrationBooks(host.Grains, staff, ids.Next, EntryOf);
        await books.MakeBusiness();
        foreach (var party in DemonstrationParties.All)
            await books.MakeParty(party, await Contacts(party, cancellation));
        await new DemonstrationYear(books, clock, today).Tell(cancellation);
        await new DemonstrationToday(books, clock, today).Tell();
        return ids.Given;
    }

    /// <summary>
    /// A writer that does not wait for the disk after each commit: thousands of commands follow each other here, and what a
    /// crash would lose is made again. The last commit, of the real host, takes all of them to the disk.
    /// </summary>
    private NpgsqlDataSource QuickWriter() => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(databases.ConnectionString)
        {
            ApplicationName = "ledgerportal demonstration",
            Options = "-c role=ledgerportal_writer -c synchronous_commit=off",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            // The reset would also end the role.
            NoResetOnClose = true,
        }.ConnectionString);

    /// <summary>The day on which a demonstration was begun that was not ended.</summary>
    private async Task<DateOnly?> FirstDay(CancellationToken cancellation)
    {
        await using var command = databases.Owner.CreateCommand(
            "select (created_at at time zone time_zone)::date from read.business where business = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemonstrationBusiness.Id.Value });
        return await command.ExecuteScalarAsync(cancellation) is DateOnly begun
            ? begun.AddDays(366)
            : null;
    }

    private async Task<long> EntryOf(DocumentId document)
    {
        await using var command = databases.Owner.CreateCommand(
            "select entry from read.entry where business = $1 and document = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemonstrationBusiness.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = document.Value });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<(Guid Token, int Generation)?> Showcase(CancellationToken cancellation)
    {
        await using var command = databases.Owner.CreateCommand(
            "select link, generation from read.portal_token where business = $1 and party = $2 and not is_revoked");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemonstrationBusiness.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemonstrationParties.All[0].Id.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    /// <summary>Who works there, in a demonstration that is made.</summary>
    public Task<DemonstrationStaff> Staff(CancellationToken cancellation) => MakeStaff(cancellation);

    private async Task<DemonstrationStaff> MakeStaff(CancellationToken cancellation)
    {
        if (!File.Exists(SignInFile))
        {
            Permissions.MakePrivateFolder(Path.GetDirectoryName(SignInFile)!);
            // A demonstration may end up where others can reach it: its password is nobody's guess.
            Permissions.WritePrivateFile(SignInFile, RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16));
        }

        var password = await File.ReadAllTextAsync(SignInFile, cancellation);
        return new DemonstrationStaff(
            await Operator(OwnerEmail, password, OperatorRole.Owner, "10.20.0.11", cancellation),
            await Operator("rohit@sahyadri.example", password, OperatorRole.Accountant, "10.20.0.12", cancellation),
            await Operator("meera@sahyadri.example", password, OperatorRole.Collector, "10.20.0.14", cancellation));
    }

    private async Task<Actor> Operator(
        string email, string password, OperatorRole role, string from, CancellationToken cancellation)
    {
        if (await OperatorOf(email, cancellation) is { } there)
            return Actor.Operator(there, from);
        await using var scope = scopes.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<Operators>()
            .Create(email, password, DemonstrationBusiness.Id, role);
        if (!made.Succeeded)
            throw new InvalidOperationException($"{email} was refused: {made}");
        return Actor.Operator((await OperatorOf(email, cancellation))!.Value, from);
    }

    private async Task<Guid?> OperatorOf(string email, CancellationToken cancellation)
    {
        await using var command = databases.Access.CreateCommand("select id from access.operator_user where email = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email });
        return await command.ExecuteScalarAsync(cancellation) as Guid?;
    }

    private async Task<List<SealedContact>> Contacts(DemonstrationParty party, CancellationToken cancellation)
    {
        var contacts = new List<SealedContact>();
        foreach (var name in party.Persons)
        {
            var contact = new ContactId(Id.Derive(party.Id.Value, "contact " + name));
            var first = name.Split(' ')[0].ToLowerInvariant();
            var details = new ContactDetails(
                name, $"+9199000{party.Number:00}{contacts.Count + 1:000}", $"{first}@{party.Code.ToLowerInvariant()}.example");
            contacts.Add(new SealedContact(
                contact, await vault.Seal(DemonstrationBusiness.Id, contact, details, cancellation),
                contacts.Count == 0 ? "owner" : "accounts"));
        }

        return contacts;
    }
}
