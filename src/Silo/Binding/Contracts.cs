using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace LedgerPortal.Binding;

/// <summary>
/// How contracts travel: as JSON, each value with the name of its own type. Within a silo nothing is copied, because every
/// command, answer and view is immutable.
/// </summary>
internal static class Contracts
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        // What is computed from the rest is computed again.
        IgnoreReadOnlyProperties = true,
        RespectRequiredConstructorParameters = true,
    };

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IGeneralizedCopier, Uncopied>();
        services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs, Json));
        // What a grain throws is told by its own type also in another process, so that callers can tell the causes apart.
        services.Configure<ExceptionSerializationOptions>(options =>
        {
            options.SupportedNamespacePrefixes.Add("LedgerPortal");
            options.SupportedNamespacePrefixes.Add("Npgsql");
        });
    }

    public static bool IsOurs(Type type) =>
        type.Namespace is { } name
        && (name == nameof(LedgerPortal) || name.StartsWith(nameof(LedgerPortal) + ".", StringComparison.Ordinal))
        && !typeof(Exception).IsAssignableFrom(type)
        && !typeof(IAddressable).IsAssignableFrom(type);

    private sealed class Uncopied : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsOurs(type);

        [return: NotNullIfNotNull(nameof(input))]
        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
