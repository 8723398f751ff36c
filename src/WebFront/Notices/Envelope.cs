namespace LedgerPortal.Notices;

/// <summary>A message as it leaves.</summary>
/// <param name="Id">The same when it is tried again.</param>
/// <param name="Medium">By what the address is reached.</param>
/// <param name="Address">A number in E.164, or an e-mail address.</param>
/// <param name="TextName">Names the text, and with it the registered template.</param>
/// <param name="Subject">Of mail; else empty.</param>
/// <param name="Text">Plain text.</param>
public sealed record Envelope(
    Guid Id, Medium Medium, string Address, string TextName, string Subject, string Text);

/// <summary>What came of handing a message over.</summary>
/// <param name="Why">Null when it was taken.</param>
/// <param name="Code">Of the other side: an SMTP reply or an HTTP status. Its words are not kept: they may name the person.</param>
/// <param name="IsForGood">Whether trying again is no use.</param>
public sealed record Handover(NotSent? Why, int Code = 0, bool IsForGood = false)
{
    public static Handover Taken { get; } = new((NotSent?)null);

    /// <summary>As kept with the message.</summary>
    public string Reason => Code == 0 ? $"{Why}" : $"{Why} {Code}";
}

/// <summary>Why a message has not left. Stored names; the words are <c>Messages.Why.*</c> of the console.</summary>
public enum NotSent
{
    /// <summary>The mail server or gateway could not be reached.</summary>
    Unreachable,

    TimedOut,

    /// <summary>It was reached, but is not the one it says it is, or offers no encryption.</summary>
    NotTrusted,

    /// <summary>It does not take this address, number or text.</summary>
    Refused,

    /// <summary>It does not take messages from us: user, password, key.</summary>
    NotAuthorized,

    /// <summary>It answered with a failure of its own.</summary>
    Failed,

    /// <summary>It leads into a private network.</summary>
    PrivateAddress,

    BudgetUsed,
    Expired,

    /// <summary>Sealed with another key than the one that is here.</summary>
    CannotBeOpened,

    /// <summary>What it is about could not be read.</summary>
    CannotBeWorded,
}

/// <summary>Hands messages to somebody who delivers them.</summary>
public interface IMessageSender
{
    /// <summary>Never throws for the other side's sake. Repeating sends again; the other side may know the id.</summary>
    Task<Handover> Send(Envelope envelope, CancellationToken cancellation);
}
