using Dapper;
using LedgerPortal.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>Operators: making them, and checking who they are.</summary>
public sealed class Operators(
    UserManager<OperatorUser> users, Databases databases, Sessions sessions, TimeProvider time)
{
    public const int PasswordMinLength = 15;
    public const int PasswordMaxLength = 128;

    private const int TriesBeforeLock = 5;

    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Stands in for an account that is not there or is locked: its password is checked and its failure counted, so
    /// that both answers take the same work. Its row is in migration 0003; no password is right for it.
    /// </summary>
    private static readonly Lazy<OperatorUser> Nobody = new(() =>
    {
        var nobody = new OperatorUser { Id = Guid.Empty };
        nobody.PasswordHash = NewHasher().HashPassword(nobody, Guid.NewGuid().ToString());
        return nobody;
    });

    /// <summary>
    /// Makes an account and lets it into a business. Refused with the framework's codes: the address is taken or is
    /// none, the password is too short, too long or too common.
    /// </summary>
    public async Task<IdentityResult> Create(string email, string password, BusinessId business, OperatorRole role)
    {
        if (password.Length > PasswordMaxLength)
        {
            return IdentityResult.Failed(
                new IdentityError { Code = "PasswordTooLong", Description = "This password is too long." });
        }

        var user = new OperatorUser
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = email.Trim(),
            Email = email.Trim(),
            LockoutEnabled = true,
        };
        var created = await users.CreateAsync(user, password);
        if (!created.Succeeded)
            return created;
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into access.operator (operator_user, business, role) values (@user, @business, @role)",
            new { user = user.Id, business = business.Value, role = role.ToString() });
        return created;
    }

    /// <summary>
    /// Checks address and password; null when they are refused, whatever the reason. Five wrong passwords in a row lock
    /// the account for five minutes; meanwhile the right one is refused too.
    /// </summary>
    public async Task<NewSession?> SignIn(string email, string password, string device)
    {
        var found = await users.FindByEmailAsync(email.Trim());
        var isUsable = found is { PasswordHash: not null } && !await users.IsLockedOutAsync(found);
        var user = isUsable ? found! : Nobody.Value;
        // A longer one cannot be right; hashing it would only cost.
        var tried = password.Length <= PasswordMaxLength ? password : "";
        var verified = users.PasswordHasher.VerifyHashedPassword(user, user.PasswordHash!, tried);

        await using var connection = await databases.Access.OpenConnectionAsync();
        if (!isUsable || verified == PasswordVerificationResult.Failed)
        {
            await CountFailure(connection, user.Id);
            return null;
        }

        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.AccessFailedCount = 0;
        await users.UpdateAsync(user);
        var business = await connection.QueryFirstOrDefaultAsync<Guid?>(
            "select business from access.operator where operator_user = @user order by created_at, business",
            new { user = user.Id });
        return business is { } first
            ? await sessions.BeginConsole(new BusinessId(first), user.Id, user.SecurityStamp!, device)
            : null;
    }

    private Task<int> CountFailure(NpgsqlConnection connection, Guid user) => connection.ExecuteAsync(
        """
        update access.operator_user set
          access_failed_count =
            case when access_failed_count + 1 >= @TriesBeforeLock then 0 else access_failed_count + 1 end,
          lockout_end = case when access_failed_count + 1 >= @TriesBeforeLock then @until else lockout_end end
        where id = @user
        """, new { user, TriesBeforeLock, until = (time.GetUtcNow() + LockTime).UtcDateTime });

    internal static PasswordHasher<OperatorUser> NewHasher() => new(Options.Create(HasherOptions));

    /// <summary>PBKDF2 with HMAC-SHA-512 at the cost that OWASP names for it (2025).</summary>
    internal static PasswordHasherOptions HasherOptions { get; } = new() { IterationCount = 210_000 };
}
