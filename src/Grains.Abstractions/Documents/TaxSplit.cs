using System.Text.Json.Serialization;

namespace LedgerPortal.Documents;

/// <summary>Into which components a tax rate is split.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaxSplit>))]
public enum TaxSplit
{
    /// <summary>No tax is charged; rates must be zero.</summary>
    None,

    /// <summary>One component named VAT.</summary>
    Vat,

    /// <summary>Indian supply within a state: half CGST, half SGST.</summary>
    GstWithinState,

    /// <summary>Indian supply between states, or out of India: IGST.</summary>
    GstBetweenStates,
}
