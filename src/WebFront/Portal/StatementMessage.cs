using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Formatting;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Http.Extensions;

namespace LedgerPortal.Portal;

/// <summary>
/// A statement is there to be looked at: which period, and the way to it. The mail holds no amount and no secret; who opens
/// it signs in. Nothing is said of a party whose portal or statement was switched off meanwhile.
/// </summary>
public sealed record StatementMessage : Message
{
    public const string StoredName = "statement";

    public required PartyId Party { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>First day of the period, in the business's time zone.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Its last day.</summary>
    public required DateOnly To { get; init; }

    public override string Kind => StoredName;

    public override async ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation)
    {
        var business = await desk.Grains.Get<IBusiness>(desk.Business.ToString()).View();
        var party = await desk.Grains.Get<IParty>($"{desk.Business}/{Party}").View();
        if (business is not { Portal: { IsEnabled: true, ShowStatement: true } } || party is not { IsShared: true })
            return null;
        var query = new QueryBuilder
        {
            { "currency", Currency.Code }, { "period", "custom" }, { "from", DateText.Machine(From) }, { "to", DateText.Machine(To) },
        };
        return new Wording(
            "Statement", desk.Day(From), desk.Day(To), new Uri(desk.Address.Root, "/portal/ledger" + query).AbsoluteUri);
    }
}
