namespace LedgerPortal.Papers;

/// <summary>Why no PDF came of it.</summary>
public enum TypesettingProblem
{
    /// <summary>There is no Node.js on this machine, or one that is too old.</summary>
    Missing,

    /// <summary>As many are being made as this machine makes at once, and as many wait.</summary>
    Busy,

    /// <summary>It took longer than a paper may take.</summary>
    TooLong,

    /// <summary>The process that makes them ended, or could not make this one.</summary>
    Failed,
}

/// <summary>A PDF was not made. Nothing was changed; asking again is safe.</summary>
public sealed class TypesettingException(TypesettingProblem problem, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public TypesettingProblem Problem { get; } = problem;
}
