namespace LedgerPortal.Testing;

/// <summary>A data folder for one test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        // Others may pass through: a PostgreSQL started by root runs as another user.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ledgerportal-test-{Guid.NewGuid():n}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Below(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
