using LedgerPortal.Access;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace LedgerPortal.Papers;

/// <summary>Where pages hand out PDFs.</summary>
public sealed class PaperDesk(
    DocumentPapers documents, ReceiptPapers receipts, StatementPapers statements, Typesetting typesetting, KeptPapers kept,
    IStringLocalizer<PaperText> text)
{
    public DocumentPapers Documents => documents;

    public ReceiptPapers Receipts => receipts;

    public StatementPapers Statements => statements;

    /// <summary>The number has yet to be given.</summary>
    public IActionResult NotYet() => Sentence(StatusCodes.Status409Conflict, text["NotYet"]);

    /// <summary>As first made: now, when nobody has asked before.</summary>
    /// <param name="read">Of the session that asks; closed before anything is made.</param>
    public async Task<IActionResult> Kept(
        HttpContext http, ScopedRead read, PaperName name, string number, IEnumerable<PaperPart> paper)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            return HeadersAlone(http.Response, number);
        byte[] pdf;
        try
        {
            pdf = await Find(read, name, paper, http.RequestAborted);
        }
        catch (TypesettingException failure)
        {
            return Unavailable(http.Response, failure.Problem);
        }

        Describe(http.Response, number);
        return new FileContentResult(pdf, PdfType);
    }

    /// <summary>The bytes of one that is kept, made now when nobody has asked before.</summary>
    /// <param name="read">Closed before anything is made.</param>
    /// <exception cref="TypesettingException">It was not made.</exception>
    public async Task<byte[]> Find(
        ScopedRead read, PaperName name, IEnumerable<PaperPart> paper, CancellationToken cancellation)
    {
        var pdf = await KeptPapers.Find(read, name);
        var logo = pdf is null ? await OwnLogo.Read(read, name.Business) : null;
        await read.DisposeAsync();
        return pdf
            ?? await kept.Keep(name, await typesetting.Make(documents.With(logo, paper), cancellation), cancellation);
    }

    /// <summary>Made for this reader alone, whole before it is sent.</summary>
    /// <exception cref="TypesettingException">It was not made.</exception>
    public async Task<byte[]> Whole(IAsyncEnumerable<PaperPart> paper, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        await using var turn = await typesetting.Begin(cancellation);
        await turn.Make(paper, async part => await whole.WriteAsync(part, cancellation));
        return whole.ToArray();
    }

    /// <summary>Made for this reader alone, and sent while it is being made.</summary>
    public async Task<IActionResult> Stream(HttpContext http, string name, IAsyncEnumerable<PaperPart> paper)
    {
        var response = http.Response;
        if (HttpMethods.IsHead(http.Request.Method))
            return HeadersAlone(response, name);
        try
        {
            await using var turn = await typesetting.Begin(http.RequestAborted);
            await turn.Make(paper, async part =>
            {
                if (!response.HasStarted)
                {
                    response.ContentType = PdfType;
                    Describe(response, name);
                }

                await response.BodyWriter.WriteAsync(part, http.RequestAborted);
            });
        }
        catch (TypesettingException failure) when (!response.HasStarted)
        {
            return Unavailable(response, failure.Problem);
        }
        catch (TypesettingException)
        {
            // What was sent is no whole file: the reader's program must not take it for one.
            http.Abort();
        }

        return new EmptyResult();
    }

    private const string PdfType = "application/pdf";

    private static EmptyResult HeadersAlone(HttpResponse response, string name)
    {
        response.ContentType = PdfType;
        Describe(response, name);
        return new EmptyResult();
    }

    /// <summary>Always a file to be saved: shown within the site it would be bound by the site's own policies.</summary>
    private static void Describe(HttpResponse response, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(string.Concat(name.Select(one => char.IsLetterOrDigit(one) || one is '.' or '-' ? one : '-')) + ".pdf");
        response.Headers.ContentDisposition = disposition.ToString();
    }

    private ContentResult Unavailable(HttpResponse response, TypesettingProblem problem)
    {
        if (problem is TypesettingProblem.Busy)
            response.Headers.RetryAfter = "60";
        return Sentence(StatusCodes.Status503ServiceUnavailable, text[problem switch
        {
            TypesettingProblem.Missing => "Unavailable.Missing",
            TypesettingProblem.Busy => "Unavailable.Busy",
            TypesettingProblem.TooLong => "Unavailable.TooLong",
            TypesettingProblem.Failed => "Unavailable.Failed",
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        }]);
    }

    private static ContentResult Sentence(int status, string sentence) =>
        new() { StatusCode = status, Content = sentence, ContentType = "text/plain; charset=utf-8" };
}
