using System.Text.RegularExpressions;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Testing;

/// <summary>What would have been sent: without a mail server messages are kept as they would have left.</summary>
internal sealed partial class Mailbox(RunningPortal portal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Databases Databases => portal.Services.GetRequiredService<Databases>();

    /// <summary>The newest message of a text to an address, once it is there.</summary>
    public async Task<Envelope> Newest(string textName, string address)
    {
        var sealing = portal.Services.GetRequiredService<MessageSealing>();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            await using (var connection = await Databases.Owner.OpenConnectionAsync(limit.Token))
            {
                var waiting = await connection.QuerySingleAsync<bool>(
                    "select exists (select from access.message where done_at is null and set_aside_at is null)");
                var dropped = await connection.QueryAsync<(Guid Message, byte[] Sealed)>(
                    "select message, sealed from access.message where outcome = 'Dropped' order by created_at desc, message desc");
                var found = dropped.Select(row => sealing.OpenDropped(row.Message, row.Sealed)).FirstOrDefault(
                    mail => mail?.TextName == textName && mail.Address == address);
                if (!waiting && found is not null)
                    return found;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>How many messages of a kind ended so, once none waits any more.</summary>
    public async Task<int> Ended(string kind, string outcome)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            await using (var connection = await Databases.Owner.OpenConnectionAsync(limit.Token))
            {
                if (!await connection.QuerySingleAsync<bool>(
                        "select exists (select from access.message where done_at is null and set_aside_at is null)"))
                    return await connection.QuerySingleAsync<int>(
                        "select count(*)::int from access.message where kind = @kind and outcome = @outcome", new { kind, outcome });
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>What stands behind the <c>#</c> of the link in a message.</summary>
    public static string SecretIn(Envelope mail) => SecretOfLink().Match(mail.Text).Groups["secret"].Value;

    public static string CodeIn(Envelope mail) => SixDigits().Match(mail.Text).Value;

    [GeneratedRegex(@"https?://\S+/[a-z]#(?<secret>\S+)")]
    private static partial Regex SecretOfLink();

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
