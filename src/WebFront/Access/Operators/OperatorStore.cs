using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace LedgerPortal.Access;

/// <summary>
/// The framework's store, with what it keeps to compare a second step with (the authenticator's key, the recovery codes)
/// sealed under <c>secrets/second-factor.key</c>: a stolen copy of the database opens no account.
/// </summary>
internal sealed class OperatorStore(OperatorContext context, AccessSettings settings)
    : UserOnlyStore<OperatorUser, OperatorContext, Guid>(context)
{
    private readonly SealedBox _box = new(SecretFile.ReadOrCreate(settings.DataFolder, "second-factor"));

    public override Task SetTokenAsync(
        OperatorUser user, string loginProvider, string name, string? value, CancellationToken cancellationToken)
    {
        var box = value is null ? null : _box.Seal(Encoding.UTF8.GetBytes(value), Label(user, name));
        return base.SetTokenAsync(
            user, loginProvider, name, box is null ? null : Base64Url.EncodeToString(box), cancellationToken);
    }

    public override async Task<string?> GetTokenAsync(
        OperatorUser user, string loginProvider, string name, CancellationToken cancellationToken) =>
        await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is { } box
            && _box.Open(Base64Url.DecodeFromChars(box), Label(user, name)) is { } plain
            ? Encoding.UTF8.GetString(plain)
            : null;

    private static byte[] Label(OperatorUser user, string name) => [.. user.Id.ToByteArray(), .. Encoding.UTF8.GetBytes(name)];
}
