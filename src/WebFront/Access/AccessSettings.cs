namespace LedgerPortal.Access;

/// <summary>What getting in depends on, besides the database.</summary>
public sealed record AccessSettings
{
    /// <summary>Keys that must not stand in the database are in its folder <c>secrets</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Whether other processes serve the same installation, with the same keys.</summary>
    public bool IsShared { get; init; }

    /// <summary>The address that people use, when it is not the one listened on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Tries to open links, from one network (/24 or /64) and of one link, a minute.</summary>
    public int LinkTriesPerMinute { get; init; } = 30;

    /// <summary>Tries to sign in from one network (/24 or /64), a minute.</summary>
    public int SignInTriesPerMinute { get; init; } = 20;

    /// <summary>Requests and tries of one-time codes from one network (/24 or /64), a minute.</summary>
    public int CodeTriesPerMinute { get; init; } = 60;

    /// <summary>Statements checked from one network (/24 or /64), a minute.</summary>
    public int ChecksPerMinute { get; init; } = 30;

    /// <summary>Documents that the people of one party may pass on by e-mail.</summary>
    public int ForwardsPerPartyAnHour { get; init; } = 20;

    /// <summary>One-time codes asked for, of each.</summary>
    public int CodesPerNumberAnHour { get; init; } = 8;

    /// <inheritdoc cref="CodesPerNumberAnHour"/>
    public int CodesPerBrowserAnHour { get; init; } = 15;

    /// <inheritdoc cref="CodesPerNumberAnHour"/>
    public int CodesPerBusinessAnHour { get; init; } = 600;
}
