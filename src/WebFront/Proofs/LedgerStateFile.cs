using System.Globalization;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace LedgerPortal.Proofs;

/// <summary>A ledger as of a version, to be taken along.</summary>
public sealed class LedgerStateFile(LedgerState state, Currency currency) : ActionResult
{
    public const string ContentType = "application/json";

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"ledger-{currency}-version-{state.Version}.json"),
        }.ToString();
        await state.WriteTo(response.Body, context.HttpContext.RequestAborted);
    }

    /// <summary>A version as it stands in an address; 0 for what is none.</summary>
    public static long VersionOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
