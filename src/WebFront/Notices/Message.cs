using System.Text.Json.Serialization;
using LedgerPortal.Access;

namespace LedgerPortal.Notices;

/// <summary>
/// Something to be told to a person outside. A kind of message says what it is about, never how it is worded; secrets are
/// no part of it: codes and links are made when it is sent, from what it names. A new kind is a record beside its feature,
/// declared here, with its texts in <c>MessageText.resx</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "message")]
[JsonDerivedType(typeof(TestMessage), TestMessage.StoredName)]
[JsonDerivedType(typeof(SignInRequest), SignInRequest.StoredName)]
[JsonDerivedType(typeof(SignInHelpRequest), SignInHelpRequest.StoredName)]
[JsonDerivedType(typeof(SignInCode), SignInCode.StoredName)]
[JsonDerivedType(typeof(PortalLinkMessage), PortalLinkMessage.StoredName)]
[JsonDerivedType(typeof(DocumentLinkMessage), DocumentLinkMessage.StoredName)]
[JsonDerivedType(typeof(ContactInvitationMessage), ContactInvitationMessage.StoredName)]
[JsonDerivedType(typeof(PasswordResetMessage), PasswordResetMessage.StoredName)]
[JsonDerivedType(typeof(ViewLinkMessage), ViewLinkMessage.StoredName)]
[JsonDerivedType(typeof(ViewCodeMessage), ViewCodeMessage.StoredName)]
[JsonDerivedType(typeof(Portal.StatementMessage), Portal.StatementMessage.StoredName)]
[JsonDerivedType(typeof(Access.OperatorInvited), Access.OperatorInvited.StoredName)]
[JsonDerivedType(typeof(Access.OperatorForgot), Access.OperatorForgot.StoredName)]
public abstract record Message
{
    /// <summary>The stored name, the same for ever.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Says it, at the moment of sending; null when there is nothing to be said any more.</summary>
    public abstract ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation);
}

/// <summary>
/// Which text it is and what stands in it. The texts are <c>{Text}.Subject</c> and <c>{Text}.Email</c> for mail and
/// <c>{Text}.Mobile</c> for a mobile number; <c>{0}</c>, <c>{1}</c> … in them are the values, <c>{0}</c> always being the
/// business's name.
/// </summary>
/// <param name="Text">Also names the template that operators of mobile networks registered for it.</param>
/// <param name="Values">From <c>{1}</c> on.</param>
public sealed record Wording(string Text, params IReadOnlyList<string> Values);

/// <summary>By which an owner tries whether messages arrive.</summary>
public sealed record TestMessage : Message
{
    public const string StoredName = "test";

    public override string Kind => StoredName;

    public override ValueTask<Wording?> Word(MessageDesk desk, CancellationToken cancellation) => new(new Wording("Test"));
}
