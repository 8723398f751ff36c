using System.Threading.RateLimiting;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Notices;
using LedgerPortal.Parties;

namespace LedgerPortal.Portal;

/// <summary>What came of passing a document on.</summary>
public enum ForwardOutcome
{
    /// <summary>The link is on its way.</summary>
    Sent,

    /// <summary>The address is the person's own.</summary>
    OwnAddress,

    /// <summary>The party has as many contacts, or the document as many forwards, as it may have.</summary>
    TooMany,

    /// <summary>The document can no longer be shared, or the person is no longer a contact.</summary>
    NotNow,
}

/// <summary>
/// Passes a document on: who has the address becomes a contact of the party, without access to its portal, and gets the
/// document's own link by e-mail. The answer is the same whether the address was known or not, so that nobody finds out by
/// trying who else is a contact.
/// </summary>
public sealed class Forwarding(IGrains grains, ContactVault vault, Messages messages, AccessSettings settings) : IDisposable
{
    public const int MaxNameLength = 120;

    private readonly PartitionedRateLimiter<PartyId> _limiter = PartitionedRateLimiter.Create<PartyId, PartyId>(
        party => RateLimitPartition.GetTokenBucketLimiter(party, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.ForwardsPerPartyAnHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1) / settings.ForwardsPerPartyAnHour,
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    /// <summary>Counts one of the party's forwards; false when it was one too many, with the time until the next is allowed.</summary>
    public bool Take(PartyId party, out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire(party);
        lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    /// <summary>Durable on return. Repeating it with the same command id is one wish.</summary>
    /// <param name="business">Whose document it is.</param>
    /// <param name="portal">For how long links are good.</param>
    /// <param name="party">Whose portal the person is in.</param>
    /// <param name="from">The person: a contact of the party.</param>
    /// <param name="document">An issued one of the party, or of one that was merged into it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="to">Name and e-mail address. The name is of use only for somebody who is not a contact yet.</param>
    /// <param name="id">Names the wish.</param>
    /// <param name="by">For the journal.</param>
    public async Task<ForwardOutcome> Forward(
        BusinessId business, PortalSettings portal, PartyId party, ContactId from, DocumentId document, LinkedDocument kind,
        ContactDetails to, CommandId id, Actor by)
    {
        var of = grains.Get<IParty>($"{business}/{party}");
        var contacts = (await of.View())?.Contacts ?? [];
        var people = await vault.Unseal(business, contacts);
        var known = contacts.Zip(people)
            .Where(contact => IsSame(contact.Second?.Email, to.Email)).Select(contact => contact.First.Id).ToList();
        if (known.Contains(from))
            return ForwardOutcome.OwnAddress;
        if (contacts.All(contact => contact.Id != from))
            return ForwardOutcome.NotNow;
        // Also to one of the hundred: else a full list would tell who is on it.
        if (contacts.Count >= PartyDecisions.MaxContacts)
            return ForwardOutcome.TooMany;
        var (invoice, creditNote) = (
            grains.Get<IInvoice>($"{business}/{document}"), grains.Get<ICreditNote>($"{business}/{document}"));
        // Its link is that of the party which it was issued to, wherever that one's affairs go on.
        var issuedTo = kind == LinkedDocument.Invoice ? (await invoice.View())?.Party : (await creditNote.View())?.Party;
        if (issuedTo is not { } owner)
            return ForwardOutcome.NotNow;
        if (kind == LinkedDocument.Invoice)
        {
            // From the moment a link exists it can only be corrected.
            var marked = await invoice.Execute(new MarkInvoiceShared { Id = id.Derive("mark"), By = by });
            if (!marked.IsAccepted)
                return ForwardOutcome.NotNow;
        }

        if ((known.Count > 0 ? known[0] : await Save(of, business, to, id, by)) is not { } contact)
            return ForwardOutcome.TooMany;
        var forwarded = await grains.Get<IDocumentLink>($"{business}/{document}").Execute(new ForwardDocument
        {
            Id = id.Derive("forward"),
            By = by,
            Party = owner,
            Kind = kind,
            ExpiryDays = portal.DocumentLinkDays,
            From = from,
            To = contact,
        });
        if (forwarded.Refusal is { } refusal)
            return refusal.Code == RefusalCode.TooMany ? ForwardOutcome.TooMany : ForwardOutcome.NotNow;
        await messages.Send(
            business, new ToContact(party, contact, Medium.Email),
            new DocumentLinkMessage { Document = document, Of = kind, ForwardedBy = party }, LedgerPortal.Id.Derive(id.Value, "mail"));
        return ForwardOutcome.Sent;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Null when the books do not take another contact.</summary>
    private async Task<ContactId?> Save(IParty party, BusinessId business, ContactDetails details, CommandId id, Actor by)
    {
        var contact = new ContactId(LedgerPortal.Id.Derive(id.Value, "contact"));
        var refusal = await vault.Save(
            party, business, id.Derive("contact"), by, contact, details, SealedContact.Forwarded, CancellationToken.None);
        if (refusal is null)
            return contact;
        await vault.Erase(business, contact);
        return null;
    }

    private static bool IsSame(string? one, string? other) =>
        one is not null && string.Equals(one.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
