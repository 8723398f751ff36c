using System.CommandLine;
using LedgerPortal.Access;
using LedgerPortal.Api;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>key</c>: makes an API key for a billing program.</summary>
internal static class KeyCommand
{
    public static Verb Create()
    {
        var command = new Verb("key", "Makes an API key for a billing program, and shows it once.");
        var installation = new InstallationOptions(command);
        var business = new Option<string>("--business")
        {
            Description = "Whose books the program posts to, by id or name.",
            HelpName = "BUSINESS",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "What the key is for.",
            HelpName = "NAME",
            Required = true,
        };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What it may do, separated by commas: {Names}.",
            DefaultValueFactory = _ => Names,
            HelpName = "SCOPES",
        };
        var days = new Option<int?>("--days")
        {
            Description = "How many days it is good; without, until it is revoked.",
            HelpName = "DAYS",
        };
        command.Options.Add(business);
        command.Options.Add(name);
        command.Options.Add(scopes);
        command.Options.Add(days);
        command.SetAction((parsed, cancellation) => RunAsync(
            installation.Read(parsed), parsed.GetValue(business)!, parsed.GetValue(name)!.Trim(),
            parsed.GetValue(scopes)!, parsed.GetValue(days), cancellation));
        return command;
    }

    private static string Names => string.Join(',', ApiScopes.All.Select(scope => scope.Name()));

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string named, string name, string scopes, int? days, CancellationToken cancellation)
    {
        if (name.Length is 0 or > ApiKeys.MaxNameLength)
            throw new CommandFailedException($"--name has 1 to {ApiKeys.MaxNameLength} characters.");
        if (days is < 1 or > 3_650)
            throw new CommandFailedException("--days is 1 to 3650.");
        var chosen = scopes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(scope => ApiScopes.Find(scope)
                ?? throw new CommandFailedException($"There is no scope \"{scope}\": {Names}."))
            .Distinct().ToList();
        if (chosen.Count == 0)
            throw new CommandFailedException($"--scopes names at least one: {Names}.");
        await using var books = await Books.OpenAsync(place, cancellation);
        var business = await books.FindBusinessAsync(named, cancellation);
        var keys = new ApiKeys(books.Owner, TimeProvider.System);
        DateTimeOffset? expires = days is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null;
        var secret = await keys.Make(
            business!.Value, Guid.CreateVersion7(), new NewApiKey(name, chosen, expires), Actor.System("key"), cancellation)
            ?? throw new CommandFailedException($"The business has {ApiKeys.MaxKeys} keys: revoke one first.");
        await new SecurityEvents(books.Databases, TimeProvider.System).Record(
            new SecurityEvent(SecurityEventKind.ApiKeyMade, null, Business: business.Value, Detail: name),
            new Whereabouts("computer", null));
        await CommandOutput.Terminal.LineAsync(secret);
        return ExitCodes.Done;
    }
}
