using Dapper;
using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>A business as those who run the installation see it: figures, nothing of its ledgers.</summary>
public sealed record PlatformBusiness
{
    public required BusinessId Business { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long Parties { get; init; }

    public required long Documents { get; init; }

    /// <summary>About: its share of the journal.</summary>
    public required long StorageBytes { get; init; }

    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>Null unless it is suspended now.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    public string? Reason { get; init; }

    /// <summary>Until when its owners let its books be read; null while they do not.</summary>
    public DateTimeOffset? GrantedUntil { get; init; }
}

/// <summary>
/// What those who run the installation may: see its businesses, suspend and resume them, and read the books of one that has
/// let them. All of it is recorded.
/// </summary>
public sealed class PlatformAccess(
    Databases databases, RevocationSignal revocations, SecurityEvents events, TimeProvider time)
{
    public const int MaxReasonLength = 500;

    public async Task<IReadOnlyList<PlatformBusiness>> Businesses()
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return [.. await connection.QueryAsync<PlatformBusiness>(
            "select * from access.platform_businesses(@now)", new { now = time.GetUtcNow().UtcDateTime })];
    }

    public async Task<IReadOnlyList<RecordedSecurityEvent>> Events(long before, int rows)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return [.. await connection.QueryAsync<RecordedSecurityEvent>(
            "select * from access.platform_events(@before, @rows)", new { before, rows })];
    }

    /// <summary>
    /// Closes portal and console of the business, and ends its sessions within a second in every process. Nothing of it is
    /// lost. False when it is suspended already.
    /// </summary>
    public async Task<bool> Suspend(BusinessId business, string reason, Guid by, Whereabouts from)
    {
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            var isDone = await connection.ExecuteAsync(
                """
                insert into access.suspension (business, suspended_at, suspended_by, reason)
                values (@business, @now, @by, @reason) on conflict do nothing
                """, new { business = business.Value, now = time.GetUtcNow().UtcDateTime, by, reason }) == 1;
            if (!isDone)
                return false;
        }

        revocations.Raise();
        await events.Record(new SecurityEvent(SecurityEventKind.BusinessSuspended, by, Business: business), from);
        return true;
    }

    /// <summary>Everything is as it was; sessions that were good then and have not expired are good again.</summary>
    public async Task<bool> Resume(BusinessId business, Guid by, Whereabouts from)
    {
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            var isDone = await connection.ExecuteAsync(
                """
                update access.suspension set resumed_at = @now, resumed_by = @by
                where business = @business and resumed_at is null
                """, new { business = business.Value, now = time.GetUtcNow().UtcDateTime, by }) == 1;
            if (!isDone)
                return false;
        }

        await events.Record(new SecurityEvent(SecurityEventKind.BusinessResumed, by, Business: business), from);
        return true;
    }

    /// <summary>An owner of the business lets its books be read, for so long.</summary>
    public async Task OpenBooks(BusinessId business, TimeSpan span, Guid by, Whereabouts from)
    {
        var now = time.GetUtcNow();
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into access.platform_grant (platform_grant, business, granted_by, granted_at, expires_at)
                values (@id, @business, @by, @now, @until)
                """,
                new
                {
                    id = Guid.CreateVersion7(now),
                    business = business.Value,
                    by,
                    now = now.UtcDateTime,
                    until = (now + span).UtcDateTime,
                });
        }

        await events.Record(new SecurityEvent(SecurityEventKind.BooksOpenedToPlatform, by, Business: business), from);
    }

    /// <summary>Takes that back: visits end within a second. Safe to repeat.</summary>
    public async Task CloseBooks(BusinessId business, Guid by, Whereabouts from)
    {
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            var closed = await connection.ExecuteAsync(
                "update access.platform_grant set revoked_at = @now where business = @business and revoked_at is null",
                new { business = business.Value, now = time.GetUtcNow().UtcDateTime });
            if (closed == 0)
                return;
        }

        revocations.Raise();
        await events.Record(new SecurityEvent(SecurityEventKind.BooksClosedToPlatform, by, Business: business), from);
    }

    /// <summary>Null while they are not open to those who run the installation.</summary>
    public async Task<DateTimeOffset?> BooksOpenUntil(BusinessId business)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var until = await connection.ExecuteScalarAsync<DateTime?>(
            """
            select max(expires_at) from access.platform_grant
            where business = @business and revoked_at is null and expires_at > @now
            """, new { business = business.Value, now = time.GetUtcNow().UtcDateTime });
        return until is { } moment ? new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)) : null;
    }
}
