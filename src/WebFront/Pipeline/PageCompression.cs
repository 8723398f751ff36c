using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace LedgerPortal.Pipeline;

/// <summary>
/// Compresses pages, except those that another site asked for. The length of a compressed page can betray a secret in
/// it to someone who makes a browser fetch it again and again with guesses in the address (BREACH). Only an attacker's
/// own page can do that, and the browser then says so in <c>Sec-Fetch-Site</c>. So a page is compressed when the
/// browser says that the request came from one of ours or from the person; our tokens are random in every answer
/// besides.
/// </summary>
internal sealed class PageCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none"
            && base.ShouldCompressResponse(context);

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/csv", "application/json", "application/problem+json"];
        });
        services.AddSingleton<IResponseCompressionProvider, PageCompression>();
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }
}
