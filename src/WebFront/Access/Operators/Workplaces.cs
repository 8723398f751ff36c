using Dapper;
using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>A business that an operator works for.</summary>
public sealed record Workplace
{
    public required BusinessId Business { get; init; }

    public required string Name { get; init; }

    public required OperatorRole Role { get; init; }

    public required bool IsSuspended { get; init; }
}

/// <summary>Where an account leads.</summary>
public sealed class Workplaces(Databases databases)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Workplace>> Of(Guid user)
    {
        SqlTypes.Register();
        await using var connection = await databases.Access.OpenConnectionAsync();
        return [.. await connection.QueryAsync<Workplace>(
            "select business, name, role, is_suspended from access.places_of(@user)", new { user })];
    }

    /// <summary>Whether the account is one of those who run the installation.</summary>
    public async Task<bool> IsPlatformOwner(Guid user)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from access.platform_owner where operator_user = @user)", new { user });
    }
}
