using Microsoft.AspNetCore.Http.Extensions;

namespace LedgerPortal.Consoles;

/// <summary>Addresses of the same page with another choice: filters and orders keep each other, places in the list do not.</summary>
public static class Addresses
{
    /// <summary>The page itself, its place in a list included, as it is read.</summary>
    public static string Of(HttpRequest request) => request.PathBase + request.Path + new QueryBuilder(request.Query
        .Where(part => part.Key != "handler")
        .Select(part => new KeyValuePair<string, string>(part.Key, part.Value.ToString())));

    public static string With(HttpRequest request, params (string Name, string? Value)[] choices) =>
        request.PathBase + request.Path + QueryWith(request, choices);

    public static string QueryWith(HttpRequest request, params (string Name, string? Value)[] choices)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in request.Query)
        {
            var isReplaced = name is "after" or "before" or "handler" || choices.Any(choice => choice.Name == name);
            if (!isReplaced && !string.IsNullOrEmpty(value))
                query.Add(name, value.ToString());
        }

        foreach (var (name, value) in choices)
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }

        return query.ToString();
    }
}
