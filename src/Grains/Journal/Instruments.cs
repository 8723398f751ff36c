using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LedgerPortal.Journal;

/// <summary>
/// What this program measures of itself, under the name <c>LedgerPortal</c>: meter and activity source. Tags are kinds and
/// codes from our own lists; nothing that names a party, a document, an amount or a secret is ever one.
/// </summary>
public static class Instruments
{
    public const string Name = "LedgerPortal";

    private static readonly Meter Meter = new(Name);

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Commands that were committed; <c>kind</c> is the noun.</summary>
    private static readonly Counter<long> Postings = Meter.CreateCounter<long>(
        "ledgerportal.postings", "{posting}", "Commands committed to the journal.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "ledgerportal.refusals", "{refusal}", "Commands refused by a rule.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "ledgerportal.commit.batch", "{command}", "Commands that one SQL transaction committed.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] });

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "ledgerportal.commit.duration", "s", "From the first statement of a SQL transaction to its commit.", advice: Times);

    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "ledgerportal.feed.lag", "s", "From the decision of a change to its arrival at the process that shows it.", advice: Times);

    private static InstrumentAdvice<double> Times => new()
    {
        HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10],
    };

    /// <summary>Whether anybody reads what a commit measures; else there is nothing to be added up for it.</summary>
    internal static bool AreRead => Postings.Enabled || BatchSize.Enabled || CommitDuration.Enabled;

    /// <summary>The trace of a command within its grain; null while nobody listens.</summary>
    internal static Activity? StartCommand(StreamId stream, Type command)
    {
        var activity = Source.StartActivity("command");
        if (activity is { IsAllDataRequested: true })
        {
            activity.DisplayName = command.Name;
            activity.SetTag("ledgerportal.kind", stream.Kind);
        }

        return activity;
    }

    /// <summary>The trace of a commit, which many commands share: it begins anew and links to each of theirs.</summary>
    internal static Activity? StartCommit(IEnumerable<ActivityContext> commands)
    {
        if (!Source.HasListeners())
            return null;
        // Not below whatever happened to be going on when the writer started.
        Activity.Current = null;
        return Source.StartActivity(
            ActivityKind.Internal, links: [.. commands.Select(command => new ActivityLink(command))], name: "commit");
    }

    internal static void Refused(RefusalCode code) =>
        Refusals.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal static void Committed(int commands, TimeSpan duration)
    {
        BatchSize.Record(commands);
        CommitDuration.Record(duration.TotalSeconds);
    }

    internal static void Posted(string kind, int commands) =>
        Postings.Add(commands, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A change came to a process that shows it.</summary>
    public static void Arrived(TimeSpan lag) => Lag.Record(lag.TotalSeconds);
}
