using LedgerPortal.Pipeline;

namespace LedgerPortal.Access;

/// <summary>
/// Rung when sessions may have ended, so that open pages are looked at without waiting for the next second.
/// </summary>
public sealed class RevocationSignal : Signal;
