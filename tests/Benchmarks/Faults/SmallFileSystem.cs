using System.Diagnostics;
using System.Globalization;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>A file system of its own that can be filled to the last byte, without anything else on the machine noticing.</summary>
internal sealed class SmallFileSystem : IAsyncDisposable
{
    private SmallFileSystem(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Null where it may not be made: it takes root and Linux.</summary>
    public static async Task<SmallFileSystem?> Make(int mebibytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var path = Directory.CreateTempSubdirectory("ledgerportal-small-").FullName;
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=0711");
        if (await Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", path))
            return new SmallFileSystem(path);
        Directory.Delete(path);
        return null;
    }

    /// <summary>Until not a byte more fits in.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var block = new byte[1 << 20]; block.Length > 0;)
        {
            try
            {
                ballast.Write(block);
            }
            catch (IOException)
            {
                block = new byte[block.Length / 2];
            }
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", Path);
        Directory.Delete(Path);
    }

    private static async Task<bool> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
