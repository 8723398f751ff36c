using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LedgerPortal.Commands;

/// <summary>One address of <c>--urls</c>: plain HTTP on a name of this machine, an IP address, or <c>*</c> for all.</summary>
internal sealed record ListenAddress(string Url, string Host, int Port)
{
    /// <summary>Reads addresses separated by semicolons, as ASP.NET Core's own <c>urls</c> setting has them.</summary>
    public static IReadOnlyList<ListenAddress> ParseAll(string urls)
    {
        var parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 0 ? [.. parts.Select(Parse)] : throw NotAnAddress(urls);
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        // "localhost" is 127.0.0.1 and ::1; a port chosen by the system cannot be the same on both.
        if (Host == "localhost" && Port != 0)
            kestrel.ListenLocalhost(Port);
        else if (Host is "*" or "+")
            kestrel.ListenAnyIP(Port);
        else
            kestrel.Listen(IPAddresses()[0], Port);
    }

    /// <summary>
    /// Finds out in the first moment that the port is taken, not after a database was made. Kestrel still has the last
    /// word: <see cref="Refused"/>.
    /// </summary>
    public void CheckIsFree()
    {
        foreach (var ip in IPAddresses())
        {
            if (ip.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
                continue;
            try
            {
                using var probe = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                // Kestrel takes "all addresses" on both families at once.
                if (ip.Equals(IPAddress.IPv6Any))
                    probe.DualMode = true;
                probe.Bind(new IPEndPoint(ip, Port));
                probe.Listen();
            }
            // This machine has no IPv6 address for localhost: the other one is enough.
            catch (SocketException failure) when (
                Host == "localhost" && failure.SocketErrorCode == SocketError.AddressNotAvailable)
            {
            }
            catch (SocketException failure)
            {
                throw Refused(failure);
            }
        }
    }

    /// <summary>Why the address cannot be listened on, as a sentence.</summary>
    public CommandFailedException Refused(SocketException failure) => new(failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {Port} is taken by another program; choose another one, for instance --urls http://localhost:{Port + 1}.",
        SocketError.AccessDenied =>
            $"Port {Port} may not be opened by this user; choose one above 1023 with --urls.",
        SocketError.AddressNotAvailable =>
            $"This machine has no address {Host}; choose one of its own, or localhost, with --urls.",
        _ => $"{Url} cannot be listened on: {failure.Message}.",
    }, failure);

    private static ListenAddress Parse(string url)
    {
        const string scheme = "http://";
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailedException(
                "--urls takes http addresses; for https put a reverse proxy in front and name it with --public-url.");
        }
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw NotAnAddress(url);
        var rest = url[scheme.Length..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        var hasPort = colon > 0 && !rest.EndsWith(']');
        var host = (hasPort ? rest[..colon] : rest).ToLowerInvariant();
        var port = 80;
        var portIsRight = !hasPort
            || (int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535);
        var address = new ListenAddress(url, host, port);
        return portIsRight && address.IPAddresses().Length > 0 ? address : throw NotAnAddress(url);
    }

    private IPAddress[] IPAddresses() => Host switch
    {
        "localhost" when Port == 0 => [IPAddress.Loopback],
        "localhost" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "*" or "+" => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ when IPAddress.TryParse(Host.Trim('[', ']'), out var ip) => [ip],
        _ => [],
    };

    private static CommandFailedException NotAnAddress(string url) =>
        new($"\"{url}\" is not an address to listen on; write it like http://localhost:5080, http://192.0.2.1:80 or http://*:80.");
}
