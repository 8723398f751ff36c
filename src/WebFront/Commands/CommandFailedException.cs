namespace LedgerPortal.Commands;

/// <summary>
/// A command cannot go on, for a reason that the person who gave it can do something about: a taken port, a locked
/// data folder, a wrong connection string. The message is one plain sentence; the program prints it without a stack
/// trace and exits with code 1.
/// </summary>
public sealed class CommandFailedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
