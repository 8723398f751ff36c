using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/sign-in/choose</c>: after the right code, where the number belongs to several customers. Names are shown only here,
/// to the browser whose code was right.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Codes)]
public sealed class ChooseModel(SignInCodes codes, Persons persons, PersonSignIn signIn) : PageModel
{
    public IReadOnlyList<KnownPerson> Persons { get; private set; } = [];

    [OpenToAnyone("It shows names to the browser whose code was right, and to no other.")]
    public async Task<IActionResult> OnGet() => await Load() is null ? Redirect("/sign-in") : Page();

    [OpenToAnyone("The code that was right says who may.")]
    public async Task<IActionResult> OnPost(string? choice)
    {
        if (await Load() is not { } proved)
            return Redirect("/sign-in");
        if (Persons.FirstOrDefault(person => PersonSignIn.Name(person) == choice) is not { } chosen)
            return Page();
        return await signIn.ByCode(HttpContext, proved, chosen) ? Redirect("/portal") : Redirect("/sign-in");
    }

    private async Task<ProvedCode?> Load()
    {
        if (CodeCookie.Of(Request) is not { } browser
            || await codes.Proved(browser, HttpContext.RequestAborted) is not { } proved)
            return null;
        Persons = PersonSignIn.Choices(await persons.At(proved.NumberHash, HttpContext.RequestAborted));
        return proved;
    }
}
