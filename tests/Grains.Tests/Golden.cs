using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LedgerPortal.Journal;

namespace LedgerPortal.Grains.Tests;

/// <summary>
/// Stored forms are for ever: each event and obligation has a file with the bytes that were written first. A test that fails here
/// has found a change that could not read, or would write otherwise, what installations hold.
/// </summary>
internal static class Golden
{
    /// <summary>Samples of every event of the stream, each against <c>Golden/{name}.json</c> beside the test.</summary>
    public static void CheckEvents<TState, TEvent>(
        EventStream<TState, TEvent> definition, IReadOnlyList<TEvent> samples, [CallerFilePath] string test = "")
        where TState : class
    {
        var names = Names(typeof(TEvent));
        Assert.Equal(names.Keys.OrderBy(type => type.Name), samples.Select(sample => sample!.GetType()).Distinct().OrderBy(type => type.Name));
        foreach (var group in samples.GroupBy(sample => sample!.GetType()))
        {
            var written = definition.WriteEvents([.. group]);
            var golden = Check(written, names[group.Key], test);
            Assert.Equal(golden, Encoding.UTF8.GetString(definition.WriteEvents(definition.ReadEvents(written))));
            var ofTheNextVersion = Encoding.UTF8.GetBytes(WithFieldsAdded(golden));
            Assert.Equal(golden, Encoding.UTF8.GetString(definition.WriteEvents(definition.ReadEvents(ofTheNextVersion))));
        }
    }

    public static void CheckObligation(Obligation sample, [CallerFilePath] string test = "")
    {
        var written = ObligationJson.Write(sample);
        var golden = Check(written, Names(typeof(Obligation))[sample.GetType()], test);
        Assert.Equal(golden, Encoding.UTF8.GetString(ObligationJson.Write(ObligationJson.Read(Encoding.UTF8.GetBytes(golden)))));
    }

    /// <summary>A snapshot, against <c>Golden/snapshot-{format}.json</c>.</summary>
    public static void CheckState<TState, TEvent>(
        EventStream<TState, TEvent> definition, TState sample, [CallerFilePath] string test = "") where TState : class
    {
        var golden = Check(definition.WriteState(sample), $"snapshot-{definition.SnapshotFormat}", test);
        var read = definition.ReadState(Encoding.UTF8.GetBytes(golden));
        Assert.Equal(golden, Encoding.UTF8.GetString(definition.WriteState(read)));
    }

    /// <summary>
    /// As a later version may write it while silos of this one still run: with a field more in each object. Fields are only
    /// added, and whoever does not know one passes it over.
    /// </summary>
    private static string WithFieldsAdded(string json)
    {
        var root = JsonNode.Parse(json)!;
        AddFields(root);
        return root.ToJsonString();
    }

    private static void AddFields(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                AddFields(item);
        }

        if (node is JsonObject fields)
        {
            foreach (var (_, value) in fields)
                AddFields(value);
            fields["addedLater"] = new JsonObject { ["more"] = 1 };
        }
    }

    private static string Check(byte[] written, string name, string test)
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, "Golden", name + ".json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("LEDGERPORTAL_NEW_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Encoding.UTF8.GetString(written) + "\n");
        }

        Assert.True(File.Exists(file), $"{file} is missing; LEDGERPORTAL_NEW_GOLDEN=1 writes what is new.");
        var golden = File.ReadAllText(file).TrimEnd('\n');
        Assert.Equal(golden, Encoding.UTF8.GetString(written));
        return golden;
    }

    private static Dictionary<Type, string> Names(Type family) =>
        family.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
            .Cast<JsonDerivedTypeAttribute>()
            .ToDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);
}
