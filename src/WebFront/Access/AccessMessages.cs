using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DelegatedViews;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Formatting;
using LedgerPortal.Invitations;
using LedgerPortal.Invoices;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

// What is sent to let people in. None of these holds a secret: links and codes are made at the moment of sending, from the
// state of then, so that a link which was replaced or taken back meanwhile is never sent.

/// <summary>A party's portal link.</summary>
public sealed record PortalLinkMessage : Message
{
    public const string StoredName = "portal-link";

    public required PartyId Party { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) =>
        await desk.Grains.Get<IPortalToken>($"{desk.Business}/{Party}").View() is { IsRevoked: false } link
            && link.ExpiresAt > desk.Now()
            ? new Wording(
                "PortalLink", desk.Url(LinkPurpose.Portal, link.Link, link.Generation), await desk.Day(link.ExpiresAt))
            : null;
}

/// <summary>The link of one document.</summary>
public sealed record DocumentLinkMessage : Message
{
    public const string StoredName = "document-link";

    public required DocumentId Document { get; init; }

    public required LinkedDocument Of { get; init; }

    /// <summary>The party whose person passes it on; null when the business sends it itself.</summary>
    public PartyId? ForwardedBy { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        var key = $"{desk.Business}/{Document}";
        if (await desk.Grains.Get<IDocumentLink>(key).View() is not { IsRevoked: false } link || link.ExpiresAt <= desk.Now())
            return null;
        var number = Of == LinkedDocument.Invoice
            ? (await desk.Grains.Get<IInvoice>(key).View())?.Number
            : (await desk.Grains.Get<ICreditNote>(key).View())?.Number;
        if (number is null)
            return null;
        var (url, until) = (desk.Url(LinkPurpose.Document, link.Link, link.Generation), await desk.Day(link.ExpiresAt));
        if (ForwardedBy is not { } party)
            return new Wording("DocumentLink", number, url, until);
        return await desk.Grains.Get<IParty>($"{desk.Business}/{party}").View() is { } known
            ? new Wording("ForwardedLink", number, url, until, known.Details.Name)
            : null;
    }
}

/// <summary>The invitation of a contact to set a password.</summary>
public sealed record ContactInvitationMessage : Message
{
    public const string StoredName = "contact-invitation";

    public required ContactId Contact { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        var invitation = await desk.Grains.Get<IInvitation>($"{desk.Business}/{Contact}").View();
        return invitation is { AcceptedAt: null, WithdrawnAt: null } && invitation.ExpiresAt > desk.Now()
            ? new Wording(
                "Invitation", desk.Url(LinkPurpose.Invitation, invitation.Link, invitation.Generation),
                await desk.Day(invitation.ExpiresAt))
            : null;
    }
}

/// <summary>The link to a new password. Of nobody's account there is nothing to be said.</summary>
public sealed record PasswordResetMessage : Message
{
    public const string StoredName = "password-reset";

    public required Guid Account { get; init; }

    public required int Generation { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) =>
        await desk.Services.GetRequiredService<ContactAccounts>().ResetGeneration(Account) == Generation
            && Account != Guid.Empty
            ? new Wording("PasswordReset", desk.Url(LinkPurpose.Reset, Account, Generation))
            : null;
}

/// <summary>The link of a delegated view.</summary>
public sealed record ViewLinkMessage : Message
{
    public const string StoredName = "view-link";

    public required DelegatedViewId View { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        var view = await desk.Grains.Get<IDelegatedView>($"{desk.Business}/{View}").View();
        if (view is not { RevokedAt: null } || view.ExpiresAt <= desk.Now()
            || await desk.Grains.Get<IParty>($"{desk.Business}/{view.Party}").View() is not { } party)
            return null;
        return new Wording(
            "ViewLink", party.Details.Name, desk.Url(LinkPurpose.View, view.Link, view.Generation), desk.Day(view.Until));
    }
}

/// <summary>The code that confirms the address of a delegated view.</summary>
public sealed record ViewCodeMessage : Message
{
    public const string StoredName = "view-code";

    public required Guid Challenge { get; init; }

    public override string Kind => StoredName;

    public override ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) =>
        new(new Wording("ViewCode", desk.Services.GetRequiredService<ViewCodes>().CodeOf(Challenge)));
}

/// <summary>What messages of ways in say with.</summary>
internal static class AccessWords
{
    public static DateTimeOffset Now(this MessageDesk desk) => desk.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public static string Url(this MessageDesk desk, LinkPurpose purpose, Guid link, int generation) =>
        desk.Secrets.Url(purpose, link, generation).ToString();

    /// <summary>The day of a moment at the business.</summary>
    public static async Task<string> Day(this MessageDesk desk, DateTimeOffset moment) =>
        await desk.Grains.Get<IBusiness>(desk.Business.ToString()).View() is { } business
            ? desk.Day(business.Details.DayOf(moment))
            : "";

    public static string Day(this MessageDesk desk, DateOnly day) => DateText.Format(
        day, desk.Services.GetRequiredService<IStringLocalizer<SharedText>>().Months());
}
