using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LedgerPortal.Testing;

/// <summary>A mail that the server took, as it arrived there.</summary>
public sealed record ArrivedMail(
    IReadOnlyList<string> To, string From, string Subject, string Text, string MessageId, bool IsEncrypted, string? User);

/// <summary>A real mail server (aiosmtpd, of Debian's python3-aiosmtpd) on a free port of this machine.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private MailServer(Process process, TemporaryFolder folder, int port) =>
        (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Who trusts this file as an authority trusts the server.</summary>
    public string CertificateFile => Path.Combine(_folder.Path, "certificate.pem");

    public static async Task<MailServer> Start(bool isEncrypted = false, string? user = null, string? password = null)
    {
        var folder = new TemporaryFolder();
        string[] certificate = ["-", "-"];
        if (isEncrypted)
            certificate = MakeCertificate(folder.Path);
        var start = new ProcessStartInfo("/usr/bin/python3",
            [Path.Combine(AppContext.BaseDirectory, "Notices", "smtp_server.py"), .. certificate, user ?? "-", password ?? "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        if (port is null)
        {
            throw new InvalidOperationException(
                "The tests' mail server does not start; it needs Debian's python3-aiosmtpd: "
                + await process.StandardError.ReadToEndAsync());
        }

        return new MailServer(process, folder, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits for the next mail to arrive.</summary>
    public async Task<ArrivedMail> Next()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        return JsonSerializer.Deserialize<ArrivedMail>(line!)!;
    }

    public void Stop()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Limit))
            _process.Kill();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _process.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string[] MakeCertificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var files = new[] { Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem") };
        File.WriteAllText(files[0], certificate.ExportCertificatePem());
        File.WriteAllText(files[1], key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
