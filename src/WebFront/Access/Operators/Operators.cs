using Dapper;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What a right password leads to.</summary>
public abstract record PasswordAnswer
{
    private PasswordAnswer()
    {
    }

    /// <summary>For whatever reason: nothing is told to someone who guesses.</summary>
    public sealed record Refused : PasswordAnswer;

    /// <summary>The account has a second factor, and is signed in by it alone.</summary>
    public sealed record HalfWay(OperatorUser User) : PasswordAnswer;

    /// <summary>There is no second factor: what the session may do follows from <see cref="WayIn"/>.</summary>
    public sealed record SignedIn(NewSession Session) : PasswordAnswer;
}

/// <summary>Operators: making them, and checking who they are.</summary>
public sealed class Operators(
    UserManager<OperatorUser> users, Databases databases, Sessions sessions, Workplaces workplaces, SecurityEvents events,
    TimeProvider time)
{
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
        var (user, created) = await CreateInvited(email, password);
        if (!created.Succeeded)
            return created;
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into access.operator (operator_user, business, role) values (@user, @business, @role)",
            new { user = user.Id, business = business.Value, role = role.ToString() });
        return created;
    }

    /// <summary>Makes an account that leads nowhere yet; refused as by <see cref="Create"/>.</summary>
    public async Task<(OperatorUser User, IdentityResult Made)> CreateInvited(string email, string password)
    {
        var user = new OperatorUser
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = email.Trim(),
            Email = email.Trim(),
            LockoutEnabled = true,
        };
        return (user, await users.CreateAsync(user, password));
    }

    /// <summary>Lets the account run the installation. Safe to repeat; false when nobody has this address.</summary>
    public async Task<bool> MakePlatformOwner(string email)
    {
        if (await users.FindByEmailAsync(email.Trim()) is not { } user)
            return false;
        await using var connection = await databases.Access.OpenConnectionAsync();
        var isNew = await connection.ExecuteAsync(
            "insert into access.platform_owner (operator_user) values (@user) on conflict do nothing",
            new { user = user.Id }) == 1;
        if (isNew)
        {
            await events.Record(
                new SecurityEvent(SecurityEventKind.PlatformOwnerMade, null, user.Id), new Whereabouts("computer", null));
        }

        return true;
    }

    public Task<OperatorUser?> Find(Guid user) => users.FindByIdAsync(user.ToString());

    /// <summary>The account of the session; it is there as long as the session is good.</summary>
    public async Task<OperatorUser> Of(ConsoleSession session) => await Find(session.User)
        ?? throw new InvalidOperationException("The session's account is gone.");

    /// <summary>
    /// The first step. Five wrong passwords or codes in a row lock the account for five minutes; meanwhile the right ones
    /// are refused too. A right password does not begin the count anew while a second step is still to come: else the
    /// second step could be guessed for ever by who has the password.
    /// </summary>
    public async Task<PasswordAnswer> TryPassword(string email, string password, Whereabouts from)
    {
        if (await CheckPassword(await users.FindByEmailAsync(email.Trim()), password, from) is not { } user)
            return new PasswordAnswer.Refused();
        if (await SecondFactors.Has(users, user))
            return new PasswordAnswer.HalfWay(user);
        var way = await MayStayWithoutSecondFactor(user) ? WayIn.Password : WayIn.SetUp;
        return new PasswordAnswer.SignedIn(await Begin(user, way, from));
    }

    /// <summary>Whether it is the password of the account, for who is signed in and is asked once more.</summary>
    public async Task<bool> IsPassword(OperatorUser user, string password, Whereabouts from) =>
        await CheckPassword(user, password, from) is not null;

    /// <summary>Whether it is locked for a few minutes after too many tries.</summary>
    public Task<bool> IsLocked(OperatorUser user) => users.IsLockedOutAsync(user);

    /// <summary>Counts a wrong code against the account.</summary>
    public async Task CountWrongStep(OperatorUser user, Whereabouts from)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        await CountFailure(connection, user.Id, SecurityEventKind.SecondStepWrong, from);
    }

    /// <summary>Signs the account in: in its business, or in none where it has to choose.</summary>
    public async Task<NewSession> Begin(OperatorUser user, WayIn way, Whereabouts from)
    {
        user.AccessFailedCount = 0;
        await users.UpdateAsync(user);
        var business = await BusinessToBeginIn(user.Id);
        var session = await sessions.BeginConsole(business, user.Id, user.SecurityStamp!, way, from.Device);
        await events.Record(
            new SecurityEvent(
                SecurityEventKind.SignedIn, user.Id, Business: business == default ? null : business, Detail: way.ToString()),
            from);
        return session;
    }

    /// <summary>
    /// The only one. Who runs the installation besides does not get stuck in one that is suspended.
    /// </summary>
    private async Task<BusinessId> BusinessToBeginIn(Guid user)
    {
        var places = await workplaces.Of(user);
        var open = places.Where(place => !place.IsSuspended).ToList();
        if (open is [var only])
            return only.Business;
        return open.Count == 0 && places is [var suspended] && !await workplaces.IsPlatformOwner(user)
            ? suspended.Business
            : default;
    }

    /// <summary>The first session of the owner whom the first run has just made.</summary>
    public async Task<NewSession> BeginFirst(string email, Whereabouts from) =>
        await users.FindByEmailAsync(email) is { } owner
            ? await Begin(owner, WayIn.Password, from)
            : throw new InvalidOperationException("The owner just made cannot sign in.");

    /// <summary>
    /// A new session in place of the present one, as after each change of what it rests on: another secret, the same end.
    /// </summary>
    /// <param name="business">Where it goes on, if elsewhere; what the account may there is asked at each request.</param>
    public async Task<NewSession> Renew(
        ConsoleSession present, OperatorUser user, WayIn way, Whereabouts from, BusinessId? business = null)
    {
        await sessions.End(present.Id);
        return await sessions.BeginConsole(
            business ?? present.Business, user.Id, user.SecurityStamp!, way, from.Device, present.ExpiresAt);
    }

    /// <summary>Refused with the framework's codes, the present one being wrong with <c>PasswordMismatch</c>.</summary>
    public async Task<IdentityResult> ChangePassword(OperatorUser user, string present, string next, Whereabouts from)
    {
        if (!await IsPassword(user, present, from))
        {
            return IdentityResult.Failed(
                new IdentityError { Code = nameof(IdentityErrorDescriber.PasswordMismatch), Description = "" });
        }

        return await users.ChangePasswordAsync(user, present, next);
    }

    /// <summary>
    /// Nobody but who works for the demonstration alone: its password is printed for whoever started the program, and its
    /// business is not real. Decision 9 says more.
    /// </summary>
    private async Task<bool> MayStayWithoutSecondFactor(OperatorUser user)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var businesses = await connection.QueryAsync<Guid>(
            "select business from access.operator where operator_user = @user", new { user = user.Id });
        return businesses.AsList() is [var only] && only == DemonstrationBusiness.Id.Value;
    }

    private async Task<OperatorUser?> CheckPassword(OperatorUser? found, string password, Whereabouts from)
    {
        var isUsable = found is { PasswordHash: not null } && !await users.IsLockedOutAsync(found);
        var user = isUsable ? found! : Nobody.Value;
        // A longer one cannot be right; hashing it would only cost.
        var tried = password.Length <= PasswordLength.Max ? password : "";
        var verified = users.PasswordHasher.VerifyHashedPassword(user, user.PasswordHash!, tried);
        if (!isUsable || verified == PasswordVerificationResult.Failed)
        {
            await using var connection = await databases.Access.OpenConnectionAsync();
            await CountFailure(connection, user.Id, SecurityEventKind.PasswordWrong, from);
            return null;
        }

        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            await users.UpdateAsync(user);
        }

        return user;
    }

    /// <summary>Counted and recorded for an account that is not there as for one that is: the work is the same.</summary>
    private async Task CountFailure(NpgsqlConnection connection, Guid user, SecurityEventKind kind, Whereabouts from)
    {
        var isLocked = await connection.ExecuteScalarAsync<bool>(
            """
            update access.operator_user set
              access_failed_count =
                case when access_failed_count + 1 >= @TriesBeforeLock then 0 else access_failed_count + 1 end,
              lockout_end = case when access_failed_count + 1 >= @TriesBeforeLock then @until else lockout_end end
            where id = @user returning access_failed_count = 0
            """, new { user, TriesBeforeLock, until = (time.GetUtcNow() + LockTime).UtcDateTime });
        await events.Record(new SecurityEvent(isLocked ? SecurityEventKind.AccountLocked : kind, user), from);
    }

    internal static PasswordHasher<OperatorUser> NewHasher() => new(Options.Create(HasherOptions));

    /// <summary>PBKDF2 with HMAC-SHA-512 at the cost that OWASP names for it (2025).</summary>
    internal static PasswordHasherOptions HasherOptions { get; } = new() { IterationCount = 210_000 };
}
