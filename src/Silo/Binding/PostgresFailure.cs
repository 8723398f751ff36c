using Npgsql;

namespace LedgerPortal.Binding;

/// <summary>
/// What PostgreSQL said to a silo, for the process that asked the silo. Exceptions travel by what all of them have; the state,
/// by which callers tell an outage from a fault, is not among that.
/// </summary>
[GenerateSerializer, Alias("postgres-failure")]
internal struct PostgresFailure
{
    [Id(0)]
    public string Message { get; set; }

    [Id(1)]
    public string Severity { get; set; }

    [Id(2)]
    public string State { get; set; }
}

[RegisterConverter]
internal sealed class PostgresFailureConverter : IConverter<PostgresException, PostgresFailure>
{
    public PostgresException ConvertFromSurrogate(in PostgresFailure surrogate) =>
        new(surrogate.Message, surrogate.Severity, surrogate.Severity, surrogate.State);

    public PostgresFailure ConvertToSurrogate(in PostgresException value) => new()
    {
        Message = value.MessageText,
        Severity = value.InvariantSeverity,
        State = value.SqlState,
    };
}
