namespace LedgerPortal.Benchmarks;

/// <summary>The programs as people have them: published, compiled beforehand. <c>./bench</c> sees to it that they are there.</summary>
public static class Programs
{
    public static string Embedded => Path.GetFullPath("artifacts/app/LedgerPortal.WebFront");

    public static string Cluster => Path.GetFullPath("artifacts/cluster/LedgerPortal.Silo");
}
