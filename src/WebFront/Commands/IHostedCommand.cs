namespace LedgerPortal.Commands;

/// <summary>
/// A command that works on the grains, of which there is one host at a time: it runs inside the running instance of its
/// data folder if there is one, else in a host of its own, and behaves alike in both. It travels to the instance as
/// JSON, so it is a record of plain values; paths in it are absolute, the instance works in another folder.
/// </summary>
public interface IHostedCommand
{
    /// <summary>Does the work. Cancelled when the person presses Ctrl-C, goes away, or the instance stops.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation);
}

/// <summary>A kind of command that an instance accepts, by the name of its type.</summary>
public sealed record HostedCommandType(Type Type)
{
    public string Name => Type.Name;
}

public static class HostedCommandRegistration
{
    /// <summary>Lets the running instance accept the command.</summary>
    public static IServiceCollection AddHostedCommand<TCommand>(this IServiceCollection services)
        where TCommand : class, IHostedCommand =>
        services.AddSingleton(new HostedCommandType(typeof(TCommand)));
}
