using System.Text.Json.Serialization;

namespace LedgerPortal.Papers;

/// <summary>
/// A part of what stands on a paper, in the order of the paper. Every text is final: whoever sets it on a page formats and
/// computes nothing. The same shapes stand in <c>Typesetter/paper.ts</c>, with what they look like.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(PaperStart), "paper")]
[JsonDerivedType(typeof(PaperHead), "head")]
[JsonDerivedType(typeof(PaperFacts), "facts")]
[JsonDerivedType(typeof(PaperSides), "sides")]
[JsonDerivedType(typeof(PaperTable), "table")]
[JsonDerivedType(typeof(PaperRows), "rows")]
[JsonDerivedType(typeof(PaperSums), "sums")]
[JsonDerivedType(typeof(PaperFigures), "figures")]
[JsonDerivedType(typeof(PaperNote), "text")]
[JsonDerivedType(typeof(PaperPayment), "payment")]
[JsonDerivedType(typeof(PaperEnd), "end")]
public abstract record PaperPart;

/// <summary>The first part: what stands on every page.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Accent"><c>#rrggbb</c>, to be read on white; <paramref name="Ground"/> is a tint of it.</param>
/// <param name="Running">At the top of the second and later pages.</param>
/// <param name="Foot">At the bottom of every page.</param>
/// <param name="PageOf"><c>Page {0} of {1}</c></param>
/// <param name="ExpectedPages">About how many there will be: room for so many digits is kept.</param>
/// <param name="Mark">Across every page of a paper that no longer counts.</param>
public sealed record PaperStart(
    string Language,
    string Title,
    string Author,
    string Accent,
    string Ground,
    string Running,
    string Foot,
    string PageOf,
    int ExpectedPages,
    string? Mark = null) : PaperPart;

/// <summary>Who issues it, and what it is.</summary>
/// <param name="Logo">In the place of the initials.</param>
public sealed record PaperHead(
    string Initials, string Name, IReadOnlyList<string> Lines, string Title, string Number, string? Note = null,
    PaperPicture? Logo = null) : PaperPart;

/// <param name="Description">For who does not see it.</param>
/// <param name="Data">A whole PNG or JPEG.</param>
public sealed record PaperPicture(int WidthPixels, int HeightPixels, string Description, byte[] Data);

public sealed record PaperFact(string Label, string Value);

public sealed record PaperFacts(IReadOnlyList<PaperFact> Facts) : PaperPart;

public sealed record PaperSide(string Title, string Name, IReadOnlyList<string> Lines);

public sealed record PaperSides(IReadOnlyList<PaperSide> Sides) : PaperPart;

/// <param name="Widest">The widest text that will stand in the column; the one column without takes what is left.</param>
public sealed record PaperColumn(string Title, string? Widest = null, bool IsFigure = false);

/// <summary>Begins a table, whose rows follow in one or more <see cref="PaperRows"/>.</summary>
public sealed record PaperTable(IReadOnlyList<PaperColumn> Columns) : PaperPart;

/// <param name="Under">Smaller lines below the text of the column that takes what is left.</param>
public sealed record PaperRow(IReadOnlyList<string> Cells, IReadOnlyList<string>? Under = null, bool IsStrong = false);

public sealed record PaperRows(IReadOnlyList<PaperRow> Rows) : PaperPart;

public sealed record PaperSum(string Label, string Value, bool IsStrong = false);

/// <summary>From the sum of the lines to the total, with the total in words beside it.</summary>
public sealed record PaperSums(IReadOnlyList<PaperSum> Rows, PaperWords? Words = null) : PaperPart;

public sealed record PaperWords(string Title, string Text);

public sealed record PaperFigures(IReadOnlyList<PaperFact> Figures) : PaperPart;

public sealed record PaperNote(string Text, string? Title = null, bool IsSmall = false) : PaperPart;

public sealed record PaperPayment(string Title, IReadOnlyList<PaperFact> Facts, PaperCode? Code = null) : PaperPart;

/// <summary>A QR code for a telephone: <c>1</c> for a dark module, a string a row, without its quiet zone.</summary>
/// <param name="SidePoints">What says much needs room to be read; 84 when nothing is said.</param>
public sealed record PaperCode(IReadOnlyList<string> Rows, string Caption, int? SidePoints = null);

/// <summary>The last part.</summary>
public sealed record PaperEnd : PaperPart;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaperPart))]
internal sealed partial class PaperJson : JsonSerializerContext;
