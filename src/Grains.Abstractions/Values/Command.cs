namespace LedgerPortal;

/// <summary>
/// Who asks, and from where: <c>operator/…</c>, <c>party/…</c>, <c>key/…</c>, <c>system/outbox</c>. Kept in the journal for
/// audit; at most <see cref="MaxLength"/> characters.
/// </summary>
public readonly record struct Actor(string Who)
{
    public const int MaxLength = 120;

    public static Actor System(string part) => new("system/" + part);

    public static Actor Operator(Guid user, string? from) => new(With("operator/" + Id.Text(user), from));

    public static Actor Party(PartyId party, string? from) => new(With("party/" + party, from));

    public static Actor ApiKey(Guid key, string? from) => new(With("key/" + Id.Text(key), from));

    public override string ToString() => Who;

    private static string With(string who, string? from) =>
        from is null ? who : $"{who} {from[..Math.Min(from.Length, 45)]}";
}

/// <summary>
/// What every command carries. Id and actor are not part of its content: two commands with one id are the same
/// command when all the rest is equal.
/// </summary>
public abstract record Command
{
    public required CommandId Id { get; init; }

    public required Actor By { get; init; }
}
