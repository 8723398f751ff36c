using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LedgerPortal.Access;

/// <summary>How people get in, and what they may see then.</summary>
public static class AccessServices
{
    /// <summary>
    /// Needs <see cref="Database.Databases"/>, <see cref="Hosting.IGrains"/> and <see cref="TimeProvider"/> among the
    /// services. Commands that run without pages (demonstration, import) use it too: <see cref="Operators"/>,
    /// <see cref="LinkSecrets"/>, <see cref="ContactVault"/>.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<LinkSecrets>();
        services.AddSingleton<ContactVault>();
        services.AddSingleton<PersonAddresses>();
        services.AddSingleton<Persons>();
        services.AddSingleton<ContactAccounts>();
        services.AddSingleton<ViewCodes>();
        services.AddSingleton<RevocationSignal>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<Workplaces>();
        services.AddSingleton<FirstRun>();
        AddOperators(services);
        return services;
    }

    /// <summary>What pages need besides: the sessions of a request, and reads within them.</summary>
    internal static IServiceCollection AddSessionsOfRequests(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<ConsoleReader>();
        services.AddScoped<PortalReader>();
        services.AddSingleton<LinkOpening>();
        services.AddSingleton<GrantLinks>();
        services.AddSingleton<ViewGrants>();
        services.AddSingleton<Portal.Forwarding>();
        services.AddSingleton<ShortCookies>();
        services.AddSingleton<Colleagues>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<PlatformAccess>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Passkeys>();
        services.AddScoped<IPasskeyHandler<OperatorUser>, PasskeyHandler<OperatorUser>>();
        // A key is bound to the address that people know; another site cannot ask for it, nor we for another's.
        services.AddOptions<IdentityPasskeyOptions>().Configure<PublicAddress>((options, address) =>
        {
            options.ServerDomain = address.Root.Host;
            options.ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && address.IsOwnOrigin(origin.Origin));
            // It stands for both steps: the device asks for a finger, a face or a PIN, and offers the account by itself.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
        services.AddSingleton<Proofs.StateCheck>();
        services.AddSingleton<LinkTries>();
        services.AddSingleton<CodeTries>();
        services.AddSingleton<SignInCodes>();
        services.AddSingleton<PersonSignIn>();
        services.AddSingleton<PersonIndexing>();
        services.AddHostedService(provider => provider.GetRequiredService<PersonIndexing>());
        services.AddHostedService<SessionSweep>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(AccessSchemes.Portal, null)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(AccessSchemes.Console, null);
        services.AddAuthorization(AccessPolicies.Add);
        services.AddScoped<IAuthorizationHandler, PlatformPolicy>();
        services.AddRateLimiter();
        services.AddOptions<RateLimiterOptions>().Configure<AccessSettings>(AccessRateLimits.Add);
        AddKeys(services);
        return services;
    }

    private static void AddOperators(IServiceCollection services)
    {
        services.AddScoped<Operators>();
        services.AddDbContext<OperatorContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<Database.Databases>().Access));
        services.AddIdentityCore<OperatorUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = null!;
                // Length is what makes a password strong; rules of composition only make it forgettable.
                options.Password = new PasswordOptions
                {
                    RequiredLength = PasswordLength.MinWithSecondFactor,
                    RequiredUniqueChars = 1,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
            })
            .AddEntityFrameworkStores<OperatorContext>()
            .AddTokenProvider<AuthenticatorTokenProvider<OperatorUser>>(TokenOptions.DefaultAuthenticatorProvider)
            .AddPasswordValidator<PasswordLength>()
            .AddPasswordValidator<CommonPasswords>();
        services.AddScoped<IUserStore<OperatorUser>, OperatorStore>();
        services.Configure<PasswordHasherOptions>(options =>
            options.IterationCount = Operators.HasherOptions.IterationCount);
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("LedgerPortal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
            {
                options.XmlRepository = new DataProtectionKeys(provider.GetRequiredService<Database.Databases>());
                options.XmlEncryptor = new SealedByFile(provider.GetRequiredService<AccessSettings>());
            }));
    }
}
