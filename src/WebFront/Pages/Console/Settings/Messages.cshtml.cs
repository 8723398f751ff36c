using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Notices;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary>
/// <c>/settings/messages</c>: what left today and what could not, with its reason and "try again". Where the installation
/// has no sender, an owner sees what would have been sent.
/// </summary>
public sealed class MessagesPage(Desk desk, IServiceProvider services) : ConsolePage(desk)
{
    private const int RowsShown = 50;

    private readonly MessageSettings _settings = services.GetRequiredService<MessageSettings>();

    public IReadOnlyList<SetAsideMessage> SetAside { get; private set; } = [];

    public IReadOnlyList<DroppedMessage> Dropped { get; private set; } = [];

    /// <summary>Customers who said that no code came.</summary>
    public IReadOnlyList<AskedForHelp> Help { get; private set; } = [];

    public MessageFigures Figures { get; private set; } = null!;

    public int Budget => _settings.DailyBudget;

    public bool HasMail => _settings.Reaches(Medium.Email);

    public bool HasMobile => _settings.Reaches(Medium.Mobile);

    /// <summary>Codes and links are among them: they are for owners only.</summary>
    public bool ShowsDropped => IsOwner && !(HasMail && HasMobile);

    [Needs(Right.Read)]
    public Task OnGet() => Load();

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostTryAgain()
    {
        await using (await Open())
        {
            // The frame is read; what was set aside goes back into the queue.
        }

        var rows = await services.GetRequiredService<MessageQueue>().TryAgain(BusinessId);
        services.GetRequiredService<MessageSignal>().Ring();
        TempData.Tell(Text.Count("Messages.TryingAgain", rows));
        return Redirect("/settings/messages");
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostHelped(PartyId party, ContactId contact)
    {
        await services.GetRequiredService<SignInCodes>().EndHelp(BusinessId, party, contact);
        return Redirect("/settings/messages");
    }

    /// <summary>In words, with the other side's code behind them.</summary>
    public string ReasonOf(SetAsideMessage message)
    {
        var (why, code) = message.LastError?.Split(' ') is [var name, var number] ? (name, number) : (message.LastError, null);
        var words = Text[$"Messages.Why.{why ?? nameof(NotSent.Failed)}"];
        return code is null ? words : Text["Messages.WhyWithCode", words.Value, code];
    }

    public string KindOf(string kind) => Text[$"Messages.Kind.{kind}"];

    private async Task Load()
    {
        await using var read = await Open();
        Figures = await read.Row<MessageFigures>(
            """
            select
              coalesce((select d.messages from access.message_day d
                where d.business = @business and d.day = (@now at time zone 'utc')::date), 0) as today,
              count(*) filter (where m.done_at is null and m.set_aside_at is null) as waiting,
              count(*) filter (where m.last_error = 'BudgetUsed' and m.done_at is null and m.set_aside_at is null) as held_back
            from access.message m where m.business = @business
            """, new { business = BusinessId, now = Now });
        SetAside = await read.Rows<SetAsideMessage>(
            """
            select message, kind, created_at, set_aside_at, last_error, expires_at
            from access.message where business = @business and set_aside_at is not null
            order by set_aside_at desc, message limit @limit
            """, new { business = BusinessId, limit = RowsShown });
        Help = await HelpAsked(read);
        if (!ShowsDropped)
            return;
        var rows = await read.Rows<DroppedRow>(
            """
            select message, done_at, sealed from access.message
            where business = @business and outcome = 'Dropped' order by done_at desc, message limit @limit
            """, new { business = BusinessId, limit = RowsShown });
        var sealing = services.GetRequiredService<MessageSealing>();
        Dropped =
        [
            .. from row in rows
               let envelope = sealing.OpenDropped(row.Message, row.Sealed)
               where envelope is not null
               select new DroppedMessage(row.DoneAt, envelope.Medium, envelope.Address, envelope.Subject, envelope.Text),
        ];
    }

    private async Task<IReadOnlyList<AskedForHelp>> HelpAsked(ScopedRead read)
    {
        var rows = await read.Rows<HelpRow>(
            """
            select h.party, h.person as contact, h.asked_at, p.name, c.sealed
            from access.sign_in_help h
            join read.party p on p.business = h.business and p.party = h.party
            join read.contact c on c.business = h.business and c.party = h.party and c.contact = h.person
            where h.business = @business order by h.asked_at desc, h.person limit @limit
            """, new { business = BusinessId, limit = RowsShown });
        var persons = await services.GetRequiredService<ContactVault>().Unseal(
            BusinessId, [.. rows.Select(row => new SealedContact(row.Contact, row.Sealed, null))],
            HttpContext.RequestAborted);
        return
        [
            .. rows.Select((row, i) => new AskedForHelp(
                row.Party, row.Contact, row.Name, persons[i]?.Name, persons[i]?.Mobile, row.AskedAt)),
        ];
    }

    private sealed record HelpRow(PartyId Party, ContactId Contact, DateTimeOffset AskedAt, string Name, byte[] Sealed);

    private sealed record DroppedRow(Guid Message, DateTimeOffset DoneAt, byte[] Sealed);
}

/// <param name="Today">Messages that left today (UTC).</param>
/// <param name="HeldBack">Of those that wait: for tomorrow's budget.</param>
public sealed record MessageFigures(int Today, long Waiting, long HeldBack);

public sealed record SetAsideMessage(
    Guid Message, string Kind, DateTimeOffset CreatedAt, DateTimeOffset SetAsideAt, string? LastError,
    DateTimeOffset? ExpiresAt);

/// <param name="Name">Null when the person was erased since.</param>
public sealed record AskedForHelp(
    PartyId Party, ContactId Contact, string PartyName, string? Name, string? Mobile, DateTimeOffset At);

public sealed record DroppedMessage(DateTimeOffset At, Medium Medium, string Address, string Subject, string Text);
