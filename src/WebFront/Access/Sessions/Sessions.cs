using System.Buffers.Text;
using System.Data;
using System.Security.Cryptography;
using Dapper;
using LedgerPortal.Database;
using LedgerPortal.Live;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>
/// Why a session, or the link it would come from, is not good. The names are those of <c>access.session_states</c>.
/// </summary>
public enum SessionRefusal
{
    SignedOut,
    Expired,

    /// <summary>The business is suspended by those who run the installation.</summary>
    Suspended,

    /// <summary>The business's master switch: "Portal not available".</summary>
    PortalOff,
    SharingOff,
    LinkRevoked,
    LinkExpired,
}

/// <summary>A session just begun. The secret is shown to the browser once and kept nowhere.</summary>
public sealed record NewSession(Guid Id, string Secret, DateTimeOffset ExpiresAt);

/// <summary>One of an operator's sessions, as that operator sees it.</summary>
public sealed record OperatorSession
{
    public required Guid Session { get; init; }

    public required WayIn Way { get; init; }

    public required BusinessId Business { get; init; }

    /// <summary>Null where the session is in no business.</summary>
    public string? BusinessName { get; init; }

    public required string Device { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }
}

/// <summary>One of a person's sessions, for the person to recognise it.</summary>
public sealed record OwnSession(
    Guid Session, string Way, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>What stands behind a cookie: one of the two sessions, or why there is none any more.</summary>
internal sealed record FoundSession(PortalSession? Portal, ConsoleSession? Console, SessionRefusal? Refusal);

/// <summary>
/// Sessions live in the database, shared by all processes. The browser holds 256 random bits; the database their
/// SHA-256.
/// </summary>
public sealed class Sessions(Databases databases, TimeProvider time, RevocationSignal revocations)
{
    private const int SecretBytes = 32;

    private static readonly TimeSpan PortalLimit = TimeSpan.FromDays(30);
    private static readonly TimeSpan ConsoleLimit = TimeSpan.FromHours(24);
    private static readonly TimeSpan ConsoleIdleLimit = TimeSpan.FromHours(1);

    /// <summary>For a link that was checked: the session ends with the link's generation.</summary>
    public Task<NewSession> BeginPortal(
        WayIn way, BusinessId business, PartyId party, DocumentId? document, Guid link, int generation,
        string device) =>
        Begin(PortalLimit, new
        {
            side = AccessSchemes.Portal,
            way = way.ToString(),
            business = business.Value,
            party = (Guid?)party.Value,
            document = document?.Value,
            link = (Guid?)link,
            generation = (int?)generation,
            user = (Guid?)null,
            stamp = (string?)null,
            device,
            idleSeconds = (double?)null,
        });

    /// <summary>
    /// For a person who proved who they are, by code or password. It ends when the person is removed or gets another
    /// address, when sharing ends, or after thirty days.
    /// </summary>
    /// <param name="way">How it was proved.</param>
    /// <param name="person">Who it is, and of which party.</param>
    /// <param name="addressHash">Of the number or address, by <see cref="PersonAddresses"/>.</param>
    /// <param name="provedAt">When it was proved.</param>
    /// <param name="device">What kind of device it is.</param>
    /// <param name="stamp">Of the password, where it was one: another password ends the session.</param>
    public Task<NewSession> BeginPerson(
        WayIn way, KnownPerson person, byte[] addressHash, DateTimeOffset provedAt, string device, Guid? stamp = null) =>
        Begin(PortalLimit, new
        {
            side = AccessSchemes.Portal,
            way = way.ToString(),
            business = person.Business.Value,
            party = (Guid?)person.Party.Value,
            document = (Guid?)null,
            link = (Guid?)null,
            generation = (int?)null,
            user = (Guid?)null,
            stamp = stamp?.ToString(),
            device,
            idleSeconds = (double?)null,
        }, (person.Contact, addressHash, provedAt));

    /// <summary>The person of the session proved again who they are.</summary>
    public async Task Prove(Guid session)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update access.session set proved_at = @now where session = @session and ended_at is null",
            new { session, now = time.GetUtcNow().UtcDateTime });
    }

    /// <summary>All sessions of the person that are not ended, the newest use first; at most fifty.</summary>
    public async Task<IReadOnlyList<OwnSession>> OfPerson(byte[] addressHash, CancellationToken cancellation)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<OwnSession>(new CommandDefinition(
            """
            select session, way, device, created_at, last_seen_at
            from access.session
            where address_hash = @addressHash and ended_at is null and expires_at > @now
            order by last_seen_at desc, session limit 50
            """, new { addressHash, now = time.GetUtcNow().UtcDateTime }, cancellationToken: cancellation))).AsList();
    }

    /// <summary>
    /// Ends all sessions of the person, at every business; open pages of them close within a second. Safe to repeat.
    /// </summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAllOf(byte[] addressHash)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var ended = await connection.ExecuteAsync(
            "update access.session set ended_at = @now where address_hash = @addressHash and ended_at is null",
            new { addressHash, now = time.GetUtcNow().UtcDateTime });
        revocations.Raise();
        return ended;
    }

    /// <param name="securityStamp">Of the account at sign-in: a new password ends the session.</param>
    /// <param name="way">How the operator showed who it is.</param>
    /// <param name="endsAt">Of the session that this one follows; null for a day from now.</param>
    public Task<NewSession> BeginConsole(
        BusinessId business, Guid user, string securityStamp, WayIn way, string device, DateTimeOffset? endsAt = null) =>
        Begin(endsAt is { } end ? end - time.GetUtcNow() : ConsoleLimit, new
        {
            side = AccessSchemes.Console,
            way = way.ToString(),
            business = business.Value,
            party = (Guid?)null,
            document = (Guid?)null,
            link = (Guid?)null,
            generation = (int?)null,
            user = (Guid?)user,
            stamp = (string?)securityStamp,
            device,
            idleSeconds = (double?)ConsoleIdleLimit.TotalSeconds,
        });

    /// <summary>
    /// Ends it here and now; open pages of it close within a second, in every process. Safe to repeat.
    /// </summary>
    public async Task End(Guid session)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update access.session set ended_at = @now where session = @session and ended_at is null",
            new { session, now = time.GetUtcNow().UtcDateTime });
        revocations.Raise();
    }

    /// <summary>Ends an operator's sessions but one; open pages of them close within a second. Answers how many.</summary>
    public async Task<int> EndOthers(Guid user, Guid except)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var ended = await connection.ExecuteAsync(
            """
            update access.session set ended_at = @now
            where operator_user = @user and session <> @except and ended_at is null
            """, new { user, except, now = time.GetUtcNow().UtcDateTime });
        revocations.Raise();
        return ended;
    }

    /// <summary>One of the operator's sessions, by its id; false when it is not there or somebody else's.</summary>
    public async Task<bool> EndOf(Guid user, Guid session)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var ended = await connection.ExecuteAsync(
            "update access.session set ended_at = @now where operator_user = @user and session = @session and ended_at is null",
            new { user, session, now = time.GetUtcNow().UtcDateTime });
        revocations.Raise();
        return ended == 1;
    }

    /// <summary>The operator's sessions that are good now, the last used first.</summary>
    public async Task<IReadOnlyList<OperatorSession>> OfOperator(Guid user, CancellationToken cancellation)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<OperatorSession>(new CommandDefinition(
            """
            select session, way, business, business_name, device, created_at, last_seen_at
            from access.operator_sessions(@user, @now)
            """, new { user, now = time.GetUtcNow().UtcDateTime }, cancellationToken: cancellation))];
    }

    /// <summary>Null when there is no such session.</summary>
    /// <param name="scheme">Whose cookie it is.</param>
    /// <param name="secret">The cookie's value.</param>
    /// <param name="isUse">
    /// Whether a person asked: a page that refreshes itself does not keep an idle session alive.
    /// </param>
    /// <param name="cancellation">Of the request.</param>
    internal async Task<FoundSession?> Find(string scheme, string secret, bool isUse, CancellationToken cancellation)
    {
        if (Hash(secret) is not { } hash)
            return null;
        await using var command = databases.Reader.CreateCommand(
            """
            select session, way, business, party, document, operator_user, email, role, expires_at, refusal,
              person, address_hash, proved_at, until, visit_before
            from access.look_up_session($1, $2, $3, $4)
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scheme });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isUse });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Read(row, scheme) : null;
    }

    /// <summary>Forgets sessions that ended long ago.</summary>
    internal async Task Sweep(CancellationToken cancellation)
    {
        var before = time.GetUtcNow().UtcDateTime.AddDays(-7);
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from access.used_code where used_at < @before;
            delete from access.session where expires_at < @before or ended_at < @before;
            delete from access.visitor where last_seen_at < @longAgo
            """,
            new { before, longAgo = before.AddYears(-2) }, cancellationToken: cancellation));
    }

    private static FoundSession Read(NpgsqlDataReader row, string scheme)
    {
        // A newer program beside this one may write what this one does not know yet: such a session is none to it.
        if (!row.IsDBNull(9))
        {
            return Refused(
                Enum.TryParse<SessionRefusal>(row.GetString(9), out var refusal) ? refusal : SessionRefusal.SignedOut);
        }

        if (!Enum.TryParse<WayIn>(row.GetString(1), out var way))
            return Refused(SessionRefusal.SignedOut);
        var id = row.GetGuid(0);
        var business = new BusinessId(row.GetGuid(2));
        var expiresAt = row.GetFieldValue<DateTimeOffset>(8);
        return scheme == AccessSchemes.Portal
            ? new FoundSession(
                new PortalSession(
                    id,
                    way,
                    business,
                    new PartyId(row.GetGuid(3)),
                    row.IsDBNull(4) ? null : new DocumentId(row.GetGuid(4)),
                    expiresAt)
                {
                    Person = row.IsDBNull(10) ? null : new ContactId(row.GetGuid(10)),
                    AddressHash = row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11),
                    ProvedAt = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
                    Until = row.IsDBNull(13) ? null : row.GetFieldValue<DateOnly>(13),
                    VisitBefore = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
                },
                null, null)
            : Enum.TryParse<OperatorRole>(row.GetString(7), out var role)
                ? new FoundSession(
                    null,
                    new ConsoleSession(id, way, business, row.GetGuid(5), row.GetString(6), role, expiresAt),
                    null)
                : Refused(SessionRefusal.SignedOut);
    }

    private static FoundSession Refused(SessionRefusal why) => new(null, null, why);

    private async Task<NewSession> Begin(
        TimeSpan limit, object values, (ContactId Person, byte[] AddressHash, DateTimeOffset At)? proof = null)
    {
        var now = time.GetUtcNow();
        var session = new NewSession(
            Guid.CreateVersion7(now), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)),
            now + limit);
        await using var connection = await databases.Access.OpenConnectionAsync();
        var parameters = new DynamicParameters(values);
        parameters.Add("person", proof?.Person.Value, DbType.Guid);
        parameters.Add("addressHash", proof?.AddressHash, DbType.Binary);
        parameters.Add("provedAt", proof?.At.UtcDateTime, DbType.DateTime);
        parameters.Add("session", session.Id);
        parameters.Add("hash", Hash(session.Secret));
        parameters.Add("now", now.UtcDateTime);
        parameters.Add("expiresAt", session.ExpiresAt.UtcDateTime);
        await connection.ExecuteAsync(
            """
            insert into access.session (session, secret_hash, side, way, business, party, document, link, generation,
              operator_user, security_stamp, device, created_at, last_seen_at, idle_limit, expires_at,
              person, address_hash, proved_at)
            values (@session, @hash, @side, @way, @business, @party, @document, @link, @generation,
              @user, @stamp, @device, @now, @now, make_interval(secs => @idleSeconds), @expiresAt,
              @person, @addressHash, @provedAt);
            select access.note_visit(s.business, s.party, coalesce(s.person, s.link), s.created_at)
            from access.session s where s.session = @session and s.party is not null and s.document is null;
            """, parameters);
        return session;
    }

    private static byte[]? Hash(string secret)
    {
        Span<byte> bytes = stackalloc byte[SecretBytes];
        return secret.Length == Base64Url.GetEncodedLength(SecretBytes)
            && Base64Url.IsValid(secret)
            && Base64Url.TryDecodeFromChars(secret, bytes, out var written) && written == SecretBytes
            ? SHA256.HashData(bytes)
            : null;
    }
}
