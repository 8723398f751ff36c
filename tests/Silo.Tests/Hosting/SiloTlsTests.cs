using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LedgerPortal.Commands;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Connections.Security;
using Orleans.Runtime;
using Books = LedgerPortal.Testing.Books;

namespace LedgerPortal.Hosting;

public sealed class SiloTlsTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Silos_talk_to_each_other_over_TLS()
    {
        using var folder = new TemporaryFolder();
        var (certificate, authority) = Issue(folder, "silo");
        await cluster.Join(SiloRole.All, change: null, certificate, authority);
        var second = await cluster.Join(SiloRole.All, change: null, certificate, authority);
        var books = await new Books(second).Create();
        for (var number = 1; number <= 12; number++)
            await books.Post(await books.AddParty($"Customer {number}"), 100);
        var placed = await second.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics();
        Assert.Equal(2, placed.Where(grain => grain.GrainId.Type.ToString() == "party-ledger")
            .Select(grain => grain.SiloAddress).Distinct().Count());
    }

    [Fact]
    public void A_certificate_of_another_authority_is_not_believed()
    {
        using var folder = new TemporaryFolder();
        var (ours, authorityFile) = Issue(folder, "ours");
        var (theirs, _) = Issue(folder, "theirs");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
        using var good = X509Certificate2.CreateFromPemFile(ours);
        using var bad = X509Certificate2.CreateFromPemFile(theirs);
        Assert.True(SiloTls.IsSignedBy(authority, good));
        Assert.False(SiloTls.IsSignedBy(authority, bad));
    }

    [Fact]
    public void A_certificate_without_an_authority_is_refused_with_a_sentence() => Assert.Contains(
        "--silo-authority",
        Assert.Throws<CommandFailedException>(() => SiloTls.Configure(new TlsOptions(), "silo.pem", null)).Message,
        StringComparison.Ordinal);

    /// <summary>A certificate with its key, and the authority that signed it, as PEM files.</summary>
    private static (string Certificate, string Authority) Issue(TemporaryFolder folder, string name)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        using var authority = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(authority, now.AddMinutes(-5), now.AddDays(1), [1, 2, 3]);
        var files = (folder.Below($"{name}.pem"), folder.Below($"{name}-authority.pem"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Item2, authority.ExportCertificatePem());
        return files;
    }
}
