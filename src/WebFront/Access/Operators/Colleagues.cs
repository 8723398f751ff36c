using Dapper;
using LedgerPortal.Database;
using LedgerPortal.Notices;

namespace LedgerPortal.Access;

/// <summary>Somebody who works for a business, as its owners see it.</summary>
public sealed record Colleague
{
    public required Guid User { get; init; }

    public required string Email { get; init; }

    public required OperatorRole Role { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required bool HasSecondFactor { get; init; }

    /// <summary>Null when not within the last week.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>Somebody who was asked to work for a business and has not answered.</summary>
public sealed record ColleagueInvitation
{
    public required Guid Invitation { get; init; }

    public required string Email { get; init; }

    public required OperatorRole Role { get; init; }

    public required int Generation { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>Why something about a colleague was not done. The names are those of its words, <c>People.{Name}</c>.</summary>
public enum ColleagueRefusal
{
    AlreadyHere,
    AlreadyInvited,
    TooManyInvitations,

    /// <summary>A business has an owner, always.</summary>
    LastOwner,

    /// <summary>There no more, or of another business.</summary>
    NotThere,
}

/// <summary>
/// Who works for a business: invited by e-mail, let in with a role, and let go. Each change ends the sessions of whom it
/// concerns within a second, in every process, and is recorded.
/// </summary>
public sealed class Colleagues(
    Databases databases, Messages messages, RevocationSignal revocations, SecurityEvents events, TimeProvider time)
{
    public const int MaxEmailLength = 256;

    private const int MaxOpenInvitations = 100;

    private static readonly TimeSpan InvitationTime = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<Colleague>> Of(BusinessId business)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return [.. await connection.QueryAsync<Colleague>(
            """
            select o.operator_user as user, u.email, o.role, o.created_at as since,
              u.two_factor_enabled or exists (
                select from access.operator_user_passkey k where k.user_id = u.id) as has_second_factor,
              (select max(s.last_seen_at) from access.session s
                where s.operator_user = u.id and s.business = o.business) as last_seen_at
            from access.operator o join access.operator_user u on u.id = o.operator_user
            where o.business = @business order by o.created_at, u.email
            """, new { business = business.Value })];
    }

    public async Task<IReadOnlyList<ColleagueInvitation>> InvitationsOf(BusinessId business)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ColleagueInvitation>(
            """
            select invitation, email, role, generation, expires_at from access.operator_invitation
            where business = @business and accepted_at is null and withdrawn_at is null
            order by created_at, invitation
            """, new { business = business.Value })];
    }

    /// <summary>Asks somebody by e-mail; the link is good once, for seven days.</summary>
    /// <param name="by">Who asks; null for the program itself.</param>
    public async Task<ColleagueRefusal?> Invite(
        BusinessId business, string email, OperatorRole role, Guid? by, Whereabouts from)
    {
        var now = time.GetUtcNow();
        var invitation = Guid.CreateVersion7(now);
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            var refusal = await connection.ExecuteScalarAsync<string?>(
                """
                select case
                  when exists (select from access.operator o join access.operator_user u on u.id = o.operator_user
                    where o.business = @business and lower(u.email) = lower(@email)) then 'AlreadyHere'
                  when exists (select from access.operator_invitation i where i.business = @business
                    and lower(i.email) = lower(@email) and i.accepted_at is null and i.withdrawn_at is null) then 'AlreadyInvited'
                  when (select count(*) from access.operator_invitation i where i.business = @business
                    and i.accepted_at is null and i.withdrawn_at is null) >= @MaxOpenInvitations then 'TooManyInvitations'
                end
                """, new { business = business.Value, email, MaxOpenInvitations });
            if (refusal is not null)
                return Enum.Parse<ColleagueRefusal>(refusal);
            // Of two who ask the same person at the same moment, one does.
            var isNew = await connection.ExecuteAsync(
                """
                insert into access.operator_invitation (invitation, business, email, role, invited_by, created_at, expires_at)
                values (@invitation, @business, @email, @role, @by, @now, @until) on conflict do nothing
                """,
                new
                {
                    invitation,
                    business = business.Value,
                    email,
                    role = role.ToString(),
                    by,
                    now = now.UtcDateTime,
                    until = (now + InvitationTime).UtcDateTime,
                }) == 1;
            if (!isNew)
                return ColleagueRefusal.AlreadyInvited;
        }

        await events.Record(
            new SecurityEvent(SecurityEventKind.ColleagueInvited, by, Business: business, Detail: role.ToString()), from);
        await Send(business, email, invitation, 1, now + InvitationTime);
        return null;
    }

    /// <summary>Another link, again for seven days; the earlier one is good for nothing.</summary>
    public async Task<ColleagueRefusal?> Resend(BusinessId business, Guid invitation, Guid by, Whereabouts from)
    {
        SqlTypes.Register();
        var until = time.GetUtcNow() + InvitationTime;
        await using var connection = await databases.Access.OpenConnectionAsync();
        var sent = await connection.QueryFirstOrDefaultAsync<ColleagueInvitation>(
            """
            update access.operator_invitation set generation = generation + 1, expires_at = @until
            where invitation = @invitation and business = @business and accepted_at is null and withdrawn_at is null
            returning invitation, email, role, generation, expires_at
            """, new { invitation, business = business.Value, until = until.UtcDateTime });
        if (sent is null)
            return ColleagueRefusal.NotThere;
        await events.Record(new SecurityEvent(SecurityEventKind.InvitationSentAgain, by, Business: business), from);
        await Send(business, sent.Email, invitation, sent.Generation, until);
        return null;
    }

    public async Task<ColleagueRefusal?> Withdraw(BusinessId business, Guid invitation, Guid by, Whereabouts from)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var isDone = await connection.ExecuteAsync(
            """
            update access.operator_invitation set withdrawn_at = @now
            where invitation = @invitation and business = @business and accepted_at is null and withdrawn_at is null
            """, new { invitation, business = business.Value, now = time.GetUtcNow().UtcDateTime }) == 1;
        if (!isDone)
            return ColleagueRefusal.NotThere;
        await events.Record(new SecurityEvent(SecurityEventKind.InvitationWithdrawn, by, Business: business), from);
        return null;
    }

    /// <summary>The open invitation of a link that was checked; null when it was used, withdrawn, sent again or is too old.</summary>
    public async Task<OpenInvitation?> Find(Guid invitation)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<OpenInvitation>(
            "select * from access.look_up_operator_invitation(@invitation, @now)",
            new { invitation, now = time.GetUtcNow().UtcDateTime });
    }

    /// <summary>
    /// Lets the account in with the role that was offered. False when the invitation was used or withdrawn meanwhile: it is
    /// good once.
    /// </summary>
    public async Task<bool> Accept(OpenInvitation invitation, Guid user, Whereabouts from)
    {
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var isOpen = await connection.ExecuteAsync(
                """
                update access.operator_invitation set accepted_at = @now
                where invitation = @Invitation and generation = @Generation and accepted_at is null
                  and withdrawn_at is null and expires_at > @now
                """,
                new { invitation.Invitation, invitation.Generation, now = time.GetUtcNow().UtcDateTime }, transaction) == 1;
            if (!isOpen)
                return false;
            await connection.ExecuteAsync(
                """
                insert into access.operator (operator_user, business, role) values (@user, @business, @role)
                on conflict do nothing
                """, new { user, business = invitation.Business.Value, role = invitation.Role.ToString() }, transaction);
            await transaction.CommitAsync();
        }

        await events.Record(
            new SecurityEvent(
                SecurityEventKind.ColleagueJoined, user, Business: invitation.Business, Detail: invitation.Role.ToString()),
            from);
        return true;
    }

    /// <summary>The person's sessions in this business end: the next one begins with the new role.</summary>
    public Task<ColleagueRefusal?> ChangeRole(BusinessId business, Guid user, OperatorRole role, Guid by, Whereabouts from) =>
        Change(
            business, user, isOwnerAfter: role is OperatorRole.Owner,
            "update access.operator set role = @role where operator_user = @user and business = @business and role <> @role",
            role.ToString(), new SecurityEvent(SecurityEventKind.RoleChanged, by, user, business, role.ToString()), from);

    /// <summary>The account stays, with whatever other business it works for; nothing of this one opens to it any more.</summary>
    public Task<ColleagueRefusal?> Remove(BusinessId business, Guid user, Guid by, Whereabouts from) => Change(
        business, user, isOwnerAfter: false,
        "delete from access.operator where operator_user = @user and business = @business",
        null, new SecurityEvent(SecurityEventKind.ColleagueRemoved, by, user, business), from);

    /// <summary>Ends one of the sessions that a colleague has in this business.</summary>
    public async Task<ColleagueRefusal?> EndSession(BusinessId business, Guid user, Guid session, Guid by, Whereabouts from)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var isDone = await connection.ExecuteAsync(
            """
            update access.session set ended_at = @now
            where session = @session and operator_user = @user and business = @business and ended_at is null
            """, new { session, user, business = business.Value, now = time.GetUtcNow().UtcDateTime }) == 1;
        if (!isDone)
            return ColleagueRefusal.NotThere;
        revocations.Raise();
        await events.Record(new SecurityEvent(SecurityEventKind.SignedOutElsewhere, by, user, business), from);
        return null;
    }

    private async Task<ColleagueRefusal?> Change(
        BusinessId business, Guid user, bool isOwnerAfter, string change, string? role, SecurityEvent happened, Whereabouts from)
    {
        var values = new { business = business.Value, user, role, now = time.GetUtcNow().UtcDateTime };
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // Two owners who let each other go at the same moment wait here for each other.
            var owners = (await connection.QueryAsync<Guid>(
                """
                select operator_user from access.operator where business = @business and role = 'Owner'
                order by operator_user for update
                """, values, transaction)).AsList();
            if (!isOwnerAfter && owners is [var only] && only == user)
                return ColleagueRefusal.LastOwner;
            if (await connection.ExecuteAsync(change, values, transaction) == 0)
                return ColleagueRefusal.NotThere;
            await connection.ExecuteAsync(
                """
                update access.session set ended_at = @now
                where operator_user = @user and business = @business and ended_at is null
                """, values, transaction);
            await transaction.CommitAsync();
        }

        revocations.Raise();
        await events.Record(happened, from);
        return null;
    }

    private Task Send(BusinessId business, string email, Guid invitation, int generation, DateTimeOffset until) =>
        messages.Send(
            business, new ToEmail(email), new OperatorInvited(invitation, generation),
            Id.Derive(invitation, $"sent {generation}"), expiresAt: until);
}

/// <summary>An invitation whose link is good.</summary>
public sealed record OpenInvitation
{
    public required Guid Invitation { get; init; }

    public required BusinessId Business { get; init; }

    public required string BusinessName { get; init; }

    public required string Email { get; init; }

    public required OperatorRole Role { get; init; }

    public required int Generation { get; init; }

    /// <summary>The account that the address has already; null when it has none.</summary>
    public Guid? Account { get; init; }
}
