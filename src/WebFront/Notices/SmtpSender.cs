using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;

namespace LedgerPortal.Notices;

/// <summary>Hands mail to a server that takes it from us.</summary>
internal sealed class SmtpSender(SmtpSettings settings) : IMessageSender
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly MailAddress _from = new(settings.From);

    public async Task<Handover> Send(Envelope envelope, CancellationToken cancellation)
    {
        if (!MailAddress.TryCreate(envelope.Address, out var to))
            return new Handover(NotSent.Refused, IsForGood: true);
        using var mail = new MailMessage(_from, to)
        {
            Subject = OneLine(envelope.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = envelope.Text,
            BodyEncoding = Encoding.UTF8,
        };
        mail.Headers.Add("Message-ID", $"<{envelope.Id:N}@{_from.Host}>");
        // So that nobody's absence note answers it.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls };
            if (settings.User is { } user)
                client.Credentials = new NetworkCredential(user, settings.PasswordNow());
            await client.SendMailAsync(mail, limit.Token);
            return Handover.Taken;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Handover(NotSent.TimedOut);
        }
        catch (SmtpException failure)
        {
            return Of(failure);
        }
        catch (AuthenticationException)
        {
            return new Handover(NotSent.NotTrusted);
        }
    }

    private static Handover Of(SmtpException failure)
    {
        var code = (int)failure.StatusCode;
        return failure switch
        {
            { InnerException: AuthenticationException } => new Handover(NotSent.NotTrusted),
            { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: not null } => new Handover(NotSent.Unreachable),
            // Where no encryption is to be had the client says so itself.
            { StatusCode: SmtpStatusCode.GeneralFailure } => new Handover(NotSent.NotTrusted),
            // The server does not know us, whatever we send.
            _ when code is 454 or 530 or 534 or 535 or 538 => new Handover(NotSent.NotAuthorized, code),
            _ when code is >= 550 and <= 554 => new Handover(NotSent.Refused, code, IsForGood: true),
            _ => new Handover(NotSent.Failed, code),
        };
    }

    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
