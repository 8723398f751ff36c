using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LedgerPortal.Papers;

internal static class PaperServices
{
    public static IServiceCollection AddPapers(this IServiceCollection services)
    {
        services.TryAddSingleton(new TypesettingSettings());
        services.AddSingleton<Typesetting>();
        services.AddSingleton<KeptPapers>();
        services.AddSingleton<DocumentPapers>();
        services.AddSingleton<ReceiptPapers>();
        services.AddSingleton<StatementPapers>();
        services.AddSingleton<PaperDesk>();
        return services;
    }
}
