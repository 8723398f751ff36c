namespace LedgerPortal.Documents;

/// <summary>
/// What the Indian invoice registration portal (IRP) answered when a document was reported to it: by rule 48(4) of the GST rules
/// an invoice of a larger business is one only with this. It is written into the document once, and stays.
/// </summary>
/// <param name="Irn">Invoice reference number: 64 hexadecimal digits in lower case.</param>
/// <param name="AcknowledgementNumber">1 to 20 digits.</param>
/// <param name="AcknowledgedOn">The day in India.</param>
/// <param name="SignedQr">
/// The text of the signed QR code, a JWS in its compact form of at most <see cref="MaxSignedQr"/> characters. It is printed as
/// it is: the portal's signature is for its readers to check, not checked here.
/// </param>
public sealed record Registration(string Irn, string AcknowledgementNumber, DateOnly AcknowledgedOn, string SignedQr)
{
    /// <summary>More does not fit a code that a telephone reads from paper; the portal's have about a thousand.</summary>
    public const int MaxSignedQr = 2_000;
}
