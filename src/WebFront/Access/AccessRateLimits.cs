using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace LedgerPortal.Access;

/// <summary>
/// How often one network may try to get in. Only POSTs count: a page can always be looked at. Checks of statements, which
/// answer on reading, count each.
/// </summary>
internal static class AccessRateLimits
{
    public const string Links = "links";

    public const string SignIn = "sign-in";

    /// <summary>Customers who sign in by code: many of them share the network of one mobile operator.</summary>
    public const string Codes = "codes";

    /// <summary>Statements that are checked; here reading is what is counted.</summary>
    public const string Checks = "checks";

    public static void Add(RateLimiterOptions options, AccessSettings settings)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Links, context => OfNetwork(context, settings.LinkTriesPerMinute));
        options.AddPolicy(SignIn, context => OfNetwork(context, settings.SignInTriesPerMinute));
        options.AddPolicy(Codes, context => OfNetwork(context, settings.CodeTriesPerMinute));
        options.AddPolicy(Checks, context => context.Request.QueryString.HasValue
            ? RateLimitPartition.GetTokenBucketLimiter(
                NetworkOf(context.Connection.RemoteIpAddress), _ => PerMinute(settings.ChecksPerMinute))
            : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                SetRetryAfter(rejected.HttpContext, after);
            return ValueTask.CompletedTask;
        };
    }

    public static StatusCodeResult Refuse(HttpContext context, TimeSpan retryAfter)
    {
        SetRetryAfter(context, retryAfter);
        return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>As many at once as in a minute, then evenly.</summary>
    public static TokenBucketRateLimiterOptions PerMinute(int tries) => new()
    {
        TokenLimit = tries,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / tries,
        QueueLimit = 0,
        AutoReplenishment = true,
    };

    /// <summary>The /24 of an IPv4 address, the /64 of an IPv6 address: what one subscriber has.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes, 0, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 8);
    }

    private static RateLimitPartition<string> OfNetwork(HttpContext context, int tries) =>
        HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetTokenBucketLimiter(
                NetworkOf(context.Connection.RemoteIpAddress), _ => PerMinute(tries))
            : RateLimitPartition.GetNoLimiter("");

    internal static void SetRetryAfter(HttpContext context, TimeSpan after) => context.Response.Headers.RetryAfter =
        Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// How often one link may be tried, from wherever: its secret cannot be guessed by many networks together.
/// </summary>
public sealed class LinkTries(AccessSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(
        link => RateLimitPartition.GetTokenBucketLimiter(link, _ =>
            AccessRateLimits.PerMinute(settings.LinkTriesPerMinute)));

    /// <summary>Counts one try; false when it was one too many, with the time until the next is allowed.</summary>
    public bool Take(Guid link, out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire(link);
        lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
