using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Database;
using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>How far the installation is.</summary>
public enum InstallationStage
{
    /// <summary>Nobody owns it: the code that the program printed makes the first owner.</summary>
    NoOwner,

    /// <summary>The owner can sign in, and makes the business.</summary>
    NoBusiness,

    Ready,
}

/// <summary>
/// The first visit of a new installation. A one-time code, printed where only who started the program sees it, proves
/// that the visitor is that person. It is good until it is used or the program ends, and for a limited number of tries.
/// Processes that share an installation print the same code: whichever of them is visited knows it.
/// </summary>
public sealed class FirstRun(Databases databases, AccessSettings settings) : IDisposable
{
    private const int MaxTries = 50;

    /// <summary>Crockford's alphabet: nothing in it is taken for something else.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int CodeLength = 10;

    private readonly string _code = settings.IsShared
        ? string.Concat(SecretFile.ReadOrCreate(settings.DataFolder, "first-run")
            .Take(CodeLength).Select(random => Alphabet[random % Alphabet.Length]))
        : RandomNumberGenerator.GetString(Alphabet, CodeLength);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private int _tries;
    private volatile bool _isReady;

    /// <summary>To be printed by the program, <c>K7QP2-M9X4T</c>; null when the installation has an owner.</summary>
    public async Task<string?> Code(CancellationToken cancellation = default) =>
        await Stage(cancellation) == InstallationStage.NoOwner ? $"{_code[..5]}-{_code[5..]}" : null;

    /// <summary>Once ready it stays so, and is not asked again.</summary>
    public async Task<InstallationStage> Stage(CancellationToken cancellation = default)
    {
        if (_isReady)
            return InstallationStage.Ready;
        var (business, hasOperator) = await Look(cancellation);
        if (!hasOperator)
            return InstallationStage.NoOwner;
        if (business is null)
            return InstallationStage.NoBusiness;
        _isReady = true;
        return InstallationStage.Ready;
    }

    /// <summary>
    /// Makes the first owner, of the business that is there or that he makes next. Null when the code is wrong, was
    /// tried too often, or there is an owner already; the framework's refusals of address and password do not use it
    /// up.
    /// </summary>
    public async Task<IdentityResult?> MakeOwner(string code, string email, string password, Operators operators)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (!IsRight(code) || await Look(default) is not { HasOperator: false } found)
                return null;
            // An import may have made the business before anybody could sign in to it.
            var business = new BusinessId(found.Business ?? Guid.CreateVersion7());
            var made = await operators.Create(email, password, business, OperatorRole.Owner);
            // Who owns the first business runs the installation.
            if (made.Succeeded)
                await operators.MakePlatformOwner(email);
            return made;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Null when there is none yet.</summary>
    public async Task<Guid?> FirstBusiness() => (await Look(default)).Business;

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<(Guid? Business, bool HasOperator)> Look(CancellationToken cancellation)
    {
        await using var query = databases.Access.CreateCommand("select business, has_operator from access.first_run()");
        await using var row = await query.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.IsDBNull(0) ? null : row.GetGuid(0), row.GetBoolean(1));
    }

    private bool IsRight(string typed)
    {
        if (_tries >= MaxTries)
            return false;
        var plain = new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(_code.Length + 1)])
            .Replace('O', '0').Replace('I', '1').Replace('L', '1');
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(_code), Encoding.ASCII.GetBytes(plain));
        if (!isRight)
            _tries++;
        return isRight;
    }
}
