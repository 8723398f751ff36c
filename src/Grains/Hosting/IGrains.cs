namespace LedgerPortal.Hosting;

/// <summary>
/// Port: reach a grain. A grain is activated by its first call and runs one turn at a time, interleaving only at
/// awaits. When an append is refused the activation is discarded and the call is made once more on a fresh one.
/// </summary>
public interface IGrains
{
    /// <summary>The grain of this contract and key: <c>Get&lt;IPartyLedger&gt;(key)</c>. Cheap; keep no reference.</summary>
    TContract Get<TContract>(string key) where TContract : class;
}
