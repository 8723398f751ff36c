namespace LedgerPortal.Portal;

/// <summary>A post-dated payment as its party reads of it: kept by the business, in no figure before its day.</summary>
public sealed record HeldLine(Currency Currency, long Held, long AmountMinor, DateOnly Day, string? Method, string? Reference)
{
    /// <summary>Also those of parties that were merged into this one, whose affairs go on here.</summary>
    public const string Sql =
        """
        select currency, held, amount_minor, day, method, reference from read.held_payment
        where business = @business and party = any(@parties) and currency = @currency
          and entered_as is null and given_back_at is null
        order by day, held limit 100
        """;

    public Money Amount => new(AmountMinor, Currency);

    /// <summary><c>Cheque 000123</c>; empty when nothing is known.</summary>
    public string How => string.Join(' ', new[] { Method, Reference }.Where(fact => !string.IsNullOrEmpty(fact)));
}
