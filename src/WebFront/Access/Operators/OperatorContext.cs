using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace LedgerPortal.Access;

/// <summary>
/// Where ASP.NET Core Identity keeps operators: the tables that migration 0003 makes, in names of our own. The schema
/// is ours to migrate; this only says how it is called.
/// </summary>
internal sealed partial class OperatorContext(DbContextOptions<OperatorContext> options)
    : IdentityUserContext<OperatorUser, Guid>(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("access");
        builder.Entity<OperatorUser>().ToTable("operator_user");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("operator_user_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("operator_user_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("operator_user_token");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("operator_user_passkey");
        var columns = builder.Model.GetEntityTypes().Where(entity => !entity.IsOwned())
            .SelectMany(entity => entity.GetProperties());
        foreach (var column in columns)
            column.SetColumnName(WordStart().Replace(column.Name, "_$0").ToLowerInvariant());
        // What a passkey is made of stays one JSON document, with the framework's own names inside.
        builder.Entity<IdentityUserPasskey<Guid>>().OwnsOne(passkey => passkey.Data, data => data.ToJson("data"));
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
