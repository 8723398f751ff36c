using System.IO.Compression;
using LedgerPortal.Pages;

namespace LedgerPortal.Assets;

public sealed class BundleTests
{
    /// <summary>Of 60 KB for the first load of the portal, what is left is for its page and a business's theme and logo.</summary>
    private const int PortalBytes = 46 * 1024;

    private const int LandingBytes = 10 * 1024;

    [Fact]
    public void The_portals_files_leave_room_for_its_page() =>
        Assert.InRange(Compressed("site.css", "site.js", "fragments.js", "live.js", "favicon.svg"), 1, PortalBytes);

    [Fact]
    public void A_landing_page_loads_next_to_nothing() =>
        Assert.InRange(Compressed("site.css", "landing.js", "favicon.svg"), 1, LandingBytes);

    [Fact]
    public void No_bundle_evaluates_text_as_code_or_calls_elsewhere()
    {
        var styles = File.ReadAllText(Sources.PathOf("wwwroot/site.css"));
        Assert.DoesNotContain("url(", styles);
        Assert.DoesNotContain("@import", styles);
        foreach (var name in new[] { "site.js", "console.js", "landing.js" })
        {
            var script = File.ReadAllText(Sources.PathOf("wwwroot/" + name));
            Assert.DoesNotContain("eval(", script);
            Assert.DoesNotContain("http://", script);
            Assert.DoesNotContain("https://", script);
        }
    }

    private static long Compressed(params string[] names) => names.Sum(name =>
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            using var file = File.OpenRead(Sources.PathOf("wwwroot/" + name));
            file.CopyTo(gzip);
        }

        return buffer.Length;
    });
}
