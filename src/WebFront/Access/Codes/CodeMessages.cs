using LedgerPortal.Notices;

namespace LedgerPortal.Access;

/// <summary>
/// Somebody asked for a code. It goes to nobody itself: whoever works off the queue looks up whether a business knows the
/// number, and then queues the message with the code.
/// </summary>
public sealed record SignInRequest(Guid Code) : Message
{
    public const string StoredName = "sign-in-request";

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        await desk.Services.GetRequiredService<SignInCodes>().PassOn(Code, cancellation);
        return null;
    }
}

/// <summary>
/// Somebody said that no code came. It goes to nobody outside: the businesses that know the number get a note.
/// </summary>
public sealed record SignInHelpRequest(Guid Code) : Message
{
    public const string StoredName = "sign-in-help-request";

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        await desk.Services.GetRequiredService<SignInCodes>().NoteHelp(Code, cancellation);
        return null;
    }
}

/// <summary>
/// The code. Its last line is for browsers, which offer the code by themselves on our page only (WebOTP and domain-bound
/// codes: <c>@host #code</c>).
/// </summary>
public sealed record SignInCode(Guid Code) : Message
{
    public const string StoredName = "sign-in-code";

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) =>
        await desk.Services.GetRequiredService<SignInCodes>().GoodCode(Code, cancellation) is { } code
            ? new Wording("SignInCode", code, desk.Address.Root.Host)
            : null;
}
