using LedgerPortal.Notices;

namespace LedgerPortal.Access;

/// <summary>Somebody is asked to work for a business. The link is made when it is sent, if it is still the present one.</summary>
public sealed record OperatorInvited(Guid Invitation, int Generation) : Message
{
    public const string StoredName = "operator-invited";

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        var found = await desk.Services.GetRequiredService<Colleagues>().Find(Invitation);
        return found is not null && found.Generation == Generation
            ? new Wording(
                "OperatorInvited", desk.Secrets.Url(LinkPurpose.OperatorInvitation, Invitation, Generation).ToString())
            : null;
    }
}

/// <summary>
/// An operator has forgotten the password, or somebody says so. Queued for every address that is typed; for one that nobody
/// has, there is nothing to be said.
/// </summary>
public sealed record OperatorForgot(Guid Reset) : Message
{
    public const string StoredName = "operator-forgot";

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) =>
        await desk.Services.GetRequiredService<PasswordResets>().IsOpen(Reset)
            ? new Wording("OperatorForgot", desk.Secrets.Url(LinkPurpose.OperatorReset, Reset, 1).ToString())
            : null;
}
