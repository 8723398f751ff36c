using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Encodings.Web;
using LedgerPortal.Pipeline;

namespace LedgerPortal.Notices;

/// <summary>Hands messages for mobile numbers to an HTTP service, as its settings describe the service.</summary>
internal sealed class GatewaySender(GatewaySettings settings) : IMessageSender, IDisposable
{
    private readonly HttpClient _client = new(OutgoingConnections.Handler(settings.AllowPrivateAddresses))
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public async Task<Handover> Send(Envelope envelope, CancellationToken cancellation)
    {
        try
        {
            using var request = Request(envelope);
            using var response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return Of(response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Handover(NotSent.TimedOut);
        }
        catch (HttpRequestException failure)
        {
            return new Handover(failure.InnerException switch
            {
                PrivateAddressException => NotSent.PrivateAddress,
                AuthenticationException => NotSent.NotTrusted,
                _ => NotSent.Unreachable,
            });
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return new Handover(failure is PrivateAddressException ? NotSent.PrivateAddress : NotSent.Unreachable);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(Envelope envelope)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(settings.Method), Filled(settings.Url, envelope, Uri.EscapeDataString));
        if (settings.Body is { } body)
        {
            request.Content = new StringContent(Filled(body, envelope, Escape()), Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(settings.ContentType);
            request.Content.Headers.ContentType.CharSet ??= "utf-8";
        }

        foreach (var (name, value) in settings.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, file) in settings.HeaderFiles)
            request.Headers.TryAddWithoutValidation(name, MessageSettings.Secret(null, file, name));
        return request;
    }

    /// <summary>In one pass: what stands in a text is never taken for a place.</summary>
    private string Filled(string template, Envelope envelope, Func<string, string> escape)
    {
        var filled = new StringBuilder(template.Length + envelope.Text.Length);
        var places = new (string Place, string Value)[]
        {
            ("{number}", envelope.Address),
            ("{digits}", envelope.Address.TrimStart('+')),
            ("{text}", envelope.Text),
            ("{template_id}", settings.Templates.GetValueOrDefault(envelope.TextName, "")),
            ("{id}", envelope.Id.ToString("N", CultureInfo.InvariantCulture)),
        };
        for (var at = 0; at < template.Length;)
        {
            var rest = template.AsSpan(at);
            var isPlace = false;
            foreach (var (place, value) in places)
            {
                if (!rest.StartsWith(place, StringComparison.Ordinal))
                    continue;
                filled.Append(escape(value));
                at += place.Length;
                isPlace = true;
                break;
            }

            if (!isPlace)
                filled.Append(template[at++]);
        }

        return filled.ToString();
    }

    /// <summary>As the body's type needs it: what a person typed can never become part of its structure.</summary>
    private Func<string, string> Escape()
    {
        if (settings.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase))
            return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode;
        if (settings.ContentType.Contains("xml", StringComparison.OrdinalIgnoreCase))
            return WebUtility.HtmlEncode;
        return settings.ContentType.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? Uri.EscapeDataString
            : text => text;
    }

    private static Handover Of(HttpStatusCode status) => (int)status switch
    {
        < 300 => Handover.Taken,
        401 or 403 or 407 => new Handover(NotSent.NotAuthorized, (int)status),
        408 or 425 or 429 => new Handover(NotSent.Failed, (int)status),
        >= 400 and < 500 => new Handover(NotSent.Refused, (int)status, IsForGood: true),
        // Redirects are not followed: the settings name the wrong address.
        _ => new Handover(NotSent.Failed, (int)status),
    };
}
