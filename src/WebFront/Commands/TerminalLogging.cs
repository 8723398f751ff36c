using Microsoft.Extensions.Logging.Console;

namespace LedgerPortal.Commands;

internal static class TerminalLogging
{
    /// <summary>
    /// Warnings and worse, to standard error: standard output is for what the person asked for. The usual
    /// configuration (<c>Logging__LogLevel__…</c> in the environment) can say otherwise.
    /// </summary>
    public static void AddTerminal(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        if (Environment.GetEnvironmentVariable("LEDGERPORTAL_LOG") == "json")
        {
            logging.AddJsonConsole(line =>
            {
                line.TimestampFormat = "O";
                line.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.TimestampFormat = "HH:mm:ss ";
                line.UseUtcTimestamp = true;
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
