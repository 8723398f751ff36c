using LedgerPortal.Commands;

namespace LedgerPortal.Imports;

/// <summary>Every layout there is, by the name that the command line has for it.</summary>
internal static class Layouts
{
    public const string OpenItems = "open-items";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["online-retail"] = "The \"Online Retail\" data sets.",
        ["parties"] = "Customers, one a row.",
        ["invoices"] = "Invoices and credit notes that were issued elsewhere, one line item a row.",
        ["payments"] = "Payments received, one a row.",
        ["allocations"] = "Which payment settles which invoice by how much, one pair a row.",
        [OpenItems] = "What is open at a cut-over date, one document a row.",
    };

    /// <summary>A layout for one run: it may remember what it has read.</summary>
    public static ILayout Of(string name) => name switch
    {
        "online-retail" => new OnlineRetailLayout(),
        "parties" => new PartiesLayout(),
        "invoices" => new InvoicesLayout(),
        "payments" => new PaymentsLayout(),
        "allocations" => new AllocationsLayout(),
        OpenItems => new OpenItemsLayout(),
        _ => throw new CommandFailedException($"There is no layout {name}."),
    };
}
