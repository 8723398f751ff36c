using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Files;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Audit;

/// <summary>A page of the trail, filtered by what, by whom and by when; the same as a file.</summary>
public abstract class AuditPage(Desk desk) : ConsolePage(desk)
{
    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>Where the earlier ones begin; null when these are all.</summary>
    public long? Next { get; private set; }

    public AuditQuery Query { get; private set; } = AuditQuery.Of(QueryCollection.Empty);

    /// <summary>What it is about; null when that is not there.</summary>
    protected abstract Task<AuditSubject?> Subject(ScopedRead read);

    protected async Task<IActionResult> Show()
    {
        Query = AuditQuery.Of(Request.Query);
        await using var read = await Open();
        if (await Subject(read) is not { } subject)
            return NotFound();
        var found = await AuditTrail.Page(read, subject, Query, Zone);
        Rows = [.. found.Take(AuditTrail.PageRows)];
        Next = found.Count > AuditTrail.PageRows ? Rows[^1].Position : null;
        return Page();
    }

    protected Task<IActionResult> AsFile(string? form) => ListFile.Of(form, Open, async (read, wanted) =>
        await Subject(read) is { } subject
            ? new RowsFile<AuditRow>(
                "history", wanted, AuditTrail.Columns, AuditTrail.All(read, subject, AuditQuery.Of(Request.Query), Zone), read)
            : null);
}
