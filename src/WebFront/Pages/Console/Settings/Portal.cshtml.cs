using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/portal</c>: what customers see. Switches hide documents, never money.</summary>
public sealed class PortalSettingsPage(Desk desk) : ConsolePage(desk)
{
    private const int MaxExpiryDays = 365;
    private const int MaxWelcome = 500;

    [BindProperty]
    public PortalSettingsForm Input { get; set; } = new();

    [Needs(Right.Read)]
    public async Task OnGet()
    {
        await using var read = await Open();
        var portal = Business.Portal;
        Input = new PortalSettingsForm
        {
            IsEnabled = portal.IsEnabled,
            TokenExpiryDays = portal.TokenExpiryDays.ToString(CultureInfo.InvariantCulture),
            DocumentLinkExpiryDays = portal.DocumentLinkDays.ToString(CultureInfo.InvariantCulture),
            ShowSalesOrders = portal.ShowSalesOrders,
            ShowCreditNotes = portal.ShowCreditNotes,
            ShowStatement = portal.ShowStatement,
            AllowMessages = portal.AllowMessages,
            WelcomeMessage = portal.WelcomeMessage,
        };
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPost()
    {
        await using (await Open())
        {
            // The frame is read; the command has its own way.
        }

        var portal = new PortalSettings
        {
            IsEnabled = Input.IsEnabled,
            TokenExpiryDays = Form.Whole("Input.TokenExpiryDays", Input.TokenExpiryDays, 1, MaxExpiryDays),
            DocumentLinkExpiryDays = Form.Whole(
                "Input.DocumentLinkExpiryDays", Input.DocumentLinkExpiryDays, 1, MaxExpiryDays),
            ShowSalesOrders = Input.ShowSalesOrders,
            ShowCreditNotes = Input.ShowCreditNotes,
            ShowStatement = Input.ShowStatement,
            AllowMessages = Input.AllowMessages,
            WelcomeMessage = Form.Optional("Input.WelcomeMessage", Input.WelcomeMessage, MaxWelcome),
        };
        if (IsUnreadable())
            return Page();
        var answer = await OfBusiness.Execute(new ChangePortalSettings { Id = Command, By = Actor, Portal = portal });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text[portal.IsEnabled ? "Settings.PortalSaved" : "Settings.PortalOff"]);
        return Redirect("/settings/portal");
    }
}

public sealed class PortalSettingsForm
{
    public bool IsEnabled { get; set; }

    public string? TokenExpiryDays { get; set; }

    public string? DocumentLinkExpiryDays { get; set; }

    public bool ShowSalesOrders { get; set; }

    public bool ShowCreditNotes { get; set; }

    public bool ShowStatement { get; set; }

    public bool AllowMessages { get; set; }

    public string? WelcomeMessage { get; set; }
}
