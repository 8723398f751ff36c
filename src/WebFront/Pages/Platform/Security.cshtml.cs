using LedgerPortal.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Pages.Platform;

/// <summary><c>/platform/security</c>: what concerns the installation and those who run it.</summary>
public sealed class PlatformSecurityPage(PlatformAccess platform) : PageModel
{
    private const int Rows = 200;

    public IReadOnlyList<RecordedSecurityEvent> Events { get; private set; } = [];

    public async Task OnGet() => Events = await platform.Events(long.MaxValue, Rows);
}
