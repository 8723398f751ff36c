using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Demonstration;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>demo</c>: makes the business of the demonstration, beside whatever else is there.</summary>
internal static class DemoCommand
{
    public static Verb Create()
    {
        var command = new Verb("demo", "Makes the demonstration: a distributor with a year of trade. Made already, says how to look at it.");
        var installation = new InstallationOptions(command);
        command.SetAction((parsed, cancellation) =>
            HostedCommands.RunAsync(installation.Read(parsed), new MakeDemonstration(), cancellation));
        return command;
    }
}

/// <summary><c>demo</c>, where the grains are.</summary>
internal sealed record MakeDemonstration : IHostedCommand
{
    public async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation)
    {
        var demonstrations = services.GetRequiredService<Demonstrations>();
        if (!await demonstrations.IsMade(cancellation))
            await Make(demonstrations, services.GetRequiredService<TimeProvider>(), output, cancellation);
        await Greet(services, output);
        return ExitCodes.Done;
    }

    public static async Task Make(
        Demonstrations demonstrations, TimeProvider time, CommandOutput output, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await output.RemarkAsync("Making the demonstration: a distributor in Pune and a year of trade …");
        var commands = await demonstrations.Make(cancellation);
        var seconds = time.GetElapsedTime(started).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        await output.RemarkAsync(
            $"The demonstration is made ({commands.ToString("N0", CultureInfo.InvariantCulture)} commands in {seconds} s).");
    }

    /// <summary>How to sign in to the console, and one portal link.</summary>
    public static async Task Greet(IServiceProvider services, CommandOutput output)
    {
        if (await services.GetRequiredService<Demonstrations>().SignIn(CancellationToken.None) is not { } signIn)
            return;
        var root = services.GetRequiredService<PublicAddress>().Root;
        await output.LineAsync($"Demonstration console: {new Uri(root, "/console")}  {signIn.Email}  {signIn.Password}");
        if (signIn.Token is { } token)
        {
            var link = services.GetRequiredService<LinkSecrets>().Url(LinkPurpose.Portal, token, signIn.Generation);
            await output.LineAsync($"Demonstration portal:  {link}");
        }
    }
}
