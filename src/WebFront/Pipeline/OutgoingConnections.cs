using System.Net;
using System.Net.Sockets;

namespace LedgerPortal.Pipeline;

/// <summary>
/// Connections that the program opens to addresses which somebody else chose: webhooks, gateways. Each connection looks at
/// the address that it really goes to, after the name was resolved, so that no name can lead into the own network.
/// </summary>
public static class OutgoingConnections
{
    // IANA's registries of special-purpose addresses.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3",
            // Of IPv6 only global unicast is public, without documentation and what leads to IPv4 by itself.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>
    /// For a client of its own: follows no redirect, takes no proxy from the environment, keeps no cookies. An address that
    /// is not public is refused by <see cref="PrivateAddressException"/>, unless allowed.
    /// </summary>
    /// <param name="allowPrivateAddresses">Whether the installation lets it go into its own network.</param>
    /// <param name="resolve">Who looks names up; the system's resolver when not given.</param>
    public static SocketsHttpHandler Handler(
        bool allowPrivateAddresses, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            // Others are not told how our requests hang together.
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Names may come to lead elsewhere.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellation) =>
                Connect(context.DnsEndPoint, allowPrivateAddresses, resolve ?? Dns.GetHostAddressesAsync, cancellation),
        };

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain))
            && !Array.Exists(NotPublic, network => network.Contains(plain));
    }

    private static async ValueTask<Stream> Connect(
        DnsEndPoint target, bool allowPrivateAddresses, Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        CancellationToken cancellation)
    {
        var addresses = await resolve(target.Host, cancellation);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.NoData);
        // One private address among several is enough: an honest receiver has none.
        if (!allowPrivateAddresses && !Array.TrueForAll(addresses, IsPublic))
            throw new PrivateAddressException(target.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The name leads into a network that is not public.</summary>
public sealed class PrivateAddressException(string host)
    : IOException($"{host} leads to an address that is not public.");
