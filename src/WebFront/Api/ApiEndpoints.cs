using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Database;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Webhooks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using System.Threading.RateLimiting;

namespace LedgerPortal.Api;

/// <summary>What an installation allows its programs.</summary>
public sealed record ApiSettings
{
    /// <summary>Requests of one key a minute; as many at once, then evenly.</summary>
    public int RequestsPerMinute { get; init; } = 1_200;
}

/// <summary>
/// The HTTP API for billing programs. Money is a string on the wire; each change needs an <c>Idempotency-Key</c>, and sent
/// again with the same key and body it gives the same answer and changes nothing.
/// </summary>
public static class ApiEndpoints
{
    private const string RateLimit = "api";

    /// <summary>Everything but documents, which may have 2,000 lines.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    private const int MaxDocumentBytes = 4 * 1024 * 1024;

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ApiKeys(
            provider.GetRequiredService<Databases>().Access, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Idempotency(
            provider.GetRequiredService<Databases>().Access, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<IdempotencySweep>();
        services.AddScoped<ApiRequest>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        var policies = services.AddAuthorizationBuilder();
        foreach (var scope in ApiScopes.All)
        {
            policies.AddPolicy(PolicyOf(scope), policy => policy
                .AddAuthenticationSchemes(ApiKeyHandler.SchemeName)
                .RequireAuthenticatedUser()
                .RequireClaim(ApiKeyHandler.ScopeClaim, scope.Name()));
        }

        services.Configure<ProblemDetailsOptions>(problems => problems.CustomizeProblemDetails = ApiProblems.Complete);
        // So that an unreadable body can be told from where it stops making sense.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOptions<RateLimiterOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            var settings = provider.GetService<ApiSettings>() ?? new ApiSettings();
            options.AddPolicy(RateLimit, context => RateLimitPartition.GetTokenBucketLimiter(
                PartitionOf(context), _ => Access.AccessRateLimits.PerMinute(settings.RequestsPerMinute)));
        });
        services.AddSingleton<WebhookList>();
        services.AddSingleton<WebhookSecrets>();
        services.TryAddSingleton(new WebhookSettings());
        services.AddSingleton<WebhookSender>();
        services.AddHostedService<WebhookDelivering>();
        ApiDescription.Add(services);
        return services;
    }

    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app)
    {
        ApiDescription.Map(app);
        var api = app.MapGroup("/api/v1").RequireRateLimiting(RateLimit).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        MapParties(api);
        MapDocuments(api);
        MapLedgers(api);
        MapShares(api);
        MapWebhooks(api);
        return app;
    }

    private static void MapParties(RouteGroupBuilder api)
    {
        Read(api, "/parties", PartyEndpoints.List, "listParties", "Parties, by name.");
        Read(api, "/parties/{party}", PartyEndpoints.Get, "getParty", "One party.");
        Post(api, "/parties", PartyEndpoints.Create, ApiScope.Parties, "createParty", "Makes a party.",
            Refuse.Party, [RefusalCode.AlreadyExists]);
        Post(api, "/parties/{party}/changes", PartyEndpoints.Change, ApiScope.Parties, "changeParty",
            "Replaces what is known of a party.", Refuse.Party, [RefusalCode.AlreadyExists, RefusalCode.VersionChanged]);
        Post(api, "/parties/{party}/sharing", PartyEndpoints.Share, ApiScope.Parties, "switchSharing",
            "Switches the sharing of a party's ledger on or off.", [RefusalCode.FieldRequired], []);
        Read(api, "/parties/{party}/contacts", ContactEndpoints.List, "listContacts", "The people at a party.");
        Post(api, "/parties/{party}/contacts", ContactEndpoints.Add, ApiScope.Parties, "addContact",
            "Adds a person to a party.", Refuse.Texts, [RefusalCode.TooMany]);
        Delete(api, "/parties/{party}/contacts/{contact}", ContactEndpoints.Remove, ApiScope.Parties, "removeContact",
            "Removes a person from a party and erases what identifies them, for good.");
    }

    private static void MapDocuments(RouteGroupBuilder api)
    {
        Read(api, "/invoices", DocumentReading.ListInvoices, "listInvoices", "Invoices, by date.");
        Read(api, "/invoices/{document}", DocumentReading.GetInvoice, "getInvoice", "One invoice, with its lines.");
        ReadUbl(api, "/invoices/{document}/ubl", DocumentReading.GetInvoiceUbl, "getInvoiceUbl", "An issued invoice as UBL 2.1 by EN 16931.");

        Paper(api, "/invoices/{document}/pdf", PaperEndpoints.GetInvoice, "getInvoicePdf",
            "The PDF of an issued invoice: the same bytes whenever it is asked for.", RefusalCode.NotIssued);
        Post(api, "/invoices", DocumentEndpoints.PostInvoice, ApiScope.Documents, "postInvoice",
            "Issues an invoice: numbered here, posted to the party's ledger.",
            Refuse.Document, [
                RefusalCode.PartyMerged, RefusalCode.PeriodLocked, RefusalCode.PostingsPending, RefusalCode.NumberTaken,
            ],
            MaxDocumentBytes);
        Post(api, "/invoices/{document}/void", DocumentEndpoints.VoidInvoice, ApiScope.Documents, "voidInvoice",
            "Takes back an invoice that nobody has seen. The ledger has the last word: read the invoice for what came of it.",
            Refuse.Texts,
            [RefusalCode.NotIssued, RefusalCode.VoidNeedsUnseen, RefusalCode.VoidNeedsNoAllocation, RefusalCode.PeriodLocked]);
        Post(api, "/invoices/{document}/registration", DocumentEndpoints.RegisterInvoice, ApiScope.Documents, "registerInvoice",
            "Writes into an issued invoice the IRN, acknowledgement and signed QR that the Indian portal gave for it. Once: another one is refused.",
            [.. Refuse.Texts, RefusalCode.DateOutOfRange], Refuse.Registering);
        Read(api, "/credit-notes", DocumentReading.ListCreditNotes, "listCreditNotes", "Credit notes, by date.");
        Read(api, "/credit-notes/{document}", DocumentReading.GetCreditNote, "getCreditNote", "One credit note, with its lines.");
        ReadUbl(api, "/credit-notes/{document}/ubl", DocumentReading.GetCreditNoteUbl, "getCreditNoteUbl", "An issued credit note as UBL 2.1 by EN 16931.");

        Paper(api, "/credit-notes/{document}/pdf", PaperEndpoints.GetCreditNote, "getCreditNotePdf",
            "The PDF of a credit note: the same bytes whenever it is asked for.", RefusalCode.NotIssued);
        Post(api, "/credit-notes", DocumentEndpoints.PostCreditNote, ApiScope.Documents, "postCreditNote",
            "Issues a credit note, free or for an invoice.", Refuse.Document,
            [
                RefusalCode.AlreadyExists, RefusalCode.NotIssued, RefusalCode.CreditExceedsInvoice, RefusalCode.PeriodLocked,
                RefusalCode.PostingsPending, RefusalCode.NumberTaken, RefusalCode.TooMany, RefusalCode.PartyMerged,
            ],
            MaxDocumentBytes);
        Post(api, "/credit-notes/{document}/registration", DocumentEndpoints.RegisterCreditNote, ApiScope.Documents,
            "registerCreditNote",
            "Writes into an issued credit note the IRN, acknowledgement and signed QR that the Indian portal gave for it. Once: another one is refused.",
            [.. Refuse.Texts, RefusalCode.DateOutOfRange], Refuse.Registering);
    }

    private static void MapLedgers(RouteGroupBuilder api)
    {
        Post(api, "/payments", EntryEndpoints.PostPayment, ApiScope.Payments, "postPayment",
            "Records a payment; one dated ahead is kept until its day. The answer is durable; the receipt's number follows.", Refuse.Amount, Refuse.Posting);
        Post(api, "/entries", EntryEndpoints.PostEntry, ApiScope.Payments, "postEntry",
            "Posts an opening balance, a debit note, an adjustment, a write-off, TDS or a refund.",
            [.. Refuse.Amount, RefusalCode.FieldRequired, RefusalCode.DueDateBeforeDocumentDate],
            [.. Refuse.Posting, RefusalCode.AmountExceedsUnapplied]);
        Read(api, "/ledgers", LedgerEndpoints.List, "listLedgers", "All ledgers with their balances, by the party's name.");
        Read(api, "/ledgers/{party}", LedgerEndpoints.Get, "getLedger",
            "A party's ledger of a period: balance, version, head hash, and entries with running balance. A statement.");
        Read(api, "/ledgers/{party}/versions/{version}", LedgerEndpoints.GetVersion, "getLedgerVersion",
            "A party's ledger as of a version: the same bytes for ever, in the canonical form of RFC 8785.")
            .Produces<LedgerStateShown>();
        Paper(api, "/ledgers/{party}/pdf", PaperEndpoints.GetStatement, "getStatementPdf",
            "A party's statement of a period as a PDF, with version and head hash; of the present financial year when no days are given.",
            RefusalCode.TooMany);
        Paper(api, "/ledgers/{party}/entries/{entry}/pdf", PaperEndpoints.GetReceipt, "getReceiptPdf",
            "The receipt of a payment or a refund as a PDF: the same bytes whenever it is asked for.", RefusalCode.NotIssued);
        Read(api, "/ledgers/{party}/entries/{entry}", LedgerEndpoints.GetEntry, "getEntry", "One entry of a party's ledger.");
        Read(api, "/ledgers/{party}/held-payments", HeldPaymentEndpoints.List, "listHeldPayments",
            "Post-dated payments of a party that are kept until their day, at most 100, in the order of their days.");
        Read(api, "/ledgers/{party}/held-payments/{held}", HeldPaymentEndpoints.Get, "getHeldPayment",
            "A post-dated payment, and what became of it.");
        Post(api, "/ledgers/{party}/held-payments/{held}/return", HeldPaymentEndpoints.GiveBack, ApiScope.Payments,
            "giveBackPayment", "Gives a post-dated payment back to the party: it never counts.", Refuse.Texts,
            [RefusalCode.EntryNotFound]);
        Post(api, "/ledgers/{party}/held-payments/{held}/entry", HeldPaymentEndpoints.Enter, ApiScope.Payments, "enterPayment",
            "Enters a post-dated payment whose day has come. That is done by itself when the day begins, unless the books were locked.",
            [RefusalCode.FieldRequired, RefusalCode.FieldInvalid, RefusalCode.DateOutOfRange, RefusalCode.AmountTooLarge],
            [RefusalCode.EntryNotFound, RefusalCode.PeriodLocked]);
        Post(api, "/ledgers/{party}/entries/{entry}/reversal", EntryEndpoints.Reverse, ApiScope.Payments, "reverseEntry",
            "Takes an entry back by one of the other side, dated on its own day.",
            [.. Refuse.Texts, RefusalCode.DateOutOfRange, RefusalCode.AmountTooLarge],
            [
                RefusalCode.EntryNotFound, RefusalCode.CannotBeReversed, RefusalCode.AlreadyReversed, RefusalCode.TooMany,
                RefusalCode.PeriodLocked,
            ]);
        Post(api, "/ledgers/{party}/entries/{entry}/allocations", EntryEndpoints.Allocate, ApiScope.Payments, "allocateCredit",
            "Joins unapplied credit to a debit, or oldest due first.", [.. Refuse.Amount], Refuse.Settling);
        Delete(api, "/ledgers/{party}/entries/{entry}/allocations/{debit}", EntryEndpoints.Undo, ApiScope.Payments,
            "undoAllocation", "Undoes all that joins a credit entry and a debit entry.",
            [RefusalCode.DateOutOfRange, RefusalCode.AlreadyReversed, RefusalCode.AllocationNotFound, RefusalCode.PeriodLocked,
                RefusalCode.EntryNotFound, RefusalCode.TooMany]);
        Read(api, "/ledgers/{party}/aging", LedgerEndpoints.GetAging, "getAging", "Aging of a party's ledger on a day.");
        Read(api, "/aging", LedgerEndpoints.GetAgingOfBusiness, "getAgingOfBusiness", "Aging of the whole business on a day.");
    }

    private static void MapShares(RouteGroupBuilder api)
    {
        Read(api, "/tokens", ShareEndpoints.ListTokens, "listTokens", "Portal tokens, by the party's name. Without the links.");
        Read(api, "/parties/{party}/token", ShareEndpoints.GetToken, "getToken", "A party's portal token. Without the link.");
        Post(api, "/parties/{party}/token", ShareEndpoints.MakeToken, ApiScope.Share, "makeToken",
            "Makes a party's portal token and gives the link; the one before ends.",
            [RefusalCode.FieldInvalid], [RefusalCode.SharingOff]);
        Post(api, "/parties/{party}/token/revocation", ShareEndpoints.RevokeToken, ApiScope.Share, "revokeToken",
            "Revokes a party's portal token; its open pages close within a second.", [], []);
        Post(api, "/invoices/{document}/link", ShareEndpoints.ShareInvoice, ApiScope.Share, "shareInvoice",
            "Gives the link that opens one invoice. From here on the invoice can be corrected, not voided.",
            [RefusalCode.FieldInvalid], [RefusalCode.NotIssued]);
        Post(api, "/invoices/{document}/link/revocation", ShareEndpoints.RevokeLink, ApiScope.Share, "revokeInvoiceLink",
            "Revokes the link of an invoice; pages opened through it close within a second.", [], []);
        Post(api, "/credit-notes/{document}/link", ShareEndpoints.ShareCreditNote, ApiScope.Share, "shareCreditNote",
            "Gives the link that opens one credit note.", [RefusalCode.FieldInvalid], [RefusalCode.NotIssued]);
        Post(api, "/credit-notes/{document}/link/revocation", ShareEndpoints.RevokeLink, ApiScope.Share,
            "revokeCreditNoteLink", "Revokes the link of a credit note.", [], []);
    }

    private static void MapWebhooks(RouteGroupBuilder api)
    {
        Read(api, "/webhooks", WebhookEndpoints.List, "listWebhooks", "Who is told of what happens. Without the secrets.");
        Post(api, "/webhooks", WebhookEndpoints.Add, ApiScope.Webhooks, "addWebhook",
            "Adds a webhook and gives the secret that signs its deliveries, this once.",
            [RefusalCode.FieldInvalid], [RefusalCode.TooMany]);
        Delete(api, "/webhooks/{webhook}", WebhookEndpoints.Remove, ApiScope.Webhooks, "removeWebhook",
            "Removes a webhook with its log and all that waits.");
        Post(api, "/webhooks/{webhook}/secret", WebhookEndpoints.Rotate, ApiScope.Webhooks, "rotateWebhookSecret",
            "Gives a webhook a new secret; for 24 hours its deliveries are signed with both.", [], []);
        Post(api, "/webhooks/{webhook}/enabling", WebhookEndpoints.Enable, ApiScope.Webhooks, "enableWebhook",
            "Switches on a webhook that was switched off because it took nothing for days.", [], []);
        Read(api, "/webhooks/{webhook}/deliveries", WebhookEndpoints.Log, "listDeliveries",
            "What was sent and what came of it, the newest first; 30 days back.");
        Post(api, "/webhooks/{webhook}/deliveries/{delivery}/again", WebhookEndpoints.SendAgain, ApiScope.Webhooks,
            "sendDeliveryAgain", "Sends a delivery again, whatever came of it.", [], []);
    }

    /// <summary>Refusals that commands have in common.</summary>
    private static class Refuse
    {
        public static readonly RefusalCode[] Texts =
            [RefusalCode.FieldRequired, RefusalCode.FieldTooLong, RefusalCode.FieldInvalid];

        public static readonly RefusalCode[] Party = [.. Texts];

        public static readonly RefusalCode[] Document =
        [
            .. Texts, RefusalCode.AmountMustBePositive, RefusalCode.AmountTooLarge, RefusalCode.CurrencyMismatch,
            RefusalCode.DateOutOfRange, RefusalCode.DueDateBeforeDocumentDate, RefusalCode.NoLines, RefusalCode.TooManyLines,
        ];

        public static readonly RefusalCode[] Amount =
        [
            RefusalCode.FieldTooLong, RefusalCode.FieldInvalid, RefusalCode.AmountMustBePositive, RefusalCode.AmountTooLarge,
            RefusalCode.CurrencyMismatch, RefusalCode.DateOutOfRange,
        ];

        public static readonly RefusalCode[] Settling =
        [
            RefusalCode.EntryNotFound, RefusalCode.NotACredit, RefusalCode.NotADebit, RefusalCode.AmountExceedsOpen,
            RefusalCode.AmountExceedsUnapplied, RefusalCode.AllocationBeforeDocument, RefusalCode.TooMany,
            RefusalCode.PeriodLocked, RefusalCode.PartyMerged,
        ];

        public static readonly RefusalCode[] Registering =
            [RefusalCode.AlreadyRegistered, RefusalCode.NotIssued, RefusalCode.NumberTaken];

        public static readonly RefusalCode[] Posting =
            [RefusalCode.EntryNotFound, RefusalCode.TooMany, RefusalCode.PeriodLocked, RefusalCode.PartyMerged];
    }

    private static string PolicyOf(ApiScope scope) => "ApiKey." + scope.Name();

    internal static RouteHandlerBuilder Read(RouteGroupBuilder api, string path, Delegate handler, string name, string summary)
    {
        var endpoint = Describe(api.MapGet(path, handler), ApiScope.Read, name, summary);
        endpoint.WithMetadata(new RefusedBy([RefusalCode.FieldInvalid, .. Named(path)]));
        return endpoint;
    }

    private static void ReadUbl(RouteGroupBuilder api, string path, Delegate handler, string name, string summary)
    {
        var endpoint = Describe(api.MapGet(path, handler), ApiScope.Read, name, summary);
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [UblDocument.ContentType]));
        endpoint.WithMetadata(new RefusedBy([RefusalCode.NotFound, RefusalCode.ElectronicInvoiceIncomplete]));
    }

    private static void Paper(
        RouteGroupBuilder api, string path, Delegate handler, string name, string summary, RefusalCode refused)
    {
        var endpoint = Describe(api.MapGet(path, handler), ApiScope.Read, name, summary);
        endpoint.Produces<byte[]>(StatusCodes.Status200OK, PaperEndpoints.PdfType);
        endpoint.WithMetadata(new RefusedBy([RefusalCode.FieldInvalid, refused, .. Named(path)]));
    }

    internal static void Post(
        RouteGroupBuilder api, string path, Delegate handler, ApiScope scope, string name, string summary,
        IReadOnlyList<RefusalCode> invalid, IReadOnlyList<RefusalCode> refused, int maxBodyBytes = MaxBodyBytes)
    {
        var endpoint = Describe(api.MapPost(path, handler), scope, name, summary);
        endpoint.AddEndpointFilter(OncePerKey);
        if (maxBodyBytes != MaxBodyBytes)
            endpoint.WithMetadata(new RequestSizeLimitAttribute(maxBodyBytes));
        // A party is named in the body of what has none in its address.
        IEnumerable<RefusalCode> named = path is "/parties" ? [] : [RefusalCode.NotFound];
        endpoint.WithMetadata(new RefusedBy([.. invalid, .. named, RefusalCode.CommandIdReused, .. refused]));
    }

    internal static void Delete(
        RouteGroupBuilder api, string path, Delegate handler, ApiScope scope, string name, string summary,
        params RefusalCode[] refused)
    {
        var endpoint = Describe(api.MapDelete(path, handler), scope, name, summary);
        endpoint.AddEndpointFilter(OncePerKey);
        endpoint.WithMetadata(new RefusedBy(
            [RefusalCode.FieldInvalid, RefusalCode.NotFound, RefusalCode.CommandIdReused, .. refused]));
    }

    private static RefusalCode[] Named(string path) =>
        path.Contains('{') || path is "/invoices" or "/credit-notes" ? [RefusalCode.NotFound]
        : path is "/aging" ? [RefusalCode.TooMany] : [];

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, ApiScope scope, string name, string summary) =>
        endpoint.RequireAuthorization(PolicyOf(scope)).WithName(name).WithSummary(summary).WithMetadata(new NeedsScope(scope));

    /// <summary>By key, whichever it says it is; without one by network.</summary>
    private static string PartitionOf(HttpContext context) => context.Request.Headers.Authorization.ToString() is { Length: > 0 } key
        ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        : Access.AccessRateLimits.NetworkOf(context.Connection.RemoteIpAddress);

    /// <summary>A change passes once under its key; what was refused leaves the key for a corrected request.</summary>
    private static async ValueTask<object?> OncePerKey(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var request = services.GetRequiredService<ApiRequest>();
        if (request.KeyedCommand is not { } command)
            return ApiProblems.IdempotencyKeyRequired();
        var idempotency = services.GetRequiredService<Idempotency>();
        var isBodied = context.HttpContext.GetEndpoint()!.Metadata.GetMetadata<IAcceptsMetadata>() is not null;
        var body = isBodied
            ? context.Arguments.FirstOrDefault(argument => argument?.GetType().Name.EndsWith("Body", StringComparison.Ordinal) is true)
            : null;
        var taken = await idempotency.Take(command, Idempotency.HashOf(context.HttpContext.Request, body), request.Aborted);
        if (taken is IdempotencyAnswer.Reused)
            return ApiProblems.Of(new Refusal(RefusalCode.CommandIdReused));
        request.IsRepeated = taken is IdempotencyAnswer.Again;
        var result = await next(context);
        var refused = (result as INestedHttpResult)?.Result ?? result;
        if (taken is IdempotencyAnswer.First && refused is ProblemHttpResult { StatusCode: < 500 })
            await idempotency.Forget(command);
        return result;
    }

    /// <summary>Once an hour the keys that are too old to matter are forgotten.</summary>
    private sealed class IdempotencySweep(Idempotency idempotency, TimeProvider time, ILogger<IdempotencySweep> log)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var hour = new PeriodicTimer(TimeSpan.FromHours(1), time);
            while (await hour.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await idempotency.Sweep(stoppingToken);
                }
                catch (Exception failure) when (Pipeline.Failures.IsDatabaseAway(failure))
                {
                    log.LogWarning("Old idempotency keys stay for another hour: {Reason}", failure.Message);
                }
            }
        }
    }
}
