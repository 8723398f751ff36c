using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Audit;

/// <summary><c>/settings/history</c>: everything that happened in the business, for owners.</summary>
public sealed class BusinessHistoryPage(Desk desk) : AuditPage(desk)
{
    [Needs(Right.Manage)]
    public Task<IActionResult> OnGet() => Show();

    [Needs(Right.Manage)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => AsFile(form);

    protected override Task<AuditSubject?> Subject(ScopedRead read) => Task.FromResult<AuditSubject?>(AuditSubject.Business);
}
