namespace LedgerPortal.Commands;

/// <summary>Where a command says something: the terminal, or the connection of the person whose terminal it is.</summary>
public abstract class CommandOutput
{
    /// <summary>This program's own terminal.</summary>
    public static CommandOutput Terminal { get; } = new TerminalOutput();

    /// <summary>One line of the result, to standard output.</summary>
    public abstract ValueTask LineAsync(string line);

    /// <summary>One line beside the result (progress, a warning, a refusal), to standard error.</summary>
    public abstract ValueTask RemarkAsync(string line);

    private sealed class TerminalOutput : CommandOutput
    {
        public override async ValueTask LineAsync(string line) => await Console.Out.WriteLineAsync(line);

        public override async ValueTask RemarkAsync(string line) => await Console.Error.WriteLineAsync(line);
    }
}
