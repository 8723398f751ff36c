namespace LedgerPortal.Api;

/// <summary>What a key may do. Names are stored with each key and shown in the API: they are for ever.</summary>
public enum ApiScope
{
    /// <summary>Everything that is read: parties, documents, ledgers, statements, aging.</summary>
    Read,

    /// <summary>Parties and their contacts: make, change, switch sharing.</summary>
    Parties,

    /// <summary>Invoices and credit notes: issue, void.</summary>
    Documents,

    /// <summary>Payments and other entries, reversals, allocations.</summary>
    Payments,

    /// <summary>Portal tokens and document links: make, read, revoke.</summary>
    Share,

    /// <summary>Webhooks: make, rotate, remove, send again.</summary>
    Webhooks,
}

/// <summary>The names on the wire and in the database.</summary>
public static class ApiScopes
{
    public static IReadOnlyList<ApiScope> All { get; } = Enum.GetValues<ApiScope>();

    public static string Name(this ApiScope scope) => scope switch
    {
        ApiScope.Read => "read",
        ApiScope.Parties => "parties",
        ApiScope.Documents => "documents",
        ApiScope.Payments => "payments",
        ApiScope.Share => "share",
        ApiScope.Webhooks => "webhooks",
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    /// <summary>Null for a name that is none: of a later version, or a slip.</summary>
    public static ApiScope? Find(string name)
    {
        foreach (var scope in All)
        {
            if (scope.Name() == name)
                return scope;
        }

        return null;
    }
}
