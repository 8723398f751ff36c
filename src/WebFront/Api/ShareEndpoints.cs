using LedgerPortal.Access;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.PortalTokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>Portal tokens and links of single documents. Secrets are derived anew for each answer and kept nowhere.</summary>
internal static class ShareEndpoints
{
    private const string Tokens =
        """
        select p.party, p.name, lower(p.name) as sort_name,
          case when t.party is null then 'none' when t.is_revoked then 'revoked' when t.expires_at <= @now then 'expired'
            else 'active' end as state,
          t.created_at, t.expires_at, t.last_used_at, t.last_used_device
        from read.party p left join read.portal_token t on t.business = p.business and t.party = p.party
        where p.business = @business
        """;

    private sealed record TokenRow(
        PartyId Party, string Name, string SortName, string State, DateTimeOffset? CreatedAt, DateTimeOffset? ExpiresAt,
        DateTimeOffset? LastUsedAt, string? LastUsedDevice)
    {
        public TokenShown Shown =>
            new(Party.ToString(), Name, State, CreatedAt, ExpiresAt, LastUsedAt, LastUsedDevice);
    }

    public static async Task<Results<Ok<ApiPage<TokenShown>>, ProblemHttpResult>> ListTokens(
        ApiRequest request, TimeProvider time, string? after = null, int? limit = null)
    {
        if (!ApiCursor.IsLimit(limit, out var rows))
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        if (!ApiCursor.TryRead(after, 2, out var last) || (last is not null && !Id.TryParse<PartyId>(last[1], out _)))
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");
        await using var read = await request.Read();
        var found = await read.Rows<TokenRow>(
            $"""
            {Tokens}
              and (@afterName::text is null or (lower(p.name), p.party) > (@afterName::text, @afterParty::uuid))
            order by lower(p.name), p.party limit @limit
            """,
            new
            {
                business = request.Business,
                now = time.GetUtcNow(),
                afterName = last?[0],
                afterParty = last is null ? (PartyId?)null : Id.Parse<PartyId>(last[1]),
                limit = rows + 1,
            });
        return TypedResults.Ok(ApiCursor.Page(found, rows, row => row.Shown, row => [row.SortName, row.Party.ToString()]));
    }

    public static async Task<Results<Ok<TokenShown>, ProblemHttpResult>> GetToken(
        string party, ApiRequest request, TimeProvider time)
    {
        await using var read = await request.Read();
        if (await request.Party(read, party) is not { } id)
            return ApiProblems.NotFound("party");
        var row = await read.Row<TokenRow>(
            $"{Tokens} and p.party = @id", new { business = request.Business, now = time.GetUtcNow(), id });
        return TypedResults.Ok(row.Shown);
    }

    /// <summary>Makes the party's token; the one before ends. Asked again under the same key it gives the same link.</summary>
    public static async Task<Results<Created<LinkMade>, ProblemHttpResult>> MakeToken(
        string party, LinkBody body, ApiRequest request, LinkSecrets secrets)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        if (!known.IsShared)
            return ApiProblems.Of(new Refusal(RefusalCode.SharingOff));
        var answer = await request.Grain<IPortalToken>(known.Id).Execute(new GenerateToken
        {
            Id = request.Command,
            By = request.Actor,
            ExpiryDays = body.ExpiryDays ?? (await request.BusinessView()).Portal.TokenExpiryDays,
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Created(
                $"/api/v1/parties/{known.Id}/token", Made(secrets, LinkPurpose.Portal, answer.OrThrow()));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RevokeToken(string party, ApiRequest request)
    {
        if (await request.Party(party) is not { } known || await request.Grain<IPortalToken>(known.Id).View() is null)
            return ApiProblems.NotFound("party");
        var answer = await request.Grain<IPortalToken>(known.Id).Execute(
            new RevokeToken { Id = request.Command, By = request.Actor });
        return answer.Refusal is { } refusal ? ApiProblems.Of(refusal) : TypedResults.NoContent();
    }

    /// <summary>The invoice is marked as shared first: from the moment a link exists it can only be corrected.</summary>
    public static async Task<Results<Created<LinkMade>, ProblemHttpResult>> ShareInvoice(
        string document, LinkBody body, ApiRequest request, LinkSecrets secrets)
    {
        if (!Id.TryParse<DocumentId>(document, out var id)
            || await request.Grain<IInvoice>(id).View() is not { } invoice)
        {
            return ApiProblems.NotFound("document");
        }

        var marked = await request.Grain<IInvoice>(id).Execute(
            new MarkInvoiceShared { Id = request.Command.Derive("mark"), By = request.Actor });
        return marked.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : await Share(LinkedDocument.Invoice, "invoices", id, invoice.Party, body, request, secrets);
    }

    public static async Task<Results<Created<LinkMade>, ProblemHttpResult>> ShareCreditNote(
        string document, LinkBody body, ApiRequest request, LinkSecrets secrets)
    {
        if (!Id.TryParse<DocumentId>(document, out var id)
            || await request.Grain<ICreditNote>(id).View() is not { } creditNote)
        {
            return ApiProblems.NotFound("document");
        }

        return creditNote.Status is not DocumentStatus.Issued
            ? ApiProblems.Of(new Refusal(RefusalCode.NotIssued))
            : await Share(LinkedDocument.CreditNote, "credit-notes", id, creditNote.Party, body, request, secrets);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RevokeLink(string document, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id) || await request.Grain<IDocumentLink>(id).View() is null)
            return ApiProblems.NotFound("document");
        var answer = await request.Grain<IDocumentLink>(id).Execute(
            new RevokeDocumentLink { Id = request.Command, By = request.Actor });
        return answer.Refusal is { } refusal ? ApiProblems.Of(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Created<LinkMade>, ProblemHttpResult>> Share(
        LinkedDocument kind, string place, DocumentId id, PartyId party, LinkBody body, ApiRequest request, LinkSecrets secrets)
    {
        var answer = await request.Grain<IDocumentLink>(id).Execute(new ShareDocument
        {
            Id = request.Command,
            By = request.Actor,
            Party = party,
            Kind = kind,
            ExpiryDays = body.ExpiryDays ?? (await request.BusinessView()).Portal.DocumentLinkDays,
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Created($"/api/v1/{place}/{id}/link", Made(secrets, LinkPurpose.Document, answer.OrThrow()));
    }

    private static LinkMade Made(LinkSecrets secrets, LinkPurpose purpose, LinkAnswer link) =>
        new(secrets.Url(purpose, link.Link, link.Generation).ToString(), link.ExpiresAt);
}
