using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>A code that was asked for.</summary>
/// <param name="Browser">For the cookie of the browser that asked.</param>
public sealed record ViewChallenge(Guid Id, string Browser, DateTimeOffset ExpiresAt);

/// <summary>
/// One-time codes that confirm the address of a delegated view: six digits, good for ten minutes, once, in the browser that
/// asked, for five tries. At most one in half a minute and twenty a day for a view.
/// </summary>
public sealed class ViewCodes(Databases databases, AccessSettings settings, TimeProvider time)
{
    private const int MaxTries = 5;
    private const int MaxADay = 20;
    private const int BrowserBytes = 32;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly byte[] _key = SecretFile.ReadOrCreate(settings.DataFolder, "codes");

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Null when it is too soon after the last one, or there were too many today.</summary>
    public async Task<ViewChallenge?> Begin(BusinessId business, DelegatedViewId view)
    {
        var challenge = new ViewChallenge(
            Guid.CreateVersion7(time.GetUtcNow()), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(BrowserBytes)),
            time.GetUtcNow() + GoodFor);
        await using var connection = await databases.Access.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // One after the other for a view, so that two who ask at once are counted.
        await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended(@view, 0))", new { view = view.ToString() });
        var made = await connection.ExecuteAsync(
            """
            insert into access.view_challenge (challenge, business, delegated_view, browser_hash, created_at, expires_at)
            select @Id, @business, @view, @browser, @Now, @until
            where not exists (select from access.view_challenge where business = @business and delegated_view = @view
                and created_at > @lately)
              and (select count(*) from access.view_challenge where business = @business and delegated_view = @view
                and created_at > @today) < @MaxADay
            """,
            new
            {
                challenge.Id,
                business = business.Value,
                view = view.Value,
                browser = HashOf(challenge.Browser),
                Now,
                until = Now + GoodFor,
                lately = Now - Pause,
                today = Now.AddDays(-1),
                MaxADay,
            });
        await connection.ExecuteAsync(
            "delete from access.view_challenge where created_at < @before", new { before = Now.AddDays(-2) });
        await transaction.CommitAsync();
        return made == 1 ? challenge : null;
    }

    /// <summary>The code itself, computed anew each time it is needed.</summary>
    public string CodeOf(Guid challenge)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes("view|" + Id.Text(challenge)), hash);
        return (BitConverter.ToUInt64(hash) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>Counts the try, and spends the code when it is right.</summary>
    public async Task<bool> IsRight(BusinessId business, DelegatedViewId view, string? browser, string code)
    {
        if (browser is null || HashOf(browser) is not { } hash)
            return false;
        await using var connection = await databases.Access.OpenConnectionAsync();
        var challenge = await connection.QuerySingleOrDefaultAsync<Guid?>(
            """
            update access.view_challenge set tries = tries + 1
            where business = @business and delegated_view = @view and browser_hash = @hash and spent_at is null
              and expires_at > @Now and tries < @MaxTries
            returning challenge
            """, new { business = business.Value, view = view.Value, hash, Now, MaxTries });
        var digits = new string([.. code.Where(char.IsAsciiDigit).Take(7)]);
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(CodeOf(challenge ?? Guid.Empty)), Encoding.ASCII.GetBytes(digits));
        return challenge is not null && isRight && await connection.ExecuteAsync(
            "update access.view_challenge set spent_at = @Now where challenge = @challenge and spent_at is null",
            new { challenge, Now }) == 1;
    }

    private static byte[]? HashOf(string browser)
    {
        Span<byte> bytes = stackalloc byte[BrowserBytes];
        return browser.Length == Base64Url.GetEncodedLength(BrowserBytes) && Base64Url.IsValid(browser)
            && Base64Url.TryDecodeFromChars(browser, bytes, out var written) && written == BrowserBytes
            ? SHA256.HashData(bytes)
            : null;
    }
}
