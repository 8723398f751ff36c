using LedgerPortal.Journal;

namespace LedgerPortal.Documents;

/// <summary>Streams that are named <c>{kind}/{document}</c>, of grains with the key <c>{business}/{document}</c>.</summary>
internal static class DocumentStream
{
    public static StreamId Of(string kind, string key)
    {
        var slash = key.IndexOf('/');
        var document = Id.Parse<DocumentId>(key[(slash + 1)..]);
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), $"{kind}/{document}");
    }

    public static DocumentId DocumentOf(StreamId stream) =>
        Id.Parse<DocumentId>(stream.Stream[(stream.Stream.IndexOf('/') + 1)..]);
}
