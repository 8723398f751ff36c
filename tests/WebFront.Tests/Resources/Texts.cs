using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Resources;

/// <summary>The texts as pages get them.</summary>
internal static class Texts
{
    private static readonly ServiceProvider Services =
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();

    public static IStringLocalizer<SharedText> Shared => Of<SharedText>();

    public static IStringLocalizer<T> Of<T>() => Services.GetRequiredService<IStringLocalizer<T>>();
}
