using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>Reads a table of the read models row by row in PostgreSQL's binary form.</summary>
internal static class ReadModelReading
{
    /// <summary>The signature of the format, its flags, and the length of what may follow them.</summary>
    private const int HeaderBytes = 11 + 4 + 4;

    public delegate void RowReader(ReadOnlySpan<byte> row);

    /// <param name="row">Gets each row as <see cref="RowEncoding"/> has it.</param>
    public static async Task Read(
        NpgsqlConnection connection, ReadModelShape shape, BusinessId? business, RowReader row, CancellationToken cancellation)
    {
        var columns = string.Join(", ", shape.Columns.Select(column => column.Name));
        var where = business is { } only ? $" where business = '{only.Value}'" : "";
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy (select {columns} from read.{shape.Table}{where}) to stdout (format binary)", cancellation);
        var input = new Input(copy);
        await input.Need(HeaderBytes, cancellation);
        var extension = BinaryPrimitives.ReadInt32BigEndian(input.Available.Slice(HeaderBytes - 4));
        input.Skip(HeaderBytes);
        await input.Need(extension, cancellation);
        input.Skip(extension);

        var encoded = new ArrayBufferWriter<byte>();
        while (true)
        {
            await input.Need(2, cancellation);
            var fields = BinaryPrimitives.ReadInt16BigEndian(input.Available);
            input.Skip(2);
            if (fields < 0)
                return;
            encoded.ResetWrittenCount();
            for (var i = 0; i < fields; i++)
            {
                await input.Need(4, cancellation);
                var length = BinaryPrimitives.ReadInt32BigEndian(input.Available);
                input.Skip(4);
                if (length < 0)
                {
                    RowEncoding.WriteNull(encoded);
                    continue;
                }

                await input.Need(length, cancellation);
                RowEncoding.WriteField(encoded, input.Available[..length], shape.Columns[i].SqlType);
                input.Skip(length);
            }

            row(encoded.WrittenSpan);
        }
    }

    /// <summary>A buffer over the stream that holds at least what is asked for.</summary>
    private sealed class Input(Stream stream)
    {
        private byte[] _buffer = new byte[256 * 1024];
        private int _start;
        private int _end;

        public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

        public void Skip(int bytes) => _start += bytes;

        public ValueTask Need(int bytes, CancellationToken cancellation) =>
            _end - _start >= bytes ? ValueTask.CompletedTask : Fill(bytes, cancellation);

        private async ValueTask Fill(int bytes, CancellationToken cancellation)
        {
            var rest = _end - _start;
            var buffer = bytes > _buffer.Length ? new byte[bytes * 2] : _buffer;
            _buffer.AsSpan(_start, rest).CopyTo(buffer);
            (_buffer, _start, _end) = (buffer, 0, rest);
            _end += await stream.ReadAtLeastAsync(
                _buffer.AsMemory(_end), bytes - rest, throwOnEndOfStream: true, cancellation);
        }
    }
}
