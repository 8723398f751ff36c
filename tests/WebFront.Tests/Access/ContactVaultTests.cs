using Dapper;
using LedgerPortal.Parties;
using LedgerPortal.Testing;

namespace LedgerPortal.Access;

public sealed class ContactVaultTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private static readonly ContactDetails Meera = new("Meera Kulkarni", "+919876543210", "meera@example.com");
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-vault-").FullName;
    private readonly BusinessId _business = new(Guid.NewGuid());
    private readonly ContactId _contact = new(Guid.NewGuid());

    private AccessSettings Settings => new() { DataFolder = _folder };

    private ContactVault Vault => new(fixture.Databases, Settings);

    [Fact]
    public async Task What_was_sealed_is_read_again_also_by_another_process()
    {
        var box = await Vault.Seal(_business, _contact, Meera);
        Assert.Equal([Meera], await Vault.Unseal(_business, [new SealedContact(_contact, box, null)]));
    }

    [Fact]
    public async Task An_erased_person_is_gone_from_everything_that_was_ever_sealed()
    {
        var first = await Vault.Seal(_business, _contact, Meera);
        var second = await Vault.Seal(_business, _contact, Meera with { Mobile = null });
        await Vault.Erase(_business, _contact);
        await Vault.Erase(_business, _contact);
        SealedContact[] contacts = [new(_contact, first, null), new(_contact, second, null)];
        Assert.Equal([null, null], await Vault.Unseal(_business, contacts));

        // Saved anew under a new key: what was sealed before stays unreadable.
        var third = await Vault.Seal(_business, _contact, Meera);
        Assert.Equal([null, Meera], await Vault.Unseal(_business, [contacts[0], new(_contact, third, null)]));
    }

    [Fact]
    public async Task A_box_moved_to_another_person_or_business_does_not_open()
    {
        var other = new ContactId(Guid.NewGuid());
        var box = await Vault.Seal(_business, _contact, Meera);
        await Vault.Seal(_business, other, Meera);
        Assert.Equal([null], await Vault.Unseal(_business, [new SealedContact(other, box, null)]));
        var elsewhere = new BusinessId(Guid.NewGuid());
        Assert.Equal([null], await Vault.Unseal(elsewhere, [new SealedContact(_contact, box, null)]));
    }

    [Fact]
    public void What_was_sealed_for_one_purpose_does_not_open_for_another()
    {
        var box = new SealedBox(new byte[32]);
        var made = box.Seal([1, 2, 3], [4]);
        Assert.Equal([1, 2, 3], box.Open(made, [4])!);
        Assert.Null(box.Open(made, [5]));
        Assert.Null(box.Open(made, []));
        Assert.Null(box.Open(made.AsSpan(..^1), [4]));
        Assert.Null(box.Open([], [4]));
    }

    [Fact]
    public async Task The_database_alone_names_nobody()
    {
        var box = await Vault.Seal(_business, _contact, Meera);
        Assert.DoesNotContain("Meera", System.Text.Encoding.UTF8.GetString(box), StringComparison.Ordinal);
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        var wrapped = await connection.QuerySingleAsync<byte[]>(
            "select wrapped_key from access.person_key where person = @person", new { person = _contact.Value });
        // Without the file, the key in the database is as good as none.
        Assert.Null(new SealedBox(new byte[32]).Open(wrapped, []));
    }

    [Fact]
    public void Secret_files_are_for_their_owner_only_and_made_once()
    {
        var first = SecretFile.ReadOrCreate(_folder, "some");
        Assert.Equal(32, first.Length);
        Assert.Equal(first, SecretFile.ReadOrCreate(_folder, "some"));
        var file = Path.Combine(_folder, "secrets", "some.key");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.WriteAllBytes(file, [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => SecretFile.ReadOrCreate(_folder, "some"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
