using LedgerPortal.Access;
using LedgerPortal.Hosting;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>What every page of the console works with.</summary>
public sealed record Desk(
    ConsoleReader Reader,
    IGrains Grains,
    TimeProvider Time,
    IStringLocalizer<ConsoleText> Text,
    IStringLocalizer<SharedText> Shared);
