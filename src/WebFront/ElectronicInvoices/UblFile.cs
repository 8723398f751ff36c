using LedgerPortal.Files;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>The file as a page gives it: to be kept, under the document's number.</summary>
public static class UblFile
{
    /// <summary>What is not there and what no valid file can be made of have the same answer; pages offer only what there is.</summary>
    public static IActionResult Of(IssuedDocument? document) => document is null || UblGaps.Of(document) is not null
        ? new NotFoundResult()
        : new FileContentResult(UblDocument.Write(document), UblDocument.ContentType)
        {
            FileDownloadName = FileHead.SafeName(document.Number) + ".xml",
        };
}
