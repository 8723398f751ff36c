using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Database;
using LedgerPortal.Notices;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Access;

/// <summary>
/// One-time codes to mobile numbers. A request is a row and a message in the queue, for every number alike; whether
/// anybody knows the number is looked up later, by whoever works off the queue. The code itself is nowhere in the
/// database: it is computed from the row's id under a key outside it.
/// </summary>
public sealed class SignInCodes
{
    /// <summary>Messages of nobody's business yet.</summary>
    private static readonly BusinessId Nobody = new(Guid.Empty);

    private readonly Databases _databases;
    private readonly Persons _persons;
    private readonly PersonAddresses _addresses;
    private readonly Messages _messages;
    private readonly TimeProvider _time;
    private readonly byte[] _codeKey;
    private readonly SealedBox _numbers;

    public SignInCodes(
        Databases databases, AccessSettings settings, Persons persons, PersonAddresses addresses, Messages messages,
        TimeProvider time)
    {
        (_databases, _persons, _addresses, _messages, _time) = (databases, persons, addresses, messages, time);
        var key = SecretFile.ReadOrCreate(settings.DataFolder, "sign-in");
        _codeKey = HKDF.Expand(HashAlgorithmName.SHA256, key, 32, "codes"u8.ToArray());
        _numbers = new SealedBox(HKDF.Expand(HashAlgorithmName.SHA256, key, 32, "numbers"u8.ToArray()));
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>Asks for a code, durable on return. An earlier code of the browser ends.</summary>
    /// <param name="number">In E.164.</param>
    /// <param name="browser">The secret in the browser's cookie.</param>
    /// <param name="hint">Through whose link the person came.</param>
    /// <param name="session">Of a person who proves again who they are.</param>
    /// <param name="cancellation">Of the request.</param>
    public async Task<AskedCode> Ask(
        string number, string browser, SignInHint? hint, Guid? session, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var code = Guid.CreateVersion7(now);
        await using var command = _databases.Access.CreateCommand(
            "select access.ask_code($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        Add(command, code, BrowserHash(browser), _addresses.Hash(Medium.Mobile, number), SealNumber(code, number));
        AddId(command, hint?.Business.Value);
        AddId(command, hint?.Party?.Value);
        AddId(command, session);
        Add(command, now.UtcDateTime, CodeLimits.GoodSeconds, CodeLimits.ResendSeconds, CodeLimits.CodesADay);
        if (await command.ExecuteScalarAsync(cancellation) is int seconds)
            return new AskedCode.Limited(TimeSpan.FromSeconds(Math.Max(1, seconds)));
        await _messages.Send(
            Nobody, new ToMobile(number), new SignInRequest(code), code,
            now.AddMilliseconds(CodeLimits.HeldBackMilliseconds), now.AddSeconds(CodeLimits.GoodSeconds), cancellation);
        return new AskedCode.OnItsWay();
    }

    /// <summary>Tries the code that the browser asked for last. Each call counts as a try.</summary>
    public async Task<TriedCode> Try(string typed, string browser, Guid? session, CancellationToken cancellation)
    {
        await using var command = _databases.Access.CreateCommand(
            """
            select code, number_hash, hint_business, hint_party, tries, wait_seconds
            from access.try_code($1, $2, $3, $4, $5)
            """);
        Add(command, BrowserHash(browser));
        AddId(command, session);
        Add(command, Now, CodeLimits.TriesACode, CodeLimits.TriesADay);
        Guid code;
        byte[] numberHash;
        SignInHint? hint;
        int left;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return new TriedCode.Spent();
            if (row.IsDBNull(0))
                return new TriedCode.Limited(TimeSpan.FromSeconds(Math.Max(1, row.GetInt32(5))));
            (code, numberHash, hint) = (row.GetGuid(0), row.GetFieldValue<byte[]>(1), HintOf(row, 2));
            left = CodeLimits.TriesACode - row.GetInt32(4);
        }

        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(CodeOf(code)), Encoding.UTF8.GetBytes(typed));
        if (!isRight)
            return new TriedCode.Wrong(left);
        // Only who has the code, or guessed it, makes it come to this.
        var persons = await _persons.At(numberHash, cancellation);
        if (persons.Count == 0)
            return new TriedCode.Wrong(left);
        return await Changed(
            "update access.sign_in_code set proved_at = $2 where code = $1 and proved_at is null", code, Now)
            ? new TriedCode.Right(code, numberHash, hint, persons)
            : new TriedCode.Spent();
    }

    /// <summary>The number that the browser asked about last; null when that was too long ago, or never.</summary>
    public async Task<string?> NumberOf(string browser, Guid? session, CancellationToken cancellation)
    {
        await using var command = _databases.Access.CreateCommand(
            """
            select code, sealed_number from access.sign_in_code
            where browser_hash = $1 and session is not distinct from $2 and created_at > $3 and ended_at is null
            order by created_at desc limit 1
            """);
        Add(command, BrowserHash(browser));
        AddId(command, session);
        Add(command, Now - TimeSpan.FromHours(1));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? OpenNumber(row.GetGuid(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>
    /// Between the right code and the choice whom to see, for at most ten minutes; null when there is nothing to choose.
    /// </summary>
    public async Task<ProvedCode?> Proved(string browser, CancellationToken cancellation)
    {
        await using var command = _databases.Access.CreateCommand(
            """
            select code, number_hash, proved_at from access.sign_in_code
            where browser_hash = $1 and session is null and proved_at > $2 and ended_at is null
            order by created_at desc limit 1
            """);
        Add(command, BrowserHash(browser), Now - TimeSpan.FromSeconds(CodeLimits.GoodSeconds));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new ProvedCode(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2))
            : null;
    }

    /// <summary>It has led to a session, and leads to no other. False when it had already.</summary>
    public Task<bool> Use(Guid code) =>
        Changed("update access.sign_in_code set ended_at = $2 where code = $1 and ended_at is null", code, Now);

    /// <summary>
    /// Tells the businesses that know the number that no code came. For every number alike, once a code.
    /// </summary>
    public async Task AskForHelp(string browser, CancellationToken cancellation)
    {
        await using var command = _databases.Access.CreateCommand(
            """
            update access.sign_in_code c set help_asked_at = $2
            where c.code = (
              select x.code from access.sign_in_code x where x.browser_hash = $1 order by x.created_at desc limit 1)
              and c.help_asked_at is null
            returning c.code, c.sealed_number
            """);
        Add(command, BrowserHash(browser), Now);
        Guid code;
        string? number;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return;
            code = row.GetGuid(0);
            number = OpenNumber(code, row.GetFieldValue<byte[]>(1));
        }

        if (number is not null)
        {
            await _messages.Send(
                Nobody, new ToMobile(number), new SignInHelpRequest(code), Id.Derive(code, "help"),
                _time.GetUtcNow().AddMilliseconds(CodeLimits.HeldBackMilliseconds), cancellation: cancellation);
        }
    }

    /// <summary>Sends the code on its way when a business knows the number; who does not is told nothing, ever.</summary>
    internal async Task PassOn(Guid code, CancellationToken cancellation)
    {
        if (await Asked(code, cancellation) is not { IsGood: true } asked)
            return;
        var persons = await _persons.At(asked.NumberHash, cancellation);
        var person = persons
            .OrderByDescending(found => found.Business == asked.Hint?.Business)
            .ThenByDescending(found => found.Party == asked.Hint?.Party)
            .FirstOrDefault();
        if (person is null)
            return;
        await _messages.Send(
            person.Business, new ToContact(person.Party, person.Contact, Medium.Mobile), new SignInCode(code),
            Id.Derive(code, "code"), expiresAt: asked.ExpiresAt, cancellation: cancellation);
    }

    /// <summary>
    /// Leaves a note for the businesses that know the number; of those, with a hint, only for the one that was meant.
    /// </summary>
    internal async Task NoteHelp(Guid code, CancellationToken cancellation)
    {
        if (await Asked(code, cancellation) is not { } asked)
            return;
        var persons = await _persons.At(asked.NumberHash, cancellation);
        var meant = persons.Where(person => person.Business == asked.Hint?.Business).ToList();
        foreach (var person in meant.Count > 0 ? meant : persons)
        {
            await Changed(
                """
                insert into access.sign_in_help (business, party, person, asked_at)
                select k.business, $2, k.person, $4 from access.person_key k where k.business = $1 and k.person = $3
                on conflict (business, party, person) do update set asked_at = excluded.asked_at
                """, person.Business.Value, person.Party.Value, person.Contact.Value, Now);
        }
    }

    /// <summary>The business has seen to it.</summary>
    public Task EndHelp(BusinessId business, PartyId party, ContactId contact) => Changed(
        "delete from access.sign_in_help where business = $1 and party = $2 and person = $3",
        business.Value, party.Value, contact.Value);

    /// <summary>The code, while it is good; null later. Not stored anywhere.</summary>
    internal async Task<string?> GoodCode(Guid code, CancellationToken cancellation) =>
        await Asked(code, cancellation) is { IsGood: true } ? CodeOf(code) : null;

    /// <summary>Forgets who asked, after two days: the limits of a day no longer need it.</summary>
    internal Task Forget() =>
        Changed("delete from access.sign_in_code where created_at < $1", Now - TimeSpan.FromDays(2));

    internal string CodeOf(Guid code)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_codeKey, code.ToByteArray(), hash);
        // Of 2^64 values the surplus over a multiple of a million is far too small to be of use to anybody.
        var number = BitConverter.ToUInt64(hash) % 1_000_000;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] BrowserHash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private byte[] SealNumber(Guid code, string number) =>
        _numbers.Seal(Encoding.ASCII.GetBytes(number), code.ToByteArray());

    private string? OpenNumber(Guid code, byte[] box) =>
        _numbers.Open(box, code.ToByteArray()) is { } plain ? Encoding.ASCII.GetString(plain) : null;

    private async Task<AskedFor?> Asked(Guid code, CancellationToken cancellation)
    {
        await using var command = _databases.Access.CreateCommand(
            """
            select number_hash, hint_business, hint_party, expires_at,
              ended_at is null and proved_at is null and expires_at > $2
            from access.sign_in_code where code = $1
            """);
        Add(command, code, Now);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new AskedFor(
                row.GetFieldValue<byte[]>(0), HintOf(row, 1), row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4))
            : null;
    }

    private async Task<bool> Changed(string sql, params object[] values)
    {
        await using var command = _databases.Access.CreateCommand(sql);
        Add(command, values);
        return await command.ExecuteNonQueryAsync() > 0;
    }

    private static SignInHint? HintOf(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new SignInHint(
            new BusinessId(row.GetGuid(column)), row.IsDBNull(column + 1) ? null : new PartyId(row.GetGuid(column + 1)));

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }

    private static void AddId(NpgsqlCommand command, Guid? id) => command.Parameters.Add(
        new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    private sealed record AskedFor(byte[] NumberHash, SignInHint? Hint, DateTimeOffset ExpiresAt, bool IsGood);
}
