using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LedgerPortal.Commands;
using Orleans.Connections.Security;

namespace LedgerPortal.Hosting;

/// <summary>
/// TLS between the processes of the cluster, in both directions: each shows a certificate and believes those of one
/// authority, which signs for nobody else. Addresses of silos change; what counts is who signed.
/// </summary>
internal static class SiloTls
{
    public static void Configure(TlsOptions tls, string certificateFile, string? authorityFile)
    {
        if (authorityFile is null)
            throw new CommandFailedException("--silo-certificate needs --silo-authority, whose certificates are believed.");
        var certificate = Load(certificateFile, () => X509Certificate2.CreateFromPemFile(certificateFile));
        var authority = Load(authorityFile, () => X509CertificateLoader.LoadCertificateFromFile(authorityFile));
        tls.LocalCertificate = certificate;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (remote, _, _) => IsSignedBy(authority, remote);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = "silo";
    }

    internal static bool IsSignedBy(X509Certificate2 authority, X509Certificate2 remote)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(remote);
    }

    private static X509Certificate2 Load(string file, Func<X509Certificate2> load)
    {
        try
        {
            return load();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new CommandFailedException($"{file} cannot be read as a certificate: {failure.Message}", failure);
        }
    }
}
