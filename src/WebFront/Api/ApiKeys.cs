using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Access;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Api;

/// <summary>The business on whose behalf a program calls, the key it calls with, and what that key may do.</summary>
public sealed record ApiKey(Guid Id, BusinessId Business, IReadOnlySet<ApiScope> Scopes);

/// <summary>What a key is to be.</summary>
/// <param name="Name">What it is for: 1 to <see cref="ApiKeys.MaxNameLength"/> characters.</param>
/// <param name="Scopes">At least one.</param>
/// <param name="ExpiresAt">Null: until it is revoked.</param>
public sealed record NewApiKey(string Name, IReadOnlyCollection<ApiScope> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A key as its business sees it. The secret is nowhere.</summary>
/// <param name="Scopes">Their names.</param>
/// <param name="LastUsedAt">To the minute.</param>
public sealed record ApiKeyRow(
    Guid ApiKey,
    string Name,
    string Scopes,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <summary>The keys of billing programs: made once, shown once, kept as a hash, revocable at once.</summary>
public sealed class ApiKeys
{
    public const string Prefix = "lpk_";
    public const int MaxNameLength = 100;

    /// <summary>Of one business, revoked and expired ones not counted.</summary>
    public const int MaxKeys = 1_000;

    private const int SecretBytes = 32;

    private readonly NpgsqlDataSource _accessRole;
    private readonly TimeProvider _time;
    private readonly BatchedLookup<byte[], LookedUp?> _lookup;

    public ApiKeys(NpgsqlDataSource accessRole, TimeProvider time)
    {
        (_accessRole, _time) = (accessRole, time);
        _lookup = new BatchedLookup<byte[], LookedUp?>(LookUp);
    }

    /// <summary>
    /// Makes a key and gives its secret, which is not to be had a second time. Durable on return. Null when a key with this
    /// id is there already (the wish was sent twice: the secret was shown then), or when the business has
    /// <see cref="MaxKeys"/>.
    /// </summary>
    public async Task<string?> Make(
        BusinessId business, Guid id, NewApiKey key, Actor by, CancellationToken cancellation = default)
    {
        if (key.Name.Length is 0 or > MaxNameLength || key.Scopes.Count == 0)
            throw new ArgumentException("A key has a name and a scope.", nameof(key));
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await using var insert = _accessRole.CreateCommand(
            $"""
            insert into access.api_key (api_key, business, name, scopes, secret_hash, created_at, created_by, expires_at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where (select count(*) from access.api_key
              where business = $2 and revoked_at is null and (expires_at is null or expires_at > $6)) < {MaxKeys}
            on conflict (api_key) do nothing
            """);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Name });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. key.Scopes.Select(scope => scope.Name())] });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Hash(secret) });
        insert.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _time.GetUtcNow().UtcDateTime });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by.Who });
        insert.Parameters.Add(Moment(key.ExpiresAt));
        return await insert.ExecuteNonQueryAsync(cancellation) == 1 ? secret : null;
    }

    /// <summary>From here on the key opens nothing. Its name; null when the business has no such key that is not revoked.</summary>
    public async Task<string?> Revoke(BusinessId business, Guid key, Actor by, CancellationToken cancellation = default)
    {
        await using var update = _accessRole.CreateCommand(
            """
            update access.api_key set revoked_at = $3, revoked_by = $4
            where business = $1 and api_key = $2 and revoked_at is null
            returning name
            """);
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        update.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _time.GetUtcNow().UtcDateTime });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by.Who });
        return (string?)await update.ExecuteScalarAsync(cancellation);
    }

    /// <summary>Those of the read's business, the good ones first, then the newest first.</summary>
    public Task<IReadOnlyList<ApiKeyRow>> All(ScopedRead read, BusinessId business) => read.Rows<ApiKeyRow>(
        """
        select api_key, name, array_to_string(scopes, ', ') as scopes, created_at, access.operator_email(created_by) as created_by, expires_at, last_used_at,
          revoked_at
        from access.api_key where business = @business
        order by revoked_at is not null, expires_at <= @now, created_at desc limit 500
        """, new { business, now = _time.GetUtcNow() });

    /// <summary>
    /// The key of this secret, while it is good. Looked up by its hash, not compared: 256 bits are not guessed by timing.
    /// </summary>
    public async Task<ApiKey?> Find(string secret, CancellationToken cancellation)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > 100)
            return null;
        if (await _lookup.Find(Hash(secret), cancellation) is not { } found)
            return null;
        if (found.IsUseDue)
            await NoteUse(found.Key, cancellation);
        return found.Key;
    }

    private async Task<IReadOnlyList<LookedUp?>> LookUp(IReadOnlyList<byte[]> hashes)
    {
        var found = new LookedUp?[hashes.Count];
        await using var find = _accessRole.CreateCommand(
            """
            select asked.ord, api_key, business, scopes, last_used_at is null or last_used_at < $2 - interval '1 minute'
            from unnest($1) with ordinality asked(hash, ord)
            join access.api_key k on k.secret_hash = asked.hash
            where revoked_at is null and (expires_at is null or expires_at > $2) and not access.is_suspended(business)
            """);
        find.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. hashes] });
        find.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _time.GetUtcNow().UtcDateTime });
        await using var reader = await find.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found[reader.GetInt64(0) - 1] = new LookedUp(
                new ApiKey(
                    reader.GetGuid(1), new BusinessId(reader.GetGuid(2)),
                    reader.GetFieldValue<string[]>(3).Select(ApiScopes.Find).OfType<ApiScope>().ToHashSet()),
                reader.GetBoolean(4));
        }

        return found;
    }

    /// <summary>Once a minute: that is exact enough, and spares a write on every request.</summary>
    private async Task NoteUse(ApiKey key, CancellationToken cancellation)
    {
        await using var note = _accessRole.CreateCommand(
            """
            update access.api_key set last_used_at = $2
            where api_key = $1 and (last_used_at is null or last_used_at < $2 - interval '1 minute')
            """);
        note.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.Id });
        note.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _time.GetUtcNow().UtcDateTime });
        await note.ExecuteNonQueryAsync(cancellation);
    }

    /// <param name="IsUseDue">Whether a use is to be noted: the last one is more than a minute ago.</param>
    private sealed record LookedUp(ApiKey Key, bool IsUseDue);

    private static NpgsqlParameter<DateTime?> Moment(DateTimeOffset? moment) =>
        new() { TypedValue = moment?.UtcDateTime, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
