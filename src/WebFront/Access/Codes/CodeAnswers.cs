namespace LedgerPortal.Access;

/// <summary>The numbers of sign-in by code.</summary>
public static class CodeLimits
{
    public const int Digits = 6;
    public const int TriesACode = 5;
    public const int TriesADay = 20;
    public const int CodesADay = 20;
    public const int ResendSeconds = 30;
    public const int GoodSeconds = 10 * 60;

    /// <summary>
    /// How long the queue keeps a request for a code before anybody looks whether the number is known: until the answer is
    /// on its way, whose time can then tell nothing of it.
    /// </summary>
    public const int HeldBackMilliseconds = 400;
}

/// <summary>Through whose link somebody came, if through one.</summary>
public sealed record SignInHint(BusinessId Business, PartyId? Party);

/// <summary>What came of asking for a code. It is the same whether anybody knows the number or not.</summary>
public abstract record AskedCode
{
    private AskedCode()
    {
    }

    public sealed record OnItsWay : AskedCode;

    public sealed record Limited(TimeSpan RetryAfter) : AskedCode;
}

/// <summary>What came of trying a code.</summary>
public abstract record TriedCode
{
    private TriedCode()
    {
    }

    /// <param name="Persons">Whom the number belongs to; at least one.</param>
    public sealed record Right(
        Guid Code, byte[] NumberHash, SignInHint? Hint, IReadOnlyList<KnownPerson> Persons) : TriedCode;

    /// <param name="Left">Tries of this code.</param>
    public sealed record Wrong(int Left) : TriedCode;

    /// <summary>Used, too old, replaced, tried too often, or asked for by another browser.</summary>
    public sealed record Spent : TriedCode;

    public sealed record Limited(TimeSpan RetryAfter) : TriedCode;
}

/// <summary>A code that was right and has not led to a session yet.</summary>
public sealed record ProvedCode(Guid Code, byte[] NumberHash, DateTimeOffset ProvedAt);
