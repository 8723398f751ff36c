using System.Text.Json.Serialization;

namespace LedgerPortal.Businesses;

/// <summary>
/// What customers pay a business in advance for, which decides what stands on its receipt vouchers. Under the regular scheme of
/// GST alone; without it advances are for goods.
/// </summary>
/// <param name="Of">Services only: on goods no tax falls due before the invoice (Notification 66/2017, Central Tax).</param>
/// <param name="TaxRatePercent">Contained in what is paid: 0 to 100 with at most three decimal places.</param>
/// <param name="Description">Of what is supplied, 1 to 200 characters.</param>
public sealed record AdvanceSettings(AdvancesOf Of, decimal TaxRatePercent, string Description)
{
    /// <summary>Where the rate cannot be determined it is this (rule 50 of the CGST rules).</summary>
    public const decimal UndeterminedRatePercent = 18;
}

[JsonConverter(typeof(JsonStringEnumConverter<AdvancesOf>))]
public enum AdvancesOf
{
    Goods,
    Services,
}
