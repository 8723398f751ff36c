using System.Threading.RateLimiting;

namespace LedgerPortal.Access;

/// <summary>
/// How often codes may be asked for: of one number, by one browser, and for the customers of one business, whose messages
/// cost money. Networks have a limit of their own (<see cref="AccessRateLimits.Codes"/>); the limits of a day are kept in
/// the database. None of them knows whether a number is known.
/// </summary>
public sealed class CodeTries(AccessSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _numbers = Of(settings.CodesPerNumberAnHour);
    private readonly PartitionedRateLimiter<string> _browsers = Of(settings.CodesPerBrowserAnHour);
    private readonly PartitionedRateLimiter<string> _businesses = Of(settings.CodesPerBusinessAnHour);

    /// <summary>Counts a request; false when it was one too many, with the time until the next is allowed.</summary>
    public bool Take(string number, string browser, BusinessId? business, out TimeSpan retryAfter) =>
        Take(_numbers, number, out retryAfter)
        && Take(_browsers, browser, out retryAfter)
        && (business is not { } of || Take(_businesses, of.ToString(), out retryAfter));

    public void Dispose()
    {
        _numbers.Dispose();
        _browsers.Dispose();
        _businesses.Dispose();
    }

    private static bool Take(PartitionedRateLimiter<string> limiter, string key, out TimeSpan retryAfter)
    {
        using var lease = limiter.AttemptAcquire(key);
        lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<string> Of(int anHour) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = anHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1) / anHour,
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
}
