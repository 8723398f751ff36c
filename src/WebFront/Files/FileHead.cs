using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace LedgerPortal.Files;

/// <summary>What the answer with a file says before it begins.</summary>
internal static class FileHead
{
    /// <summary>Files are no part of a page: names in any script stand as they are.</summary>
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(HttpResponse response, string name, FileForm form)
    {
        response.ContentType = form is FileForm.Csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{SafeName(name)}.{(form is FileForm.Csv ? "csv" : "json")}");
        response.Headers.ContentDisposition = disposition.ToString();
    }

    /// <summary>Numbers have slashes (INV/26-27/000042), which no file's name can have.</summary>
    public static string SafeName(string name)
    {
        var safe = new StringBuilder();
        foreach (var character in name)
            safe.Append(char.IsLetterOrDigit(character) || character is '.' or '_' ? character : '-');
        return safe.ToString();
    }

    /// <summary>By its name in an address; null when it is none.</summary>
    public static FileForm? FormOf(string? name) => name switch
    {
        "csv" => FileForm.Csv,
        "json" => FileForm.Json,
        _ => null,
    };
}
