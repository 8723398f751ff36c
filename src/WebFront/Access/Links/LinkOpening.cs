using LedgerPortal.Database;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Hosting;
using LedgerPortal.PortalTokens;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What came of trying a secret link.</summary>
public abstract record OpenedLink
{
    private OpenedLink()
    {
    }

    /// <param name="Session">To be given to the browser; null when it keeps the one it has.</param>
    /// <param name="Path">Where the person goes from here.</param>
    public sealed record Open(NewSession? Session, string Path) : OpenedLink;

    /// <summary>Wrong, expired and revoked are one answer: nothing is told to someone who guesses.</summary>
    public sealed record Closed(SessionRefusal Why) : OpenedLink;
}

/// <summary>
/// Exchanges a secret link for a session. Only a POST that a person made comes here: robots that read links (previews,
/// mail scanners) never do.
/// </summary>
public sealed class LinkOpening(
    Databases databases, LinkSecrets secrets, IGrains grains, Sessions sessions, TimeProvider time)
{
    private sealed record Found(
        string Kind, BusinessId Business, PartyId Party, DocumentId? Document, int Generation, DateTimeOffset ExpiresAt,
        SessionRefusal? Refusal)
    {
        public LinkPurpose Purpose => Kind == "Portal" ? LinkPurpose.Portal : LinkPurpose.Document;

        public string Path => Kind switch
        {
            "Portal" => "/portal",
            nameof(LinkedDocument.Invoice) => $"/portal/invoices/{Document}",
            nameof(LinkedDocument.CreditNote) => $"/portal/credit-notes/{Document}",
            _ => throw new InvalidOperationException($"No page shows a {Kind}."),
        };
    }

    /// <param name="link">The public half.</param>
    /// <param name="secret">The other half.</param>
    /// <param name="present">The session that the browser has already, if it is good.</param>
    /// <param name="device">What kind of device it is.</param>
    /// <param name="from">The network address, for the journal.</param>
    public async Task<OpenedLink> Open(Guid link, string secret, PortalSession? present, string device, string? from)
    {
        if (await LookUp(link) is not { } found)
        {
            // The same work as for a link that is there.
            secrets.IsRight(LinkPurpose.Portal, link, 0, secret);
            return new OpenedLink.Closed(SessionRefusal.LinkRevoked);
        }

        // Said even for an old secret: while the switch is off every link gives this answer, whatever else is true of
        // it.
        if (found.Refusal is SessionRefusal.PortalOff or SessionRefusal.Suspended)
            return new OpenedLink.Closed(found.Refusal.Value);
        if (!secrets.IsRight(found.Purpose, link, found.Generation, secret))
            return new OpenedLink.Closed(SessionRefusal.LinkRevoked);
        if (found.Refusal is { } refusal)
            return new OpenedLink.Closed(refusal);
        if (!await RecordUse(found, device, from))
            return new OpenedLink.Closed(SessionRefusal.LinkRevoked);

        // Who is signed in to the whole portal of this party keeps that, and opens the document in it.
        var isWithin = found.Document is not null && present is { Document: null }
            && present.Business == found.Business && present.Party == found.Party;
        return isWithin
            ? new OpenedLink.Open(null, found.Path)
            : new OpenedLink.Open(await Begin(found, link, present, device), found.Path);
    }

    /// <summary>
    /// Whose link it is, for who goes on to sign in; null when it is none. Nothing of it is told to anybody.
    /// </summary>
    public async Task<SignInHint?> HintOf(Guid link) =>
        await LookUp(link) is { } found ? new SignInHint(found.Business, found.Party) : null;

    private async Task<NewSession> Begin(Found found, Guid link, PortalSession? present, string device)
    {
        if (present is not null)
            await sessions.End(present.Id);
        return await sessions.BeginPortal(
            found.Document is null ? WayIn.Token : WayIn.DocumentLink,
            found.Business, found.Party, found.Document, link, found.Generation, device);
    }

    /// <summary>The grain has the last word: it may know of a revocation that this look-up has just missed.</summary>
    private async Task<bool> RecordUse(Found found, string device, string? from)
    {
        var id = new CommandId(Guid.CreateVersion7(time.GetUtcNow()));
        var by = Actor.Party(found.Party, from);
        var answer = found.Document is { } document
            ? await grains.Get<IDocumentLink>($"{found.Business}/{document}").Execute(
                new RecordLinkUse { Id = id, By = by, Generation = found.Generation, Device = device })
            : await grains.Get<IPortalToken>($"{found.Business}/{found.Party}").Execute(
                new RecordTokenUse { Id = id, By = by, Generation = found.Generation, Device = device });
        return answer.IsAccepted;
    }

    private async Task<Found?> LookUp(Guid link)
    {
        await using var command = databases.Access.CreateCommand("select * from access.look_up_link($1, $2)");
        command.Parameters.Add(new() { Value = link });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync();
        if (!await row.ReadAsync())
            return null;
        return new Found(
            row.GetString(0),
            new BusinessId(row.GetGuid(1)),
            new PartyId(row.GetGuid(2)),
            row.IsDBNull(3) ? null : new DocumentId(row.GetGuid(3)),
            row.GetInt32(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.IsDBNull(6) ? null : Enum.Parse<SessionRefusal>(row.GetString(6)));
    }
}
