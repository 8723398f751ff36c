using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>The distribution's Chromium, started once a test process.</summary>
public static class Chromium
{
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    public static readonly ViewportSize Desk = new() { Width = 1440, Height = 900 };

    // As the phone's Chrome says it: the program tells phones from computers by it.
    private const string PhoneAgent =
        "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    // How long a page may take on a machine that builds and tests other things beside.
    private const float PatienceMilliseconds = 20_000;

    private static readonly Lazy<Task<IBrowser>> Started = new(Start);

    /// <summary>A person with a browser of their own: no cookie shared with anyone.</summary>
    public static async Task<IBrowserContext> Person(ViewportSize size, ColorScheme theme = ColorScheme.Light, bool script = true)
    {
        var browser = await Started.Value;
        var person = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = size,
            ColorScheme = theme,
            JavaScriptEnabled = script,
            UserAgent = size == Phone ? PhoneAgent : null,
            IsMobile = size == Phone,
            HasTouch = size == Phone,
            Locale = "en-IN",
            TimezoneId = "Asia/Kolkata",
            DeviceScaleFactor = 1,
        });
        person.SetDefaultTimeout(PatienceMilliseconds);
        return person;
    }

    private static async Task<IBrowser> Start()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing; ./test installs it where it may.");
}
