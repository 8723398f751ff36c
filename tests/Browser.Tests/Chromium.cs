using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>The distribution's Chromium, started once a test process.</summary>
public static class Chromium
{
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    public static readonly ViewportSize Desk = new() { Width = 1440, Height = 900 };

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
            IsMobile = size == Phone,
            HasTouch = size == Phone,
            Locale = "en-IN",
            TimezoneId = "Asia/Kolkata",
            DeviceScaleFactor = 1,
        });
        person.SetDefaultTimeout(15_000);
        return person;
    }

    private static async Task<IBrowser> Start()
    {
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
