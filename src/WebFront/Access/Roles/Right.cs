namespace LedgerPortal.Access;

/// <summary>What an operator may do, as the rules of pages and endpoints name it.</summary>
public enum Right
{
    /// <summary>See the books.</summary>
    Read,

    /// <summary>Remind, answer disputes and comments, follow up.</summary>
    Collect,

    /// <summary>Write into the books: customers, documents, payments, entries.</summary>
    Post,

    /// <summary>Let customers in: make, send and revoke links, switch sharing. Whoever sees a link could use it.</summary>
    Share,

    /// <summary>Settings, colleagues, and what nobody else may do.</summary>
    Manage,
}

/// <summary>Which role has which rights.</summary>
public static class Rights
{
    private static readonly Dictionary<OperatorRole, Right[]> OfRoles = new()
    {
        [OperatorRole.Visitor] = [Right.Read],
        [OperatorRole.Viewer] = [Right.Read],
        [OperatorRole.Collector] = [Right.Read, Right.Collect],
        [OperatorRole.Accountant] = [Right.Read, Right.Post, Right.Share],
        [OperatorRole.Owner] = Enum.GetValues<Right>(),
    };

    /// <summary>A role that is not in the table may do nothing.</summary>
    public static bool Has(this OperatorRole role, Right right) =>
        OfRoles.TryGetValue(role, out var rights) && rights.Contains(right);

    /// <summary>Who could do it, for the page that says so; owners come last, as whom to ask.</summary>
    public static IEnumerable<OperatorRole> With(Right right) =>
        Enum.GetValues<OperatorRole>().Where(role => role.Has(right));
}
