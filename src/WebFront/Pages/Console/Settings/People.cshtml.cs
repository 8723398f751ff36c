using System.ComponentModel.DataAnnotations;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/people</c>: who works for the business and as what, for its owners.</summary>
public sealed class PeoplePage(
    Desk desk, Colleagues colleagues, Sessions sessions, PlatformAccess platform, LinkSecrets secrets) : ConsolePage(desk)
{
    private readonly Dictionary<Guid, IReadOnlyList<OperatorSession>> _sessions = [];

    public static OperatorRole[] Roles { get; } =
        [OperatorRole.Viewer, OperatorRole.Collector, OperatorRole.Accountant, OperatorRole.Owner];

    public static int[] GrantDays { get; } = [1, 7, 30];

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public OperatorRole Role { get; set; } = OperatorRole.Viewer;

    public IReadOnlyList<Colleague> People { get; private set; } = [];

    public IReadOnlyList<ColleagueInvitation> Invitations { get; private set; } = [];

    public DateTimeOffset? GrantedUntil { get; private set; }

    public IEnumerable<SelectListItem> RoleOptions =>
        Roles.Select(role => new SelectListItem(Text[$"Role.{role}"], role.ToString()));

    public Guid Self => Session.User;

    public Guid SessionId => Session.Id;

    private ConsoleSession Session => User.ConsoleSession()!;

    private Whereabouts From => Whereabouts.Of(HttpContext);

    public IReadOnlyList<OperatorSession> SessionsOf(Guid person) => _sessions.GetValueOrDefault(person, []);

    /// <summary>For who would rather hand it over than trust to the mail.</summary>
    public string LinkOf(ColleagueInvitation invitation) =>
        secrets.Url(LinkPurpose.OperatorInvitation, invitation.Invitation, invitation.Generation).ToString();

    [Needs(Right.Manage)]
    public Task OnGet() => Load();

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostInvite()
    {
        var email = Email?.Trim() ?? "";
        if (email.Length > Colleagues.MaxEmailLength || !new EmailAddressAttribute().IsValid(email))
            return await Refused("People.EmailInvalid");
        if (!Roles.Contains(Role))
            return await Refused("People.NotThere");
        return await colleagues.Invite(BusinessId, email, Role, Self, From) is { } refusal
            ? await Refused($"People.{refusal}")
            : Done(null, "People.Invited");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostResend(Guid invitation) =>
        Done(await colleagues.Resend(BusinessId, invitation, Self, From), "People.Invited");

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostWithdraw(Guid invitation) =>
        Done(await colleagues.Withdraw(BusinessId, invitation, Self, From), "People.Withdrawn");

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRole(Guid person, OperatorRole role) => Roles.Contains(role)
        ? Done(await colleagues.ChangeRole(BusinessId, person, role, Self, From), "People.RoleChanged")
        : Done(ColleagueRefusal.NotThere, "");

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRemove(Guid person) =>
        Done(await colleagues.Remove(BusinessId, person, Self, From), "People.Removed");

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostSignOut(Guid person, Guid session) =>
        Done(await colleagues.EndSession(BusinessId, person, session, Self, From), "Account.SignedOut");

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostOpenBooks(int days)
    {
        if (!GrantDays.Contains(days))
            return Done(ColleagueRefusal.NotThere, "");
        await platform.OpenBooks(BusinessId, TimeSpan.FromDays(days), Self, From);
        return Done(null, "Grant.Given");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostCloseBooks()
    {
        await platform.CloseBooks(BusinessId, Self, From);
        return Done(null, "Grant.Revoked");
    }

    private async Task Load()
    {
        People = await colleagues.Of(BusinessId);
        Invitations = await colleagues.InvitationsOf(BusinessId);
        GrantedUntil = await platform.BooksOpenUntil(BusinessId);
        foreach (var person in People)
        {
            // Only those in this business: what somebody does elsewhere is not this owner's to see.
            _sessions[person.User] =
                [.. (await sessions.OfOperator(person.User, HttpContext.RequestAborted)).Where(session => session.Business == BusinessId)];
        }

        await using var read = await Open();
    }

    private async Task<IActionResult> Refused(string message)
    {
        ModelState.Clear();
        ModelState.AddModelError(nameof(Email), Text[message]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Load();
        return Page();
    }

    private RedirectResult Done(ColleagueRefusal? refusal, string note)
    {
        TempData.Tell(Text[refusal is { } no ? $"People.{no}" : note]);
        return Redirect("/settings/people");
    }
}
