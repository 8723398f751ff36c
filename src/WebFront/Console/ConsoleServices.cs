using LedgerPortal.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LedgerPortal.Consoles;

/// <summary>What the console's pages need besides the host.</summary>
public static class ConsoleServices
{
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddScoped<Desk>();
        services.AddSingleton<LinkMail>();
        services.Configure<MvcOptions>(IdBinding.AddTo);
        // "Try again" for what was set aside; another host brings its own.
        services.TryAddSingleton(provider => provider.GetRequiredService<EmbeddedHost>().Outbox);
        return services;
    }
}
