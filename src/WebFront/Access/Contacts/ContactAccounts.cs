using Dapper;
using LedgerPortal.Database;
using LedgerPortal.Notices;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>Who proved to be the owner of an address.</summary>
/// <param name="AddressHash">By <see cref="PersonAddresses"/>.</param>
/// <param name="Persons">As whom the password lets in now; never empty.</param>
public sealed record VerifiedContact(byte[] AddressHash, IReadOnlyList<KnownPerson> Persons);

/// <summary>
/// Contacts who sign in with e-mail address and password. One password an address, however many parties of however many
/// businesses it stands for. The address itself is not here: an account is found by the same hash as a person
/// (<see cref="PersonAddresses"/>), and goes with the last of its persons who is erased.
/// </summary>
public sealed class ContactAccounts(
    Databases databases, PersonAddresses addresses, Persons persons, TimeProvider time)
{
    private const int TriesBeforeLock = 5;

    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    /// <summary>How long a link to a new password is good.</summary>
    public static readonly TimeSpan ResetTime = TimeSpan.FromHours(1);

    private const int ResetsADay = 5;

    static ContactAccounts() => SqlTypes.Register();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private sealed record Row(Guid Account, string? PasswordHash, Guid SecurityStamp, bool IsLocked);

    /// <summary>
    /// Checks address and password; null when they are refused, whatever the reason. Five wrong passwords in a row lock the
    /// account for five minutes, without telling: meanwhile the right one is refused too.
    /// </summary>
    public async Task<VerifiedContact?> Verify(string email, string password)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var found = await Find(connection, email);
        var isUsable = found is { PasswordHash: not null, IsLocked: false };
        if (!ContactPasswords.IsRight(isUsable ? found!.PasswordHash : null, password))
        {
            await CountFailure(connection, found is { IsLocked: false } ? found.Account : Guid.Empty);
            return null;
        }

        await connection.ExecuteAsync(
            "update access.contact_account set failures = 0 where account = @Account and failures > 0", found);
        var hash = addresses.Hash(Medium.Email, email);
        var admitted = await Admitted(hash);
        return admitted.Count == 0 ? null : new VerifiedContact(hash, admitted);
    }

    /// <summary>
    /// As whom the password of an address lets in now: invited and accepted, the address still theirs, the party shared, the
    /// portal on.
    /// </summary>
    public async Task<IReadOnlyList<KnownPerson>> Admitted(byte[] addressHash, CancellationToken cancellation = default)
    {
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        var accepted = (await connection.QueryAsync<(Guid Business, Guid Person)>(
            """
            select p.business, p.person from access.contact_account a, access.contact_parties(a.account) p
            where a.email_hash = @addressHash
            """, new { addressHash })).ToHashSet();
        return [.. (await persons.At(addressHash, cancellation))
            .Where(person => accepted.Contains((person.Business.Value, person.Contact.Value)))];
    }

    /// <summary>Whether somebody has set a password for this address.</summary>
    public async Task<bool> HasPassword(string email)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await Find(connection, email) is { PasswordHash: not null };
    }

    /// <summary>
    /// Makes the person one of those whom the address's password lets in; for an address without one, with this password.
    /// Safe to repeat. It lets nobody in before the invitation is accepted.
    /// </summary>
    /// <param name="business">That invites.</param>
    /// <param name="party">Of the contact.</param>
    /// <param name="contact">Who is invited.</param>
    /// <param name="email">The contact's address.</param>
    /// <param name="password">Checked by <see cref="ContactPasswords.ProblemOf"/>; of an account that is there, its own.</param>
    /// <returns>False when the address has a password and it is another one.</returns>
    public async Task<bool> Join(BusinessId business, PartyId party, ContactId contact, string email, string password)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            insert into access.contact_account (account, email_hash, security_stamp) values (@account, @hash, @stamp)
            on conflict (email_hash) do nothing
            """,
            new { account = Guid.CreateVersion7(time.GetUtcNow()), hash = addresses.Hash(Medium.Email, email), stamp = Guid.NewGuid() });
        var found = (await Find(connection, email, forUpdate: true))!;
        if (found.PasswordHash is null)
        {
            await connection.ExecuteAsync(
                "update access.contact_account set password_hash = @hash where account = @Account",
                new { found.Account, hash = ContactPasswords.Hash(password) });
        }
        else if (found.IsLocked || !ContactPasswords.IsRight(found.PasswordHash, password))
        {
            await CountFailure(connection, found.IsLocked ? Guid.Empty : found.Account);
            await transaction.CommitAsync();
            return false;
        }

        await connection.ExecuteAsync(
            """
            insert into access.contact_membership (business, person, party, account)
            select @business, @person, @party, @Account
            where exists (select from access.person_key where business = @business and person = @person)
            on conflict (business, person) do update set party = excluded.party, account = excluded.account
            """, new { business = business.Value, person = contact.Value, party = party.Value, found.Account });
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>The stamp of the password by which this person comes in; null when there is none.</summary>
    public async Task<Guid?> StampOf(BusinessId business, ContactId contact)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Guid?>(
            """
            select a.security_stamp from access.contact_membership m
            join access.contact_account a on a.account = m.account
            where m.business = @business and m.person = @person and a.password_hash is not null
            """, new { business = business.Value, person = contact.Value });
    }

    /// <summary>
    /// Replaces the present password by another; every session that began with the old one ends. Null when the present one is
    /// wrong or the account is locked, else the stamp of the new one.
    /// </summary>
    public async Task<Guid?> Change(BusinessId business, ContactId contact, string present, string password)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await Proved(connection, business, contact, present) is { } account
            ? await Set(connection, account, password, null)
            : null;
    }

    /// <summary>Whether it is the person's password, for who proves again who they are; a wrong one counts as a failure.</summary>
    public async Task<bool> IsRight(BusinessId business, ContactId contact, string password)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await Proved(connection, business, contact, password) is not null;
    }

    private async Task<Guid?> Proved(NpgsqlConnection connection, BusinessId business, ContactId contact, string password)
    {
        var found = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select a.account, a.password_hash, a.security_stamp, coalesce(a.locked_until > @Now, false) as is_locked
            from access.contact_membership m join access.contact_account a on a.account = m.account
            where m.business = @business and m.person = @person
            """, new { business = business.Value, person = contact.Value, Now });
        var account = found is { IsLocked: false } ? found.Account : Guid.Empty;
        if (ContactPasswords.IsRight(found is { IsLocked: false } ? found.PasswordHash : null, password))
            return account;
        await CountFailure(connection, account);
        return null;
    }

    /// <summary>
    /// Begins a reset and says what its link is made of; null for an address that has no password to reset, and after too many
    /// in a day. Both are the same work, and the caller does the same with both.
    /// </summary>
    public async Task<(Guid Account, int Generation, BusinessId Business)?> BeginReset(string email)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var found = await Find(connection, email);
        var account = found is { PasswordHash: not null } ? found.Account : Guid.Empty;
        var generation = await connection.QuerySingleOrDefaultAsync<int?>(
            """
            update access.contact_account set
              reset_generation = reset_generation + 1, reset_until = @until,
              resets = case when resets_on = @today then resets + 1 else 1 end, resets_on = @today
            where account = @account and (account = @nobody or resets_on is distinct from @today or resets < @ResetsADay)
            returning reset_generation
            """,
            new { account, nobody = Guid.Empty, until = Now + ResetTime, today = DateOnly.FromDateTime(Now), ResetsADay });
        var business = await connection.QueryFirstOrDefaultAsync<Guid?>(
            "select business from access.contact_parties(@account)", new { account });
        return account != Guid.Empty && generation is { } made && business is { } of
            ? (account, made, new BusinessId(of))
            : null;
    }

    /// <summary>Whether a reset with this generation can be done now.</summary>
    public async Task<bool> CanReset(Guid account, int generation) => await ResetGeneration(account) == generation;

    /// <summary>The generation of the reset that is open; null when there is none.</summary>
    public async Task<int?> ResetGeneration(Guid account)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<int?>(
            "select reset_generation from access.contact_account where account = @account and reset_until > @Now",
            new { account, Now });
    }

    /// <summary>
    /// Sets another password; the link is spent, and every session of the old password ends. False when it was spent.
    /// </summary>
    public async Task<bool> Reset(Guid account, int generation, string password)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await Set(connection, account, password, generation) is not null;
    }

    private async Task<Guid?> Set(NpgsqlConnection connection, Guid account, string password, int? resetGeneration)
    {
        var stamp = Guid.NewGuid();
        var changed = await connection.ExecuteAsync(
            """
            update access.contact_account set password_hash = @hash, security_stamp = @stamp, failures = 0,
              locked_until = null, reset_until = null, reset_generation = reset_generation + 1
            where account = @account
              and (@resetGeneration is null or (reset_generation = @resetGeneration and reset_until > @Now))
            """, new { account, hash = ContactPasswords.Hash(password), stamp, resetGeneration, Now });
        return changed == 1 ? stamp : null;
    }

    private async Task<Row?> Find(NpgsqlConnection connection, string email, bool forUpdate = false) =>
        await connection.QuerySingleOrDefaultAsync<Row>(
            $"""
            select account, password_hash, security_stamp, coalesce(locked_until > @Now, false) as is_locked
            from access.contact_account where email_hash = @hash {(forUpdate ? "for update" : "")}
            """, new { hash = addresses.Hash(Medium.Email, email), Now });

    private Task<int> CountFailure(NpgsqlConnection connection, Guid account) => connection.ExecuteAsync(
        """
        update access.contact_account set
          failures = case when failures + 1 >= @TriesBeforeLock then 0 else failures + 1 end,
          locked_until = case when failures + 1 >= @TriesBeforeLock then @until else locked_until end
        where account = @account
        """, new { account, TriesBeforeLock, until = Now + LockTime });
}
