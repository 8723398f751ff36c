namespace LedgerPortal.Imports;

/// <summary>How the rows of a kind of file are to be understood.</summary>
internal interface ILayout
{
    /// <summary>As the command line names it.</summary>
    string Name { get; }

    IReadOnlyList<ImportColumn> Columns { get; }

    /// <summary>The column whose values say in which order dates are written.</summary>
    string? DateColumn { get; }

    /// <summary>When no date in the file says it.</summary>
    DateOrder UsualDateOrder { get; }

    /// <summary>Besides empty fields: what stands for a missing value.</summary>
    bool IsMissing(string text);

    /// <summary>Rows of one key are one document, wherever in the file they stand. Null: each row is by itself.</summary>
    string? KeyOf(ImportRow row);

    /// <summary>
    /// What the rows of one key ask for; null when every one of them is refused. The rows are in the order of the file.
    /// </summary>
    ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused);
}

/// <summary>What holds for a whole run.</summary>
/// <param name="Currency">Of amounts in rows that name none.</param>
/// <param name="TermsDays">Of documents without a due date.</param>
/// <param name="CutOver">The day as of which open items are taken over.</param>
internal sealed record ImportSettings(
    BusinessId Business,
    Businesses.BusinessDetails Details,
    Currency Currency,
    int TermsDays,
    DateOrder Dates,
    DateOnly? CutOver);
