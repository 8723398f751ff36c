using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.TagHelpers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/keys</c>: the keys of billing programs. Owners only.</summary>
public sealed class KeysPage(Desk desk, ApiKeys keys, SecurityEvents events) : ConsolePage(desk)
{
    private const int MaxDays = 3_650;

    [BindProperty]
    public KeyForm Input { get; set; } = new();

    public IReadOnlyList<ApiKeyRow> Keys { get; private set; } = [];

    /// <summary>Of the key that was made by this request: shown now and never again.</summary>
    public string? Secret { get; private set; }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnGet()
    {
        await Load();
        Input.Scopes = [ApiScope.Read.Name()];
        return Page();
    }

    /// <summary>Answers with the page itself: a redirect would have to keep the secret somewhere on the way.</summary>
    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostMake()
    {
        await Load();
        var name = Form.Required("Input.Name", Input.Name, ApiKeys.MaxNameLength);
        var scopes = (Input.Scopes ?? []).Select(ApiScopes.Find).OfType<ApiScope>().Distinct().ToList();
        if (scopes.Count == 0)
            Form.Refuse("Input.Scopes", Text["Key.NeedsScope"]);
        int? days = null;
        if (!string.IsNullOrWhiteSpace(Input.Days))
        {
            if (int.TryParse(Input.Days, out var count) && count is >= 1 and <= MaxDays)
                days = count;
            else
                Form.Refuse("Input.Days", Text["Key.DaysRange", MaxDays]);
        }

        if (IsUnreadable())
            return Page();
        Secret = await keys.Make(
            BusinessId, Command.Value, new NewApiKey(name, scopes, days is { } good ? Now.AddDays(good) : null), Actor,
            HttpContext.RequestAborted);
        if (Secret is null)
        {
            ModelState.AddModelError("", Text["Key.NotMade", ApiKeys.MaxKeys]);
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        await Record(events, SecurityEventKind.ApiKeyMade, name);
        ModelState.Clear();
        Input = new KeyForm { Scopes = [ApiScope.Read.Name()] };
        await Load();
        return Page();
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRevoke(string key)
    {
        if (!Id.TryParse<DocumentId>(key, out var id)
            || await keys.Revoke(BusinessId, id.Value, Actor, HttpContext.RequestAborted) is not { } name)
        {
            return NotFound();
        }

        await Record(events, SecurityEventKind.ApiKeyRevoked, name);
        TempData.Tell(Text["Key.Revoked"]);
        return Redirect("/settings/keys");
    }

    public bool Has(ApiScope scope) => Input.Scopes?.Contains(scope.Name()) is true;

    public PillStatus StateOf(ApiKeyRow row) => row.RevokedAt is not null ? PillStatus.Revoked
        : row.ExpiresAt <= Now ? PillStatus.Expired : PillStatus.Active;

    private async Task Load()
    {
        await using var read = await Open();
        Keys = await keys.All(read, BusinessId);
    }
}

public sealed class KeyForm
{
    public string? Name { get; set; }

    public string? Days { get; set; }

    public IList<string>? Scopes { get; set; }
}
