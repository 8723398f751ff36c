using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

internal static class ContactEndpoints
{
    public static async Task<Results<Ok<ContactsShown>, ProblemHttpResult>> List(
        string party, ApiRequest request, ContactVault vault)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        var people = await vault.Unseal(request.Business, known.Contacts, request.Aborted);
        return TypedResults.Ok(new ContactsShown(
        [
            .. known.Contacts.Zip(people, (contact, person) => Shown(contact.Id, person, contact.Role))
                .OrderBy(contact => contact.Name, StringComparer.OrdinalIgnoreCase).ThenBy(contact => contact.Id, StringComparer.Ordinal),
        ]));
    }

    public static async Task<Results<Created<ContactShown>, ProblemHttpResult>> Add(
        string party, ContactBody body, ApiRequest request, ContactVault vault)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        if (Read(body, await request.BusinessView(), out var details) is { } problem)
            return problem;
        var contact = new ContactId(request.Command.Derive("contact").Value);
        var refusal = await vault.Save(
            request.Grain<IParty>(known.Id), request.Business, request.Command, request.Actor, contact, details!, body.Role,
            request.Aborted);
        return refusal is null
            ? TypedResults.Created($"/api/v1/parties/{known.Id}/contacts/{contact}", Shown(contact, details, body.Role))
            : ApiProblems.Of(refusal);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        string party, string contact, ApiRequest request, ContactVault vault)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        if (!Id.TryParse<ContactId>(contact, out var id)
            || (!request.IsRepeated && known.Contacts.All(other => other.Id != id)))
        {
            return ApiProblems.NotFound("contact");
        }

        var answer = await request.Grain<IParty>(known.Id).Execute(
            new RemoveContact { Id = request.Command, By = request.Actor, Contact = id });
        if (answer.Refusal is { } refusal)
            return ApiProblems.Of(refusal);
        // First out of the books, then for good: in this order a failure between leaves nothing that looks like a person.
        await vault.Erase(request.Business, id, request.Aborted);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult? Read(ContactBody body, Businesses.BusinessView business, out ContactDetails? details)
    {
        details = null;
        var refusal = Fields.Required(body.Name, 120, "name") ?? Fields.Optional(body.Mobile, 30, "mobile")
            ?? Fields.Optional(body.Email, 254, "email") ?? Fields.Optional(body.Role, 40, "role");
        if (refusal is not null)
            return ApiProblems.Of(refusal);
        var mobile = string.IsNullOrEmpty(body.Mobile) ? null : body.Mobile;
        if (mobile is not null && !MobileNumbers.TryRead(mobile, business.Details.Address.CountryCode, out mobile))
            return ApiProblems.Invalid("mobile", "Write the number with its country: +919876543210.");
        var email = string.IsNullOrEmpty(body.Email) ? null : body.Email;
        if (email is not null && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
            return ApiProblems.Invalid("email", "This is not an e-mail address.");
        details = new ContactDetails(body.Name!.Trim(), mobile, email);
        return null;
    }

    private static ContactShown Shown(ContactId id, ContactDetails? person, string? role) =>
        new(id.ToString(), person?.Name, person?.Mobile, person?.Email, role);
}
