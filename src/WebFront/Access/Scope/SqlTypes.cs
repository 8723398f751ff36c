using System.Data;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Access;

/// <summary>Teaches Dapper the types of the domain, once a process.</summary>
internal static class SqlTypes
{
    static SqlTypes()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new IdHandler<BusinessId>());
        SqlMapper.AddTypeHandler(new IdHandler<PartyId>());
        SqlMapper.AddTypeHandler(new IdHandler<DocumentId>());
        SqlMapper.AddTypeHandler(new IdHandler<ContactId>());
        SqlMapper.AddTypeHandler(new IdHandler<DelegatedViewId>());
        SqlMapper.AddTypeHandler(new CurrencyHandler());
        SqlMapper.AddTypeHandler(new DayHandler());
        // Dapper prefers what it knows to a handler.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new MomentHandler());
    }

    /// <summary>Runs the above the first time, and costs nothing later.</summary>
    public static void Register()
    {
    }

    private sealed class IdHandler<TId> : SqlMapper.TypeHandler<TId> where TId : struct, IId<TId>
    {
        public override TId Parse(object value) => TId.From((Guid)value);

        public override void SetValue(IDbDataParameter parameter, TId value) => parameter.Value = value.Value;
    }

    private sealed class CurrencyHandler : SqlMapper.TypeHandler<Currency>
    {
        public override Currency Parse(object value) => Currency.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, Currency value) => parameter.Value = value.Code;
    }

    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) =>
            value is DateOnly day ? day : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.Value = value;
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Date;
        }
    }

    private sealed class MomentHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            value is DateTimeOffset moment ? moment : new DateTimeOffset((DateTime)value, TimeSpan.Zero);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            // Npgsql takes moments in UTC only: the column has no zone of its own.
            parameter.Value = value.ToUniversalTime();
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.TimestampTz;
        }
    }
}
