using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace LedgerPortal.Hosting;

/// <summary>Carries a call to the activation of a grain, and makes it again when it has to be decided again.</summary>
public interface IGrainCalls
{
    Task<TResult> Call<TContract, TResult>(
        string key, Func<TContract, object?[], Task<TResult>> method, object?[] arguments) where TContract : class;
}

/// <summary>Stands for a grain: hands each call of its contract to the host.</summary>
public class GrainReference<TContract> : DispatchProxy where TContract : class
{
    private static readonly ConcurrentDictionary<MethodInfo, Call> Calls = new();

    private IGrainCalls? _host;
    private string _key = "";

    private delegate object Call(IGrainCalls host, string key, object?[] arguments);

    public static TContract To(IGrainCalls host, string key)
    {
        var proxy = Create<TContract, GrainReference<TContract>>();
        var reference = (GrainReference<TContract>)(object)proxy;
        (reference._host, reference._key) = (host, key);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Calls.GetOrAdd(targetMethod!, CallOf)(_host!, _key, args ?? []);

    /// <summary>Contract methods return <c>Task&lt;T&gt;</c>; the call is compiled once a method.</summary>
    private static Call CallOf(MethodInfo method)
    {
        if (!method.ReturnType.IsGenericType || method.ReturnType.GetGenericTypeDefinition() != typeof(Task<>))
            throw new NotSupportedException($"{method.DeclaringType?.Name}.{method.Name} does not return Task<T>.");

        var grain = Expression.Parameter(typeof(TContract));
        var arguments = Expression.Parameter(typeof(object?[]));
        var call = Expression.Call(grain, method, method.GetParameters().Select((parameter, i) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        var compiled = Expression.Lambda(call, grain, arguments).Compile();
        return (Call)typeof(GrainReference<TContract>)
            .GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(method.ReturnType.GenericTypeArguments[0])
            .Invoke(null, [compiled])!;
    }

    private static Call Typed<TResult>(Func<TContract, object?[], Task<TResult>> method) =>
        (host, key, arguments) => host.Call(key, method, arguments);
}
