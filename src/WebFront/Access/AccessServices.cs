namespace LedgerPortal.Access;

/// <summary>How people get in, and what they may see then.</summary>
public static class AccessServices
{
    /// <summary>Needs <see cref="Database.Databases"/> among the services.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<ConsoleReader>();
        services.AddScoped<PortalReader>();
        return services;
    }
}
