using Microsoft.AspNetCore.Authorization;

namespace LedgerPortal.Access;

/// <summary>Somebody who runs the installation, and has shown it by more than a password.</summary>
public sealed class RunsTheInstallation : IAuthorizationRequirement;

internal sealed class PlatformPolicy(Workplaces workplaces) : AuthorizationHandler<RunsTheInstallation>
{
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context, RunsTheInstallation requirement)
    {
        if (context.User.ConsoleSession() is { Way: not (WayIn.SetUp or WayIn.Password) } session
            && await workplaces.IsPlatformOwner(session.User))
            context.Succeed(requirement);
    }
}
