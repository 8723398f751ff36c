using System.CommandLine;
using Verb = System.CommandLine.Command;
using System.Globalization;

namespace LedgerPortal.Commands;

/// <summary><c>status</c>: what runs on a data folder.</summary>
internal static class StatusCommand
{
    public static Verb Create()
    {
        var command = new Verb("status", "Says what runs on the data folder; exit code 1 if nothing does.");
        var installation = new InstallationOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var place = installation.Read(parsed);
            using var instance = await RunningInstance.TryFindAsync(place.DataFolder, cancellation)
                ?? throw new CommandFailedException($"No LedgerPortal runs on {place.DataFolder}.");
            return await instance.RunAsync(new StatusReport(), CommandOutput.Terminal, cancellation);
        });
        return command;
    }
}

/// <summary>What the running instance says about itself.</summary>
internal sealed record StatusReport : IHostedCommand
{
    public async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation)
    {
        var instance = services.GetRequiredService<Instance>().Describe();
        var uptime = services.GetRequiredService<TimeProvider>().GetUtcNow() - instance.StartedAt;
        await output.LineAsync($"LedgerPortal {instance.Version}");
        await output.LineAsync($"address     {string.Join(", ", instance.Addresses)}");
        await output.LineAsync($"up          {Text(uptime)}");
        await output.LineAsync(
            $"PostgreSQL  {instance.PostgresVersion}, {(instance.IsEmbedded ? "the program's own" : "by connection string")}");
        await output.LineAsync($"data        {instance.DataFolder}");
        return ExitCodes.Done;
    }

    private static string Text(TimeSpan uptime) => uptime.TotalDays >= 1
        ? uptime.ToString(@"d\ \d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
        : uptime.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
