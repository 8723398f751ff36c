using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Files;

/// <summary>
/// All rows of a list as a file, written while they are read: a list of any length takes the memory of one row. A failure on
/// the way ends the connection, so that nobody takes half a file for a whole one.
/// </summary>
/// <param name="name">Of the file, without its ending.</param>
/// <param name="form">CSV with a head and a byte order mark, or a JSON array of objects.</param>
/// <param name="columns">The same in both forms.</param>
/// <param name="rows">Read to the end, once.</param>
/// <param name="look">Disposed when all is written.</param>
public sealed class RowsFile<T>(
    string name, FileForm form, IReadOnlyList<FileColumn<T>> columns, IAsyncEnumerable<T> rows, IAsyncDisposable look)
    : ActionResult
{
    private const int FlushBytes = 32 * 1024;

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        await using var _ = look;
        var (response, cancellation) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        FileHead.Write(response, name, form);
        await using var buffer = new MemoryStream();
        await using var to = new StreamWriter(buffer, new UTF8Encoding(form is FileForm.Csv), leaveOpen: true) { NewLine = "\r\n" };
        if (form is FileForm.Csv)
            await to.WriteLineAsync(string.Join(',', columns.Select(column => column.Header)));
        else
            await to.WriteAsync('[');
        var isFirst = true;
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (form is FileForm.Csv)
                await to.WriteLineAsync(string.Join(',', columns.Select(column => FileValues.Csv(column.Value(row)))));
            else
                await to.WriteAsync((isFirst ? "\n" : ",\n") + Json(row));
            isFirst = false;
            await to.FlushAsync(cancellation);
            if (buffer.Length >= FlushBytes)
                await Send();
        }

        if (form is FileForm.Json)
            await to.WriteAsync("\n]\n");
        await to.FlushAsync(cancellation);
        await Send();

        async Task Send()
        {
            await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
            buffer.SetLength(0);
        }
    }

    private string Json(T row)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, FileHead.Json))
        {
            json.WriteStartObject();
            foreach (var column in columns)
                FileValues.Write(json, column.Name, column.Value(row));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
