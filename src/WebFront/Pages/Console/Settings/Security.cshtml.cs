using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/security</c>: sign-ins and who may what, for owners. What was done in the books stands in the journal.</summary>
public sealed class SecurityPage(Desk desk) : ConsolePage(desk)
{
    private const int Rows = 100;

    public IReadOnlyList<RecordedSecurityEvent> Events { get; private set; } = [];

    /// <summary>Where the earlier ones begin; null when these are all.</summary>
    public string? Next { get; private set; }

    [Needs(Right.Manage)]
    public async Task OnGet([FromQuery] long before = long.MaxValue)
    {
        await using var read = await Open();
        var found = await read.Rows<RecordedSecurityEvent>(
            "select * from access.security_events(@before, @rows)", new { before, rows = Rows + 1 });
        Events = [.. found.Take(Rows)];
        Next = found.Count > Rows ? Events[^1].Event.ToString(CultureInfo.InvariantCulture) : null;
    }
}
