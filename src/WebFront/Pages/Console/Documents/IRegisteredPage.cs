namespace LedgerPortal.Pages.Console.Documents;

/// <summary>The page of a document that may have an IRN.</summary>
public interface IRegisteredPage
{
    RegistrationForm Registered { get; }

    RegistrationView RegistrationView { get; }
}
