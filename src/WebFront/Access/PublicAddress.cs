using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LedgerPortal.Access;

/// <summary>The address that people use: for links that are sent, and to tell our own pages from others.</summary>
/// <param name="settings">With <c>--public-url</c>, if it was given.</param>
/// <param name="server">Null in a host that serves no pages.</param>
public sealed class PublicAddress(AccessSettings settings, IServer? server = null)
{
    private static readonly Uri Default = new("http://localhost:5080/");

    /// <summary>With a closing slash. Without <c>--public-url</c> it is the first address listened on.</summary>
    public Uri Root => settings.PublicUrl ?? Listening.FirstOrDefault(Default);

    /// <summary>Whether this value of an <c>Origin</c> header is one of our own.</summary>
    public bool IsOwnOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (settings.PublicUrl is { } named ? [named] : Listening).Any(own => IsSameOrigin(own, uri));

    /// <summary>Addresses without a host name of their own (<c>http://*:80</c>) can be reached as localhost.</summary>
    private IEnumerable<Uri> Listening => (server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        .Where(address => !address.Contains("//unix:", StringComparison.Ordinal))
        .Select(address => BindingAddress.Parse(address))
        .Select(address => new UriBuilder(
            address.Scheme,
            address.Host is "*" or "+" or "[::]" or "0.0.0.0" ? "localhost" : address.Host,
            address.Port).Uri);

    private static bool IsSameOrigin(Uri own, Uri other) =>
        string.Equals(own.Scheme, other.Scheme, StringComparison.Ordinal)
        && string.Equals(own.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && own.Port == other.Port;
}
