using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.NumberSeries;

/// <summary>
/// The numbers of one series in one financial year of one business: each given once, none left out. Key:
/// <c>{business}/{series}/{financial year}</c>.
/// </summary>
public interface INumberSeries
{
    /// <summary>
    /// Gives the next number to a document. The command's id derives from the document, so that asking again for
    /// the same document gives the same number. Durable on return; never refused for a valid pattern.
    /// </summary>
    Task<Answer<NumberAnswer>> Execute(NumberSeriesCommand command);
}

public sealed record NumberAnswer(long Sequence, string Number);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(TakeNumber), "take-number")]
public abstract record NumberSeriesCommand : Command;

public sealed record TakeNumber : NumberSeriesCommand
{
    /// <summary>What is numbered: a document's id, or a payment's entry.</summary>
    public required string For { get; init; }

    public required Numbering Numbering { get; init; }
}
