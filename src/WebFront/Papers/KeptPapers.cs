using System.Security.Cryptography;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Ledgers;
using LedgerPortal.Verifications;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Papers;

/// <summary>Of what a PDF is kept: an issued document or a receipt, and in which state.</summary>
/// <param name="Document">For those who may see one document only; a receipt has none.</param>
public sealed record PaperName(BusinessId Business, PartyId Party, DocumentId? Document, string Name)
{
    /// <param name="isRegistered">With what the Indian portal answered: that comes later than the document.</param>
    public static PaperName Of(BusinessId business, PartyId party, DocumentId document, bool isVoid, bool isRegistered) => new(
        business, party, document, $"document/{document}{(isVoid ? "/void" : isRegistered ? "/registered" : "")}");

    public static PaperName OfReceipt(BusinessId business, PartyId party, Currency currency, EntryRow entry) => new(
        business, party, null, $"receipt/{party}/{currency}/{entry.Entry}{(entry.ReversedBy is null ? "" : "/reversed")}");
}

/// <summary>
/// The PDFs that were handed out, as they were first made: who asks again gets the same bytes, whatever name, colour or
/// bank account the business has meanwhile. A document that was taken back gets a new one with a mark, one that was registered a
/// new one with its IRN, under names of their own; what was made before stays.
/// </summary>
public sealed class KeptPapers(Databases databases, TimeProvider time)
{
    /// <summary>For <c>verify</c>. Its broken ones are named as the pages name them.</summary>
    public static BookCheck Check { get; } = new(
        null, "each kept PDF is what was first made",
        "select count(*) from access.kept_paper where $1::uuid is null or business = $1",
        $"""
        select 'the PDF ' || name || ' of business ' || {BookCheck.IdText("business")} || ' is not what was kept'
        from access.kept_paper where ($1::uuid is null or business = $1) and sha256(pdf) <> sha256
        """);

    /// <summary>The kept PDF, within what the session may see; null before it was first made.</summary>
    /// <exception cref="InvalidDataException">It is no longer what was kept.</exception>
    public static async Task<byte[]?> Find(ScopedRead read, PaperName name)
    {
        var row = await read.RowOrNone<Row>(
            "select pdf, sha256 from access.kept_paper where business = @Business and name = @Name",
            new { name.Business, name.Name });
        return row is null ? null : Proved(name, row.Pdf, row.Sha256);
    }

    /// <summary>Keeps it, unless another one was kept first: that one is the answer then. Durable on return.</summary>
    public async Task<byte[]> Keep(PaperName name, byte[] pdf, CancellationToken cancellation)
    {
        await using var batch = databases.Access.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into access.kept_paper (business, party, document, name, sha256, pdf, made_at)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict (business, name) do nothing
            """)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = name.Business.Value },
                new NpgsqlParameter { Value = name.Party.Value },
                new NpgsqlParameter { Value = (object?)name.Document?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter { Value = name.Name },
                new NpgsqlParameter { Value = SHA256.HashData(pdf) },
                new NpgsqlParameter { Value = pdf },
                new NpgsqlParameter { Value = time.GetUtcNow() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select pdf, sha256 from access.kept_paper where business = $1 and name = $2")
        {
            Parameters = { new NpgsqlParameter { Value = name.Business.Value }, new NpgsqlParameter { Value = name.Name } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new InvalidOperationException($"{name.Name} was not kept.");
        return Proved(name, reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1));
    }

    private static byte[] Proved(PaperName name, byte[] pdf, byte[] sha256) => SHA256.HashData(pdf).AsSpan().SequenceEqual(sha256)
        ? pdf
        : throw new InvalidDataException($"The kept PDF {name.Name} is not what was kept: its hash differs.");

    private sealed record Row(byte[] Pdf, byte[] Sha256);
}
