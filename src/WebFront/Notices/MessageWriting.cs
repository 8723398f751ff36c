using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Hosting;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Notices;

/// <summary>Words messages in the texts of <c>MessageText.resx</c>.</summary>
internal sealed class MessageWriting(
    IGrains grains, LinkSecrets secrets, PublicAddress address, IServiceProvider services,
    IStringLocalizer<MessageText> texts)
{
    /// <summary>Null when there is nothing to be said any more.</summary>
    public async Task<Envelope?> Write(
        QueuedMessage queued, Message message, Medium medium, string to, CancellationToken cancellation)
    {
        var desk = new MessageDesk(queued.Business, queued.Id, grains, secrets, address, services);
        if (await message.Word(desk, cancellation) is not { } wording)
            return null;
        if (await grains.Get<IBusiness>(queued.Business.ToString()).View() is not { } business)
            return null;
        object[] values = [business.Details.Name, .. wording.Values];
        return medium == Medium.Email
            ? new Envelope(
                queued.Id, medium, to, wording.Text, texts[wording.Text + ".Subject", values],
                texts[wording.Text + ".Email", values])
            : new Envelope(queued.Id, medium, to, wording.Text, "", texts[wording.Text + ".Mobile", values]);
    }
}
