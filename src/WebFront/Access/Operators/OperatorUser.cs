using Microsoft.AspNetCore.Identity;

namespace LedgerPortal.Access;

/// <summary>
/// Someone who can sign in to the console. Which business, and as what, stands in <c>access.operator</c>.
/// </summary>
public sealed class OperatorUser : IdentityUser<Guid>;
