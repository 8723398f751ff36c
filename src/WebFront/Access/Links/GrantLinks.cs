using LedgerPortal.Database;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What the link of an invitation or of a delegated view leads to.</summary>
/// <param name="Subject">The contact who is invited, or the view.</param>
/// <param name="Until">The last day of a view.</param>
public sealed record Grant(
    BusinessId Business, PartyId Party, Guid Subject, Guid Link, int Generation, byte[] Sealed, DateOnly? Until)
{
    /// <summary>Whose address it is for: a contact, or somebody outside under a key of the view's own.</summary>
    public SealedContact Person => new(new ContactId(Subject), Sealed, null);
}

/// <summary>
/// Reads the links of invitations and delegated views. Only a POST that a person made comes here, and nothing is spent by
/// reading. Unknown, wrong, spent, withdrawn and expired are one answer, by the same work.
/// </summary>
public sealed class GrantLinks(Databases databases, LinkSecrets secrets, TimeProvider time)
{
    /// <param name="purpose">Which of the two.</param>
    /// <param name="link">The public half.</param>
    /// <param name="secret">The other half.</param>
    /// <returns>The grant, or why it opens nothing.</returns>
    public async Task<(Grant? Grant, SessionRefusal? Why)> Find(LinkPurpose purpose, Guid link, string secret)
    {
        await using var command = databases.Access.CreateCommand(
            "select kind, business, party, subject, generation, sealed, until, refusal from access.look_up_grant($1, $2)");
        command.Parameters.Add(new() { Value = link });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync();
        var isThere = await row.ReadAsync() && row.GetString(0) == purpose.ToString();
        SessionRefusal? refusal = !isThere || row.IsDBNull(7) ? null : Enum.Parse<SessionRefusal>(row.GetString(7));
        var isRight = secrets.IsRight(purpose, link, isThere ? row.GetInt32(4) : 0, secret);
        // Said even for an old secret: while the switch is off every link gives this answer, whatever else is true of it.
        if (refusal == SessionRefusal.PortalOff)
            return (null, SessionRefusal.PortalOff);
        if (!isThere || !isRight)
            return (null, SessionRefusal.LinkRevoked);
        if (refusal is { } why)
            return (null, why);
        return (new Grant(
            new BusinessId(row.GetGuid(1)), new PartyId(row.GetGuid(2)), row.GetGuid(3), link, row.GetInt32(4),
            row.GetFieldValue<byte[]>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6)), null);
    }
}
