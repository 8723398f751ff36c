namespace LedgerPortal.Access;

/// <summary>From where someone acts: for sessions and for what is recorded of them.</summary>
/// <param name="Device">What kind it is.</param>
/// <param name="Address">Of the network.</param>
public sealed record Whereabouts(string Device, string? Address)
{
    public static Whereabouts Of(HttpContext context) =>
        new(Access.Device.Of(context.Request), context.Connection.RemoteIpAddress?.ToString());
}
