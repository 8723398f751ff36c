using System.Security.Cryptography;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Proofs;

/// <summary>
/// Says whether some ledger had a head hash at a version, to anyone, and nothing else. What is unknown, what is another
/// business's, a wrong hash and a right hash with another version are one answer, after the same work and the same time.
/// </summary>
public sealed class StateCheck(Databases databases, TimeProvider time)
{
    /// <summary>Answers leave on this beat, far above what the look-up takes: the time says nothing of what was found.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(40);

    public async Task<bool> Holds(string? version, string? hash, CancellationToken cancellation)
    {
        var beat = Task.Delay(Beat, time, cancellation);
        // What cannot be a state at all is looked up like any other.
        var found = await Find(HashOf(hash), VersionOf(version), cancellation);
        await beat;
        return found;
    }

    private async Task<bool> Find(byte[] hash, long version, CancellationToken cancellation)
    {
        await using var command = databases.Access.CreateCommand("select access.had_state($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>As people copy it: in groups, in capitals.</summary>
    private static byte[] HashOf(string? text)
    {
        var digits = string.Concat((text ?? "").Where(character => !char.IsWhiteSpace(character)));
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : new byte[SHA256.HashSizeInBytes];
    }

    private static long VersionOf(string? text) => long.TryParse(
        text?.Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
        ? version
        : 0;
}
