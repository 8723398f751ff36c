using LedgerPortal.Proofs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/check</c>: whether a statement is one of a ledger that is kept here, by the version and the hash that stand on it. For
/// anyone who holds one; switches of a business do not take back what was given out on paper.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Checks)]
public sealed class CheckModel(StateCheck check) : PageModel
{
    private const int MaxLength = 200;

    [BindProperty(Name = "v", SupportsGet = true)]
    public string? Version { get; set; }

    [BindProperty(Name = "h", SupportsGet = true)]
    public string? Hash { get; set; }

    /// <summary>Null while nothing was asked.</summary>
    public bool? IsTrue { get; private set; }

    [OpenToAnyone("It says of a version and a hash whether they belong together, and nothing else.")]
    public async Task OnGetAsync()
    {
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(Version) && string.IsNullOrWhiteSpace(Hash))
            return;
        IsTrue = await check.Holds(Version, Hash, HttpContext.RequestAborted);
        (Version, Hash) = (Cut(Version), Cut(Hash));
    }

    private static string? Cut(string? text) => text is { Length: > MaxLength } ? text[..MaxLength] : text;
}
