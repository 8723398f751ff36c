using Npgsql;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>platform-owner</c>: lets somebody who can sign in run the installation.</summary>
internal static class PlatformOwnerCommand
{
    public static Verb Create() => AccountCommand.Create(
        "platform-owner", "Lets somebody who can sign in run the installation.", RunAsync);

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string email, CancellationToken cancellation)
    {
        await using var books = await Books.OpenAsync(place, cancellation);
        await using var make = books.Owner.CreateCommand(
            """
            with account as (select id from access.operator_user where normalized_email = upper($1)),
            made as (
              insert into access.platform_owner (operator_user) select id from account on conflict do nothing
              returning operator_user
            ), noted as (
              insert into access.security_event (at, kind, about_user) select now(), 'PlatformOwnerMade', operator_user from made
            )
            select exists (select from account)
            """);
        make.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email });
        if (!(bool)(await make.ExecuteScalarAsync(cancellation))!)
            throw new CommandFailedException($"Nobody signs in with {email}: have an owner of a business invite that address first.");
        await CommandOutput.Terminal.LineAsync($"{email} runs this installation: /platform.");
        return ExitCodes.Done;
    }
}
