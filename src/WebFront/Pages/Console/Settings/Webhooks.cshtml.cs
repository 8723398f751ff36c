using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Journal;
using LedgerPortal.Pages.Shared;
using LedgerPortal.TagHelpers;
using LedgerPortal.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/webhooks</c>: who is told of what happens. Owners only.</summary>
public sealed class WebhooksPage(
    Desk desk, WebhookList webhooks, WebhookSecrets secrets, WebhookSettings settings, SecurityEvents events)
    : ConsolePage(desk)
{
    [BindProperty]
    public WebhookForm Input { get; set; } = new();

    public IReadOnlyList<WebhookRow> Webhooks { get; private set; } = [];

    /// <summary>Of the webhook that was made by this request: shown now and never again.</summary>
    public string? Secret { get; private set; }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnGet()
    {
        await Load();
        Input.Kinds = [EventKinds.InvoiceIssued, EventKinds.PaymentRecorded];
        return Page();
    }

    /// <summary>Answers with the page itself: a redirect would have to keep the secret somewhere on the way.</summary>
    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostMake()
    {
        await Load();
        var url = Form.Required("Input.Url", Input.Url, 500);
        if (url.Length > 0 && WebhookSender.WrongUrl(url, settings) is not null)
            Form.Refuse("Input.Url", Text[settings.AllowPrivateAddresses ? "Webhook.UrlWrongHere" : "Webhook.UrlWrong"]);
        var kinds = EventKinds.All.Where(kind => Has(kind)).ToList();
        if (kinds.Count == 0)
            Form.Refuse("Input.Kinds", Text["Webhook.NeedsKind"]);
        if (IsUnreadable())
            return Page();
        if (!await webhooks.Add(BusinessId, Command.Value, url, kinds, Actor))
        {
            ModelState.AddModelError("", Text["Webhook.TooMany", WebhookList.MaxWebhooks]);
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        await Record(events, SecurityEventKind.WebhookMade, new Uri(url).Host);
        Secret = secrets.Of(Command.Value, 1);
        ModelState.Clear();
        Input = new WebhookForm { Kinds = [EventKinds.InvoiceIssued, EventKinds.PaymentRecorded] };
        await Load();
        return Page();
    }

    public bool Has(string kind) => Input.Kinds?.Contains(kind) is true;

    public static PillStatus StateOf(WebhookRow row) => row.DisabledAt is not null ? PillStatus.Revoked : PillStatus.Active;

    private async Task Load()
    {
        await using var read = await Open();
        Webhooks = await WebhookList.All(read, BusinessId);
    }
}

public sealed class WebhookForm
{
    public string? Url { get; set; }

    public IList<string>? Kinds { get; set; }
}
