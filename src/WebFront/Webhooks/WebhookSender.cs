using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using LedgerPortal.Pipeline;

namespace LedgerPortal.Webhooks;

/// <param name="IsDelivered">The receiver answered 2xx.</param>
/// <param name="Said">Its status, or why there is none: for the delivery log.</param>
internal sealed record WebhookAnswer(bool IsDelivered, string Said);

/// <summary>
/// Sends one delivery. A name is resolved once a connection, each of its addresses is checked, and the connection goes to a
/// checked address: a name that answers differently the second time leads nowhere else. Redirects are not followed, no
/// proxy is asked, and nothing of the answer is read but its status.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly WebhookSettings _settings;
    private readonly HttpClient _client;

    public WebhookSender(WebhookSettings settings)
    {
        _settings = settings;
        var handler = OutgoingConnections.Handler(settings.AllowPrivateAddresses, settings.Resolve);
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.MaxResponseHeadersLength = 16;
        handler.MaxConnectionsPerServer = 16;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Why an address will not do; null when it may.</summary>
    public static string? WrongUrl(string? text, WebhookSettings settings) =>
        text is null or { Length: > 500 } || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url is not { UserInfo: "", Fragment: "" } || url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic
            || !(url.Scheme == Uri.UriSchemeHttps || (settings.AllowPrivateAddresses && url.Scheme == Uri.UriSchemeHttp))
            || (IPAddress.TryParse(url.DnsSafeHost, out var address) && !settings.AllowPrivateAddresses
                && !OutgoingConnections.IsPublic(address))
            ? settings.AllowPrivateAddresses
                ? "An address that begins with https:// or http://, without user, password and #, at most 500 characters."
                : "A public address that begins with https://, without user, password and #, at most 500 characters."
            : null;

    public async Task<WebhookAnswer> Send(
        string url, byte[] body, string eventId, string signature, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_settings.AnswerLimit);
        // The rules may have changed since the webhook was made.
        if (WrongUrl(url, _settings) is { } wrong)
            return new WebhookAnswer(false, wrong);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            request.Headers.UserAgent.ParseAdd("LedgerPortal/1");
            request.Headers.TryAddWithoutValidation("LedgerPortal-Event", eventId);
            request.Headers.TryAddWithoutValidation(WebhookSecrets.SignatureHeader, signature);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return new WebhookAnswer(
                response.IsSuccessStatusCode,
                (int)response.StatusCode is >= 300 and < 400 ? status + " (redirects are not followed)" : status);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer(
                false, string.Create(CultureInfo.InvariantCulture, $"No answer within {_settings.AnswerLimit.TotalSeconds:0} s"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException)
        {
            return new WebhookAnswer(false, Reason(failure));
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>In words that tell a business about its receiver, and nothing about our network.</summary>
    private static string Reason(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PrivateAddressException:
                    return "The name leads to an address that is not public";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "The name was not found";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "The connection was refused";
                case System.Security.Authentication.AuthenticationException:
                    return "The certificate is not good";
            }
        }

        return "The connection failed";
    }
}
