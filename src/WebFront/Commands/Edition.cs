using LedgerPortal.Database;

namespace LedgerPortal.Commands;

/// <summary>What differs between the editions of the program; all the rest is the same.</summary>
internal abstract class Edition
{
    /// <summary>Who else may work on the database meanwhile.</summary>
    public abstract HostAdmission Admission { get; }

    /// <summary>Where the keys are that must not stand in the database, if not in the data folder.</summary>
    public virtual string? SecretsFolder => null;

    /// <summary>Whether pages, API and live hub are served; else only what says how the process is.</summary>
    public virtual bool HasPages => true;

    /// <summary>From saying that it leaves until it stops taking requests.</summary>
    public virtual TimeSpan DrainTime => TimeSpan.Zero;

    /// <summary>Open sockets and long answers get this long; then it ends all the same.</summary>
    public virtual TimeSpan ShutdownLimit => TimeSpan.FromSeconds(5);

    /// <summary>Adds who hosts the grains: <c>IGrains</c>, <c>ILiveFeed</c> and <c>Outbox</c>.</summary>
    public abstract void AddGrains(IHostApplicationBuilder builder, Databases databases);
}

/// <summary>One process that has its database to itself.</summary>
internal sealed class EmbeddedEdition : Edition
{
    public override HostAdmission Admission => HostAdmission.Alone;

    public override void AddGrains(IHostApplicationBuilder builder, Databases databases) =>
        builder.Services.AddEmbeddedHost(databases);
}
