using System.Text.Json.Serialization;

namespace LedgerPortal.NumberSeries;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(NumberTaken), "number-taken")]
public abstract record NumberSeriesEvent;

/// <param name="For">What it was given to.</param>
/// <param name="Pattern">The pattern at that moment.</param>
public sealed record NumberTaken(long Sequence, string Number, string For, string Pattern) : NumberSeriesEvent;

/// <summary>How far a series has come.</summary>
/// <param name="NextNumber">Zero before the first number.</param>
public sealed record Series(long FirstNumber, long NextNumber, string Pattern)
{
    public static Series New { get; } = new(0, 0, "");

    public static Series Evolve(Series state, NumberSeriesEvent @event) => @event switch
    {
        NumberTaken taken => new Series(
            state.FirstNumber == 0 ? taken.Sequence : state.FirstNumber, taken.Sequence + 1, taken.Pattern),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a number series."),
    };
}
