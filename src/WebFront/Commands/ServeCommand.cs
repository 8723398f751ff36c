using System.CommandLine;
using System.Net;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>serve</c>, the default: hosts the grains and serves pages, API and live hub until it is stopped.</summary>
internal static class ServeCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    /// <param name="root">Serves as well, when no verb is given.</param>
    /// <param name="editionOf">Adds an edition's own options to a verb, and reads them.</param>
    public static Verb Create(RootCommand root, Func<Verb, Func<ParseResult, Edition>> editionOf)
    {
        var command = new Verb("serve", "Serves the portal and the console. The default.");
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, several separated by semicolons.",
            DefaultValueFactory = _ => DefaultUrls,
            HelpName = "URLS",
        };
        var publicUrl = new Option<string>("--public-url")
        {
            Description = "The address that people use, if another one, for instance https://ledger.example.com.",
            HelpName = "URL",
        };
        var proxies = new Option<string>("--proxies")
        {
            Description = "Reverse proxies whose word for the client's address and https is taken, besides those on this " +
                "machine: addresses or networks like 10.0.0.0/8, separated by semicolons.",
            HelpName = "NETWORKS",
        };
        var messages = new Option<string>("--messages")
        {
            Description = "A file that says how e-mail and SMS leave. [default: messages.json in the data folder, if it is there]",
            HelpName = "FILE",
        };
        var demo = new Option<bool>("--demo") { Description = "Makes the demonstration, also where other business is done." };
        var noDemo = new Option<bool>("--no-demo") { Description = "Makes no demonstration, also on an empty data folder." };
        var traffic = new Option<bool>("--demo-traffic") { Description = "Lets something happen in the demonstration every few seconds." };
        var privateWebhooks = new Option<bool>("--private-webhooks")
        {
            Description = "Lets webhooks lead into this network, also over plain http. Else only to public https addresses.",
        };
        foreach (var verb in new Verb[] { command, root })
        {
            var installation = new InstallationOptions(verb);
            var edition = editionOf(verb);
            verb.Options.Add(urls);
            verb.Options.Add(publicUrl);
            verb.Options.Add(proxies);
            verb.Options.Add(messages);
            verb.Options.Add(demo);
            verb.Options.Add(noDemo);
            verb.Options.Add(traffic);
            verb.Options.Add(privateWebhooks);
            verb.SetAction((parsed, cancellation) => Serving.RunAsync(
                new ServeOptions(
                    installation.Read(parsed),
                    ListenAddress.ParseAll(parsed.GetValue(urls)!),
                    ServeOptions.ParsePublicUrl(parsed.GetValue(publicUrl)),
                    ServeOptions.ParseProxies(parsed.GetValue(proxies)),
                    parsed.GetValue(messages),
                    ServeOptions.WishOf(parsed.GetValue(demo), parsed.GetValue(noDemo), parsed.GetValue(traffic)),
                    parsed.GetValue(traffic),
                    parsed.GetValue(privateWebhooks)),
                edition(parsed),
                cancellation));
        }
        return command;
    }
}

/// <summary>What <c>serve</c> was asked for.</summary>
/// <param name="Place">Where the data is.</param>
/// <param name="Addresses">Where to listen.</param>
/// <param name="PublicUrl">The address that people use, without a closing slash; null if it is the one listened on.</param>
/// <param name="Proxies">Whose word for a client's address is taken, besides those on this machine.</param>
/// <param name="MessagesFile">How messages leave; null for the one in the data folder, if it is there.</param>
/// <param name="Demonstration">Whether to make it.</param>
/// <param name="AllowsPrivateWebhooks">Whether webhooks may lead to addresses that are not public.</param>
/// <param name="IsTraffic">Whether something shall happen in it every few seconds.</param>
internal sealed record ServeOptions(
    InstallationPlace Place, IReadOnlyList<ListenAddress> Addresses, Uri? PublicUrl, IReadOnlyList<IPNetwork> Proxies,
    string? MessagesFile, DemonstrationWish Demonstration, bool IsTraffic, bool AllowsPrivateWebhooks = false)
{
    public static DemonstrationWish WishOf(bool demo, bool noDemo, bool traffic) => (demo || traffic, noDemo) switch
    {
        (true, true) => throw new CommandFailedException("Without the demonstration (--no-demo) there is nothing to be shown of it."),
        (true, false) => DemonstrationWish.Always,
        (false, true) => DemonstrationWish.Never,
        (false, false) => DemonstrationWish.WhenEmpty,
    };

    public static Uri? ParsePublicUrl(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url is { Query: "", Fragment: "", UserInfo: "", AbsolutePath: "/" };
        return isAddress
            ? url
            : throw new CommandFailedException($"--public-url is an address like https://ledger.example.com, not \"{text}\".");
    }

    public static IReadOnlyList<IPNetwork> ParseProxies(string? text) =>
        [.. (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseProxy)];

    private static IPNetwork ParseProxy(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new CommandFailedException(
            $"--proxies names addresses or networks like 10.0.0.0/8, separated by semicolons, not \"{text}\".");
}
