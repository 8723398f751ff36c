using System.Collections.Concurrent;
using System.Data;
using Dapper;

namespace LedgerPortal.Access;

/// <summary>
/// The parameters of a query, from several objects: each property is one, under its name, and the first of a name counts.
/// Dapper's own collection asks Npgsql after the type of every parameter in every query, which took a twelfth of the
/// program's time for the portal's first page.
/// </summary>
internal sealed class SqlParameters(params IEnumerable<object?> sources) : SqlMapper.IDynamicParameters
{
    private static readonly ConcurrentDictionary<(string Sql, Type Source), Action<IDbCommand, object>> Adders = new();

    public void AddParameters(IDbCommand command, SqlMapper.Identity identity)
    {
        foreach (var source in sources)
        {
            if (source is SqlMapper.IDynamicParameters several)
                several.AddParameters(command, identity);
            else if (source is not null)
                Adders.GetOrAdd((command.CommandText, source.GetType()), Adder, identity)(command, source);
        }
    }

    private static Action<IDbCommand, object> Adder((string Sql, Type Source) of, SqlMapper.Identity identity) =>
        SqlMapper.CreateParamInfoGenerator(identity.ForDynamicParameters(of.Source), checkForDuplicates: true, removeUnused: true);
}
