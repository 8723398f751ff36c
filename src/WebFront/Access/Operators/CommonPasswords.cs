using System.Text;
using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// Refuses passwords that are long enough but that everybody thinks of. Nearly all passwords of published lists are
/// shorter than 15 characters and fall by length alone. What is left of them is made by a few habits, and those are
/// recognised by rule: the list beside this file names some three hundred words and phrases that such passwords are
/// built from. It was written by hand for this purpose, and is not a copy of a breach corpus.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<OperatorUser>
{
    public const string Code = "PasswordTooCommon";

    /// <summary>What must be left of a password when the common parts are taken out.</summary>
    private const int OwnCharacters = 6;

    /// <summary>So many different words after each other are a passphrase, even when each is common.</summary>
    private const int WordsOfAPassphrase = 4;

    private static readonly string[] Parts = ReadParts();

    public Task<IdentityResult> ValidateAsync(UserManager<OperatorUser> manager, OperatorUser user, string? password) =>
        Task.FromResult(password is not null && IsCommon(password, user.Email)
            ? IdentityResult.Failed(
                new IdentityError { Code = Code, Description = "This password is too easy to guess." })
            : IdentityResult.Success);

    /// <summary>
    /// Whether little is left when case, digits that stand for letters, the person's own address, common words, runs
    /// (<c>123456</c>, <c>qwerty</c>, <c>aaaa</c>) and repetitions are taken out.
    /// </summary>
    internal static bool IsCommon(string password, string? email)
    {
        var plain = Plain(password);
        var own = new[] { email, email?.Split('@')[0], email?.Split('@')[^1].Split('.')[0], "ledgerportal" }
            .OfType<string>().Select(Plain).Where(part => part.Length >= 4);
        var words = 0;
        foreach (var part in Parts.Concat(own).OrderByDescending(part => part.Length))
        {
            var without = plain.Replace(part, "\0", StringComparison.Ordinal);
            if (without.Length != plain.Length && part.Length >= 4)
                words++;
            plain = without;
        }

        return words < WordsOfAPassphrase && LengthWithoutRuns(plain) < OwnCharacters;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant().Where(char.IsLetterOrDigit))
        {
            plain.Append(letter switch
            {
                '0' => 'o',
                '1' => 'l',
                '3' => 'e',
                '4' => 'a',
                '5' => 's',
                '7' => 't',
                '8' => 'b',
                '$' => 's',
                '@' => 'a',
                _ => letter,
            });
        }

        return plain.ToString();
    }

    /// <summary>Counts characters that do not continue a run or repeat what stood before.</summary>
    private static int LengthWithoutRuns(string plain)
    {
        const string rows = "qwertyuiop asdfghjkl zxcvbnm abcdefghijklmnopqrstuvwxyz ol2eas6tb9o";
        var seen = new HashSet<char>();
        var length = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            if (plain[i] == '\0')
                continue;
            var continues = i > 0 && (plain[i] == plain[i - 1]
                || rows.Contains($"{plain[i - 1]}{plain[i]}", StringComparison.Ordinal)
                || rows.Contains($"{plain[i]}{plain[i - 1]}", StringComparison.Ordinal));
            // A second use of a letter counts half: repetition is what makes a long password out of a short one.
            if (!continues)
                length += seen.Add(plain[i]) ? 2 : 1;
        }

        return length / 2;
    }

    private static string[] ReadParts()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(
            "LedgerPortal.Access.Operators.CommonPasswordParts.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n')
            .Where(line => !line.StartsWith('#'))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(Plain).Where(part => part.Length >= 3).Distinct()];
    }
}
