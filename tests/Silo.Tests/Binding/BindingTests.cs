using System.Reflection;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Binding;

public sealed class BindingTests
{
    /// <summary>The names by which silos of two versions know each other: a change here breaks an upgrade.</summary>
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(Businesses.IBusiness)] = "business",
        [typeof(Parties.IParty)] = "party",
        [typeof(IPartyLedger)] = "party-ledger",
        [typeof(Invoices.IInvoice)] = "invoice",
        [typeof(CreditNotes.ICreditNote)] = "credit-note",
        [typeof(PortalTokens.IPortalToken)] = "portal-token",
        [typeof(Invitations.IInvitation)] = "invitation",
        [typeof(DelegatedViews.IDelegatedView)] = "delegated-view",
        [typeof(DocumentLinks.IDocumentLink)] = "document-link",
        [typeof(NumberSeries.INumberSeries)] = "number-series",
    };

    private static readonly Assembly Silo = typeof(OrleansGrains).Assembly;

    private static IEnumerable<Type> GrainClasses =>
        typeof(PartyLedger).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(IDiscardable).IsAssignableFrom(type));

    private static IEnumerable<Type> Bound => Silo.GetTypes().Where(type => type.IsClass && typeof(IActivation).IsAssignableFrom(type));

    [Fact]
    public void Every_grain_class_is_bound_once_and_reentrant()
    {
        Assert.Equal(GrainClasses.OrderBy(type => type.Name), Bound.Select(bound => bound.BaseType!).OrderBy(type => type.Name));
        Assert.All(Bound, bound => Assert.NotNull(bound.GetCustomAttribute<Orleans.Concurrency.ReentrantAttribute>()));
    }

    [Fact]
    public void Every_contract_that_the_embedded_host_knows_can_be_reached()
    {
        var known = GrainTypes.Makers(null!, null!).Keys;
        Assert.Equal(known.OrderBy(type => type.Name), OrleansGrains.Contracts.OrderBy(type => type.Name));
    }

    [Fact]
    public void No_name_is_used_twice_and_none_has_changed()
    {
        var ofClasses = Bound.ToDictionary(ContractOf, bound => NameOf(bound, typeof(GrainTypeAttribute)));
        var ofInterfaces = Bound.ToDictionary(ContractOf, bound => NameOf(InterfaceOf(bound), typeof(AliasAttribute)));
        Assert.Equal(Names.OrderBy(name => name.Value), ofClasses.OrderBy(name => name.Value));
        Assert.Equal(Names.OrderBy(name => name.Value), ofInterfaces.OrderBy(name => name.Value));
        Assert.Equal(Names.Count, ofClasses.Values.Distinct().Count());
        Assert.Equal(Names.Count, GrainTypes.Streams.Values.Select(stream => stream.Kind).Distinct().Count());
    }

    [Fact]
    public void No_other_part_of_the_program_knows_Orleans()
    {
        string[] others = ["LedgerPortal.Grains.Abstractions", "LedgerPortal.Grains", "LedgerPortal.WebFront"];
        Assert.All(others, name => Assert.DoesNotContain(
            Assembly.Load(name).GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("Orleans", StringComparison.Ordinal)));
        Assert.Contains(Silo.GetReferencedAssemblies(), reference => reference.Name == "Orleans.Core.Abstractions");
    }

    private static Type InterfaceOf(Type bound) =>
        bound.GetInterfaces().Single(type => type != typeof(IBoundGrain) && typeof(IBoundGrain).IsAssignableFrom(type));

    private static Type ContractOf(Type bound) => InterfaceOf(bound).GetInterfaces()
        .Single(type => type.Assembly == typeof(IPartyLedger).Assembly);

    private static string NameOf(Type type, Type attribute) =>
        (string)type.GetCustomAttributesData().Single(data => data.AttributeType == attribute).ConstructorArguments[0].Value!;
}
