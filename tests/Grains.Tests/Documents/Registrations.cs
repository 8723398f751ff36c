using LedgerPortal.Documents;

namespace LedgerPortal.Testing;

/// <summary>Answers of the Indian portal as it gives them, with a signature that is none.</summary>
internal static class Registrations
{
    public static Registration Example { get; } = new(
        "d1b0bbbd574a124b2d71729b5c06c85bdb56b3bc47e53da2c3ebd9a444d64249", "112610000000412", new DateOnly(2026, 11, 2),
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkVYQU1QTEUiLCJ0eXAiOiJKV1QifQ.eyJkYXRhIjoie1wiU2VsbGVyR3N0aW5cIjpcIjI3Q" +
        "UFQRlUwOTM5RjFaVlwiLFwiQnV5ZXJHc3RpblwiOlwiMjlBQUdDQjczODNKMVo0XCIsXCJEb2NOb1wiOlwiSU5WLzI2LTI3LzAwM" +
        "DQxMlwiLFwiRG9jVHlwXCI6XCJJTlZcIixcIkRvY0R0XCI6XCIwMi8xMS8yMDI2XCIsXCJUb3RJbnZWYWxcIjoxODI3MCxcIkl0Z" +
        "W1DbnRcIjoxLFwiTWFpbkhzbkNvZGVcIjpcIjEwMDZcIixcIklyblwiOlwiZDFiMGJiYmQ1NzRhMTI0YjJkNzE3MjliNWMwNmM4N" +
        "WJkYjU2YjNiYzQ3ZTUzZGEyYzNlYmQ5YTQ0NGQ2NDI0OVwiLFwiSXJuRHRcIjpcIjIwMjYtMTEtMDIgMTU6MTI6MDBcIn0iLCJpc" +
        "3MiOiJOSUMifQ.v99RgAGya8HDajXHbrqBLGbivA2AVoWSozRLC3oLRLmOKWVVEAM9tY_mjHL0fHnk7gQvvPGdAlty_Kc-a25x9r" +
        "_fUYABsmvBw2o1x266gSxm4rwNgFaFkqM0Swt6C0S5jillVRADPbWP5oxy9Hx55O4EL7zxnQJbcvynPmtucfa_31GAAbJrwcNqNc" +
        "duuoEsZuK8DYBWhZKjNEsLegtEuY4pZVUQAz21j-aMcvR8eeTuBC-88Z0CW3L8pz5rbnH2v99RgAGya8HDajXHbrqBLGbivA2AVo" +
        "WSozRLC3oLRLmOKWVVEAM9tY_mjHL0fHnk7gQvvPGdAlty_Kc-a25x9g");

    /// <summary>Of another document.</summary>
    public static Registration Other { get; } = new(
        "8dd2efe2646f70f8a059fe1b9440b39ab087cf20921fb49873d01ea7aedb7c4f", "112610000000413", new DateOnly(2026, 11, 3),
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkVYQU1QTEUiLCJ0eXAiOiJKV1QifQ.eyJkYXRhIjoie1wiU2VsbGVyR3N0aW5cIjpcIjI3Q" +
        "UFQRlUwOTM5RjFaVlwiLFwiQnV5ZXJHc3RpblwiOlwiMjlBQUdDQjczODNKMVo0XCIsXCJEb2NOb1wiOlwiQ04vMjYtMjcvMDAwM" +
        "DA3XCIsXCJEb2NUeXBcIjpcIkNSTlwiLFwiRG9jRHRcIjpcIjAyLzExLzIwMjZcIixcIlRvdEludlZhbFwiOjE4MjcwLFwiSXRlb" +
        "UNudFwiOjEsXCJNYWluSHNuQ29kZVwiOlwiMTAwNlwiLFwiSXJuXCI6XCI4ZGQyZWZlMjY0NmY3MGY4YTA1OWZlMWI5NDQwYjM5Y" +
        "WIwODdjZjIwOTIxZmI0OTg3M2QwMWVhN2FlZGI3YzRmXCIsXCJJcm5EdFwiOlwiMjAyNi0xMS0wMiAxNToxMjowMFwifSIsImlzc" +
        "yI6Ik5JQyJ9.rFuipIGUJTBMuQ7OXpvzd-lgrGNgnb-KDJnZqfafo8WCXRIMyV_IgW-X3ymkm3q3tCQfXjNisL6CoSZ32uNuDKxb" +
        "oqSBlCUwTLkOzl6b83fpYKxjYJ2_igyZ2an2n6PFgl0SDMlfyIFvl98ppJt6t7QkH14zYrC-gqEmd9rjbgysW6KkgZQlMEy5Ds5e" +
        "m_N36WCsY2Cdv4oMmdmp9p-jxYJdEgzJX8iBb5ffKaSbere0JB9eM2KwvoKhJnfa424MrFuipIGUJTBMuQ7OXpvzd-lgrGNgnb-K" +
        "DJnZqfafo8WCXRIMyV_IgW-X3ymkm3q3tCQfXjNisL6CoSZ32uNuDA");
}
