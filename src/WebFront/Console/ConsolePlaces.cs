using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>Where the console's navigation leads, and the addresses of its pages.</summary>
public static class ConsolePlaces
{
    public const string SignOut = "/console/sign-out";

    public static IReadOnlyList<Place> Of(OwnBusiness business, IStringLocalizer<ConsoleText> text) =>
    [
        new("/console", "home", text["Nav.Today"]),
        new("/console/parties", "users", text["Nav.Parties"], business.Parties),
        new("/console/invoices", "file", text["Nav.Invoices"]),
        new("/console/payments", "wallet", text["Nav.Payments"]),
        new("/console/credit-notes", "receipt", text["Nav.CreditNotes"]),
        new("/console/search", "search", text["Nav.Search"]),
        new(
            "/settings", "settings", text["Nav.Settings"], business.SetAside + business.WebhooksDown + business.HelpAsked,
            IsUrgent: true),
    ];

    public static string Party(PartyId party) => $"/console/parties/{party}";

    public static string Invoice(DocumentId document) => $"/console/invoices/{document}";

    public static string CreditNote(DocumentId document) => $"/console/credit-notes/{document}";

    public static string HeldPayment(PartyId party, Currency currency, long held) =>
        $"/console/parties/{party}/held/{currency}/{held}";

    public static string Entry(PartyId party, Currency currency, long entry) => $"/console/parties/{party}/entries/{currency}/{entry}";
}
