using System.CommandLine;
using System.Globalization;
using LedgerPortal.Journal;
using Npgsql;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>rebuild</c>: makes every read model again from the journal, while pages go on answering.</summary>
internal static class RebuildCommand
{
    public static Verb Create()
    {
        var command = new Verb("rebuild", "Makes the read models again from the journal, while pages go on answering.");
        var installation = new InstallationOptions(command);
        command.SetAction((parsed, cancellation) => RunAsync(installation.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Database.InstallationPlace place, CancellationToken cancellation)
    {
        await using var books = await Books.OpenAsync(place, cancellation);
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        long rows;
        try
        {
            rows = await new Rebuild(books.Owner, Console.Error.WriteLine).Run(time, cancellation)
                ?? throw new CommandFailedException("Another rebuild is at work on this database; wait for it.");
        }
        catch (TimeoutException failure)
        {
            throw new CommandFailedException(failure.Message, failure);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            throw new CommandFailedException(
                $"Something of your own stands on the read models; remove it first: {failure.Detail ?? failure.MessageText}.",
                failure);
        }

        var seconds = time.GetElapsedTime(started).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        await CommandOutput.Terminal.LineAsync(
            $"The read models were made again from {rows.ToString("N0", CultureInfo.InvariantCulture)} rows of the journal " +
            $"({seconds} s).");
        return ExitCodes.Done;
    }
}
