namespace LedgerPortal.Access;

/// <summary>
/// Who may take a way through the program. Stands on each handler of a page (<c>OnGet</c>, <c>OnPost…</c>) and in the
/// metadata of each endpoint. What has no rule, and no policy that is one by itself (<see cref="AccessPolicies"/>), is
/// open to nobody.
/// </summary>
public interface IAccessRule;

/// <summary>For operators whose role has the right in the business of their session.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Right right) : Attribute, IAccessRule
{
    public Right Right { get; } = right;
}

/// <summary>For every operator who is signed in, whatever the role: what concerns nobody but that person.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenToOperatorsAttribute : Attribute, IAccessRule;

/// <summary>For everybody, signed in or not.</summary>
/// <param name="why">It shows nobody anything, or checks by itself who asks.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenToAnyoneAttribute(string why) : Attribute, IAccessRule
{
    public string Why { get; } = why;
}
