using System.Net.Sockets;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace LedgerPortal.Binding;

/// <summary>What a contract says arrives whole in another process.</summary>
public sealed class CodecTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Serializer _serializer;

    public CodecTests()
    {
        var services = new ServiceCollection();
        services.AddSerializer();
        Contracts.AddTo(services);
        _services = services.BuildServiceProvider();
        _serializer = _services.GetRequiredService<Serializer>();
    }

    /// <summary>Every command, answer and view: what methods of contracts take and give.</summary>
    public static TheoryData<Type> Travellers() => new(
        OrleansGrains.Contracts.SelectMany(contract => contract.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Append(method.ReturnType.GetGenericArguments().Single()))
            .Append(typeof(CommittedChanges))
            .Distinct()
            .SelectMany(ExampleValues.Concrete)
            .OrderBy(type => type.ToString(), StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Travellers))]
    public void It_arrives_as_it_was_sent(Type type)
    {
        var sent = ExampleValues.Of(type);
        var arrived = _serializer.Deserialize<object>(_serializer.SerializeToArray(sent))!;
        Assert.Same(type, arrived.GetType());
        Assert.Equal(ExampleValues.Text(sent), ExampleValues.Text(arrived));
    }

    [Fact]
    public void Refusals_and_nothing_arrive_too()
    {
        Answer<LedgerAnswer> refused = new Refusal(RefusalCode.AmountExceedsOpen, "amount", ["1.00", "2.00"]);
        var arrived = _serializer.Deserialize<Answer<LedgerAnswer>>(_serializer.SerializeToArray(refused));
        Assert.Equal(ExampleValues.Text(refused), ExampleValues.Text(arrived));
        Assert.Null(_serializer.Deserialize<Invoices.InvoiceView?>(_serializer.SerializeToArray<Invoices.InvoiceView?>(null)));
    }

    [Fact]
    public void Within_a_silo_nothing_is_copied()
    {
        var copier = _services.GetRequiredService<DeepCopier>();
        var command = (LedgerCommand)ExampleValues.Of(typeof(PostEntry));
        Assert.Same(command, copier.Copy(command));
        Answer<LedgerAnswer> answer = (LedgerAnswer)ExampleValues.Of(typeof(LedgerAnswer));
        Assert.Same(answer, copier.Copy(answer));
    }

    [Fact]
    public void A_discarded_activation_is_known_as_one_everywhere()
    {
        var arrived = Travel(new ActivationDiscardedException());
        Assert.IsType<ActivationDiscardedException>(arrived);
        Assert.IsType<ActivationDiscardedException>(_services.GetRequiredService<DeepCopier>().Copy<Exception>(arrived));
    }

    [Fact]
    public void A_database_that_is_away_for_a_silo_is_away_for_who_asked_it()
    {
        Assert.True(Failures.IsDatabaseAway(Travel(
            new NpgsqlException("Exception while reading from stream", new SocketException(104)))));
        Assert.True(Failures.IsDatabaseAway(Travel(
            new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", "57P01"))));
        Assert.False(Failures.IsDatabaseAway(Travel(new PostgresException("syntax error", "ERROR", "ERROR", "42601"))));
    }

    public void Dispose() => _services.Dispose();

    private Exception Travel(Exception failure) =>
        _serializer.Deserialize<Exception>(_serializer.SerializeToArray(failure))!;
}
