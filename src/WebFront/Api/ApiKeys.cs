using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace LedgerPortal.Api;

/// <summary>The business on whose behalf a program calls, and the key it calls with.</summary>
public sealed record ApiKey(Guid Id, BusinessId Business);

/// <summary>The keys of billing programs: made once, shown once, kept as a hash, revocable.</summary>
public sealed class ApiKeys(NpgsqlDataSource accessRole)
{
    private const string Prefix = "lpk_";
    private const int SecretBytes = 32;

    /// <summary>Makes a key and gives it; it is not to be had a second time. Durable on return.</summary>
    public async Task<string> Make(BusinessId business, string name, CancellationToken cancellation)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await using var insert = accessRole.CreateCommand(
            "insert into access.api_key (api_key, business, name, secret_hash) values ($1, $2, $3, $4)");
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Hash(secret) });
        await insert.ExecuteNonQueryAsync(cancellation);
        return secret;
    }

    /// <summary>The key of this secret, if it is one and was not revoked; notes the day of its last use.</summary>
    public async Task<ApiKey?> Find(string secret, CancellationToken cancellation)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > 100)
            return null;
        await using var find = accessRole.CreateCommand(
            """
            with used as (
              update access.api_key set last_used_on = current_date
              where secret_hash = $1 and revoked_at is null and last_used_on is distinct from current_date
            )
            select api_key, business from access.api_key where secret_hash = $1 and revoked_at is null
            """);
        find.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Hash(secret) });
        await using var reader = await find.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new ApiKey(reader.GetGuid(0), new BusinessId(reader.GetGuid(1)))
            : null;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
