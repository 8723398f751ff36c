using Dapper;
using LedgerPortal.Database;
using LedgerPortal.Notices;
using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// A new password for one that was forgotten, by a link that is good once, for an hour. It changes the password and nothing
/// else: the second step stays.
/// </summary>
public sealed class PasswordResets(Databases databases, Messages messages, FirstRun firstRun, TimeProvider time)
{
    private const int MaxADay = 5;

    private static readonly TimeSpan LinkTime = TimeSpan.FromHours(1);

    /// <summary>
    /// The same rows and the same message for a known and an unknown address; who delivers drops those for nobody.
    /// </summary>
    public async Task Ask(string email)
    {
        var now = time.GetUtcNow();
        var reset = Guid.CreateVersion7(now);
        Guid? business;
        await using (var connection = await databases.Access.OpenConnectionAsync())
        {
            // An account that was asked for too often today is nobody, too.
            business = await connection.ExecuteScalarAsync<Guid?>(
                """
                with account as (
                  select u.id, u.security_stamp from access.operator_user u where u.normalized_email = upper(@email)
                    and (select count(*) from access.operator_reset r
                      where r.operator_user = u.id and r.created_at > @day) < @MaxADay
                  union all
                  select id, null from access.operator_user where id = '00000000-0000-0000-0000-000000000000'
                  limit 1
                ), asked as (
                  insert into access.operator_reset (reset, operator_user, security_stamp, created_at, expires_at)
                  select @reset, id, security_stamp, @now, @until from account
                )
                select o.business from access.operator o join account on account.id = o.operator_user
                order by o.created_at, o.business limit 1
                """,
                new
                {
                    email,
                    reset,
                    MaxADay,
                    day = now.AddDays(-1).UtcDateTime,
                    now = now.UtcDateTime,
                    until = (now + LinkTime).UtcDateTime,
                });
        }

        var first = await firstRun.FirstBusiness();
        if ((business ?? first) is { } sender)
        {
            await messages.Send(
                new BusinessId(sender), new ToEmail(email), new OperatorForgot(reset), Id.Derive(reset, "sent"),
                expiresAt: now + LinkTime);
        }
    }

    /// <summary>Whether there is an account behind it, and the link is good.</summary>
    public async Task<bool> IsOpen(Guid reset) => await AccountOf(reset) is not null;

    /// <summary>Null when the link was used, is too old, or the password was changed meanwhile.</summary>
    public async Task<Guid?> AccountOf(Guid reset)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<Guid?>(
            """
            select u.id from access.operator_reset r join access.operator_user u on u.id = r.operator_user
            where r.reset = @reset and r.used_at is null and r.expires_at > @now
              and u.security_stamp is not distinct from r.security_stamp and u.password_hash is not null
            """, new { reset, now = time.GetUtcNow().UtcDateTime });
    }

    /// <summary>
    /// Takes the new password; null when the link is good no more, else the framework's answer. Of two at the same moment one
    /// is taken. All sessions of the account end.
    /// </summary>
    public async Task<IdentityResult?> Take(UserManager<OperatorUser> users, Guid reset, string password)
    {
        if (await AccountOf(reset) is not { } account || await users.FindByIdAsync(account.ToString()) is not { } user)
            return null;
        // Refused passwords do not use the link up.
        foreach (var validator in users.PasswordValidators)
        {
            var validated = await validator.ValidateAsync(users, user, password);
            if (!validated.Succeeded)
                return validated;
        }

        await using var connection = await databases.Access.OpenConnectionAsync();
        var isFirst = await connection.ExecuteAsync(
            "update access.operator_reset set used_at = @now where reset = @reset and used_at is null",
            new { reset, now = time.GetUtcNow().UtcDateTime }) == 1;
        if (!isFirst)
            return null;
        // Another password is another stamp: sessions and links of the old one end.
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        return await users.UpdateSecurityStampAsync(user);
    }
}
