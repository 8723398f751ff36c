using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests.Assets;

/// <summary>A module of <c>src/WebFront/Assets/page</c>, bundled for a test page that calls it as <c>module.…</c>.</summary>
internal static class PageModule
{
    private static readonly string WebFront = Path.GetFullPath(Path.Combine(Here(), "../../../src/WebFront"));

    /// <summary>Opens an address that answers with this page, and loads the module into it.</summary>
    public static async Task<IPage> Open(string name, string body, string address = "http://pages.test/")
    {
        var person = await Chromium.Person(Chromium.Phone);
        var page = await person.NewPageAsync();
        await page.RouteAsync(address, route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html; charset=utf-8",
            Body = $"<!DOCTYPE html><html lang=\"en\"><title>Test</title><body>{body}</body></html>",
        }));
        await page.GotoAsync(address);
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Content = await Bundle(name) });
        return page;
    }

    private static async Task<string> Bundle(string name)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = WebFront,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--input-type=module", "--eval",
                $$"""
                import { build } from "esbuild";
                const result = await build({ entryPoints: ["Assets/page/{{name}}.ts"], bundle: true, write: false,
                  format: "iife", globalName: "module", target: "es2022" });
                process.stdout.write(result.outputFiles[0].text);
                """,
            },
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("Node.js did not start.");
        var script = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? script : throw new InvalidOperationException($"esbuild could not bundle {name}.ts.");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
