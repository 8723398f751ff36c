using System.Xml.Linq;
using Dapper;
using LedgerPortal.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace LedgerPortal.Access;

/// <summary>
/// Keeps the framework's keys (antiforgery, notices) in the database, so that every process has the same ones.
/// </summary>
internal sealed class DataProtectionKeys(Databases databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = databases.Access.OpenConnection();
        return [.. connection.Query<string>("select xml from access.data_protection_key order by created_at")
            .Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = databases.Access.OpenConnection();
        connection.Execute(
            """
            insert into access.data_protection_key (name, xml) values (@name, @xml)
            on conflict (name) do update set xml = excluded.xml
            """, new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
