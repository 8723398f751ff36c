using Npgsql;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary>
/// <c>forget-second-factors</c>: for who has lost phone and recovery codes and has no other owner to turn to. Who may run it
/// has the data and all its keys anyway.
/// </summary>
internal static class ForgetSecondFactorsCommand
{
    public static Verb Create() => AccountCommand.Create(
        "forget-second-factors", "Forgets somebody's authenticator app, passkeys and recovery codes; the password stays.", RunAsync);

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string email, CancellationToken cancellation)
    {
        await using var books = await Books.OpenAsync(place, cancellation);
        // Another stamp ends all sessions of the account.
        await using var forget = books.Owner.CreateCommand(
            """
            with account as (
              update access.operator_user set two_factor_enabled = false, security_stamp = gen_random_uuid()::text,
                concurrency_stamp = gen_random_uuid()::text
              where normalized_email = upper($1) returning id
            ), keys as (
              delete from access.operator_user_token where user_id in (select id from account)
            ), passkeys as (
              delete from access.operator_user_passkey where user_id in (select id from account)
            ), noted as (
              insert into access.security_event (at, kind, about_user, device)
              select now(), 'SecondFactorsForgotten', id, 'computer' from account
            )
            select exists (select from account)
            """);
        forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email });
        if (!(bool)(await forget.ExecuteScalarAsync(cancellation))!)
            throw new CommandFailedException($"Nobody signs in with {email}.");
        await CommandOutput.Terminal.LineAsync(
            $"{email} signs in with the password alone and sets up a second step anew. Open sessions ended.");
        return ExitCodes.Done;
    }
}
