using LedgerPortal.Access;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Files;

/// <summary>A list as a file: the look that its rows are read with goes to the file, and ends here when there is none.</summary>
internal static class ListFile
{
    /// <param name="form">As the address names it; what is no form is not found.</param>
    /// <param name="open">Opens the look.</param>
    /// <param name="file">The file, which owns the look from then on; null when what is asked for is not there.</param>
    public static async Task<IActionResult> Of<T>(
        string? form, Func<Task<ScopedRead>> open, Func<ScopedRead, FileForm, Task<RowsFile<T>?>> file)
    {
        if (FileHead.FormOf(form) is not { } wanted)
            return new NotFoundResult();
        var read = await open();
        RowsFile<T>? made = null;
        try
        {
            made = await file(read, wanted);
            return made is null ? new NotFoundResult() : made;
        }
        finally
        {
            if (made is null)
                await read.DisposeAsync();
        }
    }
}
