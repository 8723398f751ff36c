using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Journal;
using LedgerPortal.Live;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary>
/// <c>/settings/books</c>: closing a period, reopening it with a reason, and what could not be posted by itself.
/// </summary>
public sealed class BooksPage(Desk desk, Outbox outbox) : ConsolePage(desk)
{
    [BindProperty]
    public BooksForm Input { get; set; } = new();

    public IReadOnlyList<SetAsideRow> SetAside { get; private set; } = [];

    public long Position { get; private set; }

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await Load();
        var month = new DateOnly(Today.Year, Today.Month, 1);
        Input.Through = DateText.Machine(month.AddDays(-1));
        return Shown("_SetAside");
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostLock()
    {
        await Load();
        var through = Form.Date("Input.Through", Input.Through, Today);
        if (IsUnreadable())
            return Page();
        var answer = await OfBusiness.Execute(new LockPeriod { Id = Command, By = Actor, Through = through });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text["Books.Locked", Show(through)]);
        return Redirect("/settings/books");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostReopen()
    {
        await Load();
        var through = Form.OptionalDate("Input.LockedThrough", Input.LockedThrough, Today);
        var reason = Form.Required("Input.Reason", Input.Reason, 500);
        if (IsUnreadable())
            return Page();
        var answer = await OfBusiness.Execute(
            new ReopenPeriod { Id = Command, By = Actor, LockedThrough = through, Reason = reason });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(through is { } day ? Text["Books.LockedNow", Show(day)] : Text["Books.Open"]);
        return Redirect("/settings/books");
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostTryAgain()
    {
        await using (await Open())
        {
            // The frame is read; what was set aside goes back into the sweep.
        }

        var rows = await outbox.TryAgain(BusinessId);
        TempData.Tell(Text.Count("Books.TryingAgain", rows));
        return Redirect("/settings/books");
    }

    /// <summary>The rule that said no, in the operator's words; else what the program noted.</summary>
    public string ReasonOf(SetAsideRow row)
    {
        var word = (row.LastError ?? "").Split(' ', ':')[0];
        return Enum.TryParse<RefusalCode>(word, out var code) && word.Length > 0 && !char.IsAsciiDigit(word[0])
            ? Refusals.Message(new Refusal(code), AmountsIn, Text, SharedTexts)
            : row.LastError ?? "";
    }

    private async Task Load()
    {
        await using var read = await Open();
        SetAside = await read.Rows<SetAsideRow>(
            """
            select o.stream, o.version, o.ordinal, o.attempts, o.last_error, o.set_aside_at, i.number, i.document
            from journal.outbox o
            left join read.invoice i on i.business = o.business and o.stream like 'invoice/%'
              and i.document = access.id(split_part(o.stream, '/', 2))
            where o.business = @business and o.set_aside_at is not null
            order by o.set_aside_at, o.stream, o.version, o.ordinal limit 200
            """, new { business = BusinessId });
        Position = await read.Position(Topic.Business) ?? 0;
    }
}

public sealed class BooksForm
{
    public string? Through { get; set; }

    public string? LockedThrough { get; set; }

    public string? Reason { get; set; }
}

/// <param name="Stream">What made the promise that could not be kept: <c>invoice/…</c>, <c>ledger/…</c>.</param>
public sealed record SetAsideRow(
    string Stream, long Version, int Ordinal, int Attempts, string? LastError, DateTimeOffset SetAsideAt, string? Number,
    DocumentId? Document);
