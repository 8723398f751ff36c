using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LedgerPortal.Benchmarks;

/// <summary>A port that nobody listens on.</summary>
internal static class FreePort
{
    public static int FindNumber()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>As an option's value.</summary>
    public static string Find() => FindNumber().ToString(CultureInfo.InvariantCulture);
}
