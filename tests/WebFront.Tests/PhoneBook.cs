using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Testing;

/// <summary>Contacts with numbers, and the codes that went to them.</summary>
public sealed class PhoneBook(RunningPortal portal, TestDatabase database)
{
    private static int _numbers = 10_000;

    /// <summary>Nobody else's in this test run.</summary>
    public static string NewNumber() => $"+9198{Interlocked.Increment(ref _numbers):00000000}";

    public async Task<ContactId> Save(Books books, PartyId party, string? mobile, string? email = null, ContactId? known = null)
    {
        var contact = known ?? new ContactId(Guid.NewGuid());
        var vault = portal.Services.GetRequiredService<ContactVault>();
        var bytes = await vault.Seal(books.Business, contact, new ContactDetails("Ramesh Kulkarni", mobile, email));
        (await portal.Grains.Get<IParty>($"{books.Business}/{party}").Execute(new SaveContact
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Contact = new SealedContact(contact, bytes, "owner"),
        })).OrThrow();
        return contact;
    }

    public async Task Remove(Books books, PartyId party, ContactId contact) =>
        (await portal.Grains.Get<IParty>($"{books.Business}/{party}").Execute(
            new RemoveContact { Id = Books.NewId(), By = Actor.System("test"), Contact = contact })).OrThrow();

    /// <summary>The code that reached the number last, as the person reads it there; waits for it.</summary>
    public async Task<string> CodeAt(string number)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await Messages(number) is [var newest, ..])
                return newest.Text[..6];
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>What would have been sent to the number, the newest first.</summary>
    public async Task<IReadOnlyList<Envelope>> Messages(string number)
    {
        var sealing = portal.Services.GetRequiredService<MessageSealing>();
        await using var connection = await database.Databases.Owner.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(Guid Message, byte[] Sealed)>(
            "select message, sealed from access.message where outcome = 'Dropped' order by created_at desc");
        return [.. rows.Select(row => sealing.OpenDropped(row.Message, row.Sealed)!).Where(letter => letter.Address == number)];
    }

    /// <summary>Waits until the queue has nothing left to do: what has not come by then does not come.</summary>
    public async Task Quiet()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var connection = await database.Databases.Owner.OpenConnectionAsync();
        while (await connection.ExecuteScalarAsync<bool>(
            "select exists (select from access.message where done_at is null and set_aside_at is null)"))
            await Task.Delay(50, limit.Token);
    }

    /// <summary>Lets the browser ask again without waiting half a minute.</summary>
    public async Task TimePasses(TimeSpan time)
    {
        await using var connection = await database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update access.sign_in_code set created_at = created_at - @time, expires_at = expires_at - @time,
              proved_at = proved_at - @time
            """, new { time });
    }
}
