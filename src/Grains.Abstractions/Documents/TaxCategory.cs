using System.Text.Json.Serialization;

namespace LedgerPortal.Documents;

/// <summary>
/// Why a line bears the tax that it bears, in the sense of EN 16931 (UNCL 5305). Only <see cref="Standard"/> has a rate above
/// zero.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaxCategory>))]
public enum TaxCategory
{
    /// <summary>Taxed at the line's rate (S).</summary>
    Standard,

    /// <summary>Taxed at nought (Z).</summary>
    ZeroRated,

    /// <summary>Free of tax by law (E).</summary>
    Exempt,

    /// <summary>The customer owes the tax (AE).</summary>
    ReverseCharge,

    /// <summary>Goods to a registered customer in another country of the European Union (K).</summary>
    IntraCommunity,

    /// <summary>Out of the customs territory (G).</summary>
    Export,

    /// <summary>Not subject to tax at all (O). A document has only such lines or none.</summary>
    OutOfScope,
}

public static class TaxCategories
{
    /// <summary>
    /// What the line says, else what follows from its rate: taxed, or taxed at nought; out of scope where no tax is charged.
    /// </summary>
    public static TaxCategory Of(DocumentLine line, TaxSplit split) =>
        line.TaxCategory
        ?? (split is TaxSplit.None ? TaxCategory.OutOfScope
            : line.TaxRatePercent > 0 ? TaxCategory.Standard : TaxCategory.ZeroRated);

    /// <summary>Those that a business which splits its taxes so can choose from.</summary>
    public static IReadOnlyList<TaxCategory> For(TaxSplit split) => split switch
    {
        TaxSplit.None => [TaxCategory.OutOfScope],
        TaxSplit.Vat => Enum.GetValues<TaxCategory>(),
        TaxSplit.GstWithinState or TaxSplit.GstBetweenStates =>
            [.. Enum.GetValues<TaxCategory>().Where(category => category is not TaxCategory.IntraCommunity)],
        _ => throw new InvalidOperationException($"There is no tax split {split}."),
    };
}
