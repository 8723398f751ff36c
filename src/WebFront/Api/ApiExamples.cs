namespace LedgerPortal.Api;

/// <summary>One body that works for each change, by the operation's name. A test sends every one of them.</summary>
internal static class ApiExamples
{
    public static IReadOnlyDictionary<string, string> Requests { get; } = new Dictionary<string, string>
    {
        ["createParty"] =
            """
            { "details": { "name": "Kaveri Stores", "code": "K-014", "taxId": "27AAPFU0939F1ZV", "termsDays": 30,
              "address": { "line1": "4 Laxmi Road", "city": "Pune", "postalCode": "411030", "stateCode": "27", "countryCode": "IN" } },
              "isShared": true }
            """,
        ["changeParty"] = """{ "version": 1, "details": { "name": "Kaveri Stores and Sons", "code": "K-014", "termsDays": 21 } }""",
        ["switchSharing"] = """{ "isShared": true }""",
        ["addContact"] = """{ "name": "Asha Kulkarni", "mobile": "+919876543210", "email": "asha@kaveri.example", "role": "accounts" }""",
        ["postInvoice"] =
            """
            { "party": "K-014", "date": "2026-11-02", "reference": "PO 77",
              "lines": [{ "description": "Sona Masoori rice 25 kg", "taxCode": "1006", "quantity": "12", "unit": "bag",
                "unitPrice": "1450.00", "taxRatePercent": "5",
                "event": { "kind": "delivery", "id": "CH-2291", "occurredAt": "2026-10-30T11:20:00+05:30", "note": "Kothrud" } }] }
            """,
        ["voidInvoice"] = """{ "reason": "Entered twice" }""",
        ["postCreditNote"] =
            """
            { "party": "K-014", "date": "2026-11-06", "reason": "Damaged on arrival",
              "lines": [{ "description": "Sona Masoori rice 25 kg", "quantity": "1", "unitPrice": "1450.00", "taxRatePercent": "5" }] }
            """,
        ["registerInvoice"] =
            """
            { "irn": "d1b0bbbd574a124b2d71729b5c06c85bdb56b3bc47e53da2c3ebd9a444d64249",
              "acknowledgementNumber": "112610000000412", "acknowledgedOn": "2026-11-02",
              "signedQr": "eyJhbGciOiJSUzI1NiIsImtpZCI6IkVYQU1QTEUiLCJ0eXAiOiJKV1QifQ.eyJkYXRhIjoie1wiU2VsbGVyR3N0aW5cIjpcIjI3QUFQRlUwOTM5RjFaVlwiLFwiQnV5ZXJHc3RpblwiOlwiMjlBQUdDQjczODNKMVo0XCIsXCJEb2NOb1wiOlwiSU5WLzI2LTI3LzAwMDQxMlwiLFwiRG9jVHlwXCI6XCJJTlZcIixcIkRvY0R0XCI6XCIwMi8xMS8yMDI2XCIsXCJUb3RJbnZWYWxcIjoxODI3MCxcIkl0ZW1DbnRcIjoxLFwiTWFpbkhzbkNvZGVcIjpcIjEwMDZcIixcIklyblwiOlwiZDFiMGJiYmQ1NzRhMTI0YjJkNzE3MjliNWMwNmM4NWJkYjU2YjNiYzQ3ZTUzZGEyYzNlYmQ5YTQ0NGQ2NDI0OVwiLFwiSXJuRHRcIjpcIjIwMjYtMTEtMDIgMTU6MTI6MDBcIn0iLCJpc3MiOiJOSUMifQ.v99RgAGya8HDajXHbrqBLGbivA2AVoWSozRLC3oLRLmOKWVVEAM9tY_mjHL0fHnk7gQvvPGdAlty_Kc-a25x9r_fUYABsmvBw2o1x266gSxm4rwNgFaFkqM0Swt6C0S5jillVRADPbWP5oxy9Hx55O4EL7zxnQJbcvynPmtucfa_31GAAbJrwcNqNcduuoEsZuK8DYBWhZKjNEsLegtEuY4pZVUQAz21j-aMcvR8eeTuBC-88Z0CW3L8pz5rbnH2v99RgAGya8HDajXHbrqBLGbivA2AVoWSozRLC3oLRLmOKWVVEAM9tY_mjHL0fHnk7gQvvPGdAlty_Kc-a25x9g" }
            """,
        ["registerCreditNote"] =
            """
            { "irn": "8dd2efe2646f70f8a059fe1b9440b39ab087cf20921fb49873d01ea7aedb7c4f",
              "acknowledgementNumber": "112610000000413", "acknowledgedOn": "2026-11-02",
              "signedQr": "eyJhbGciOiJSUzI1NiIsImtpZCI6IkVYQU1QTEUiLCJ0eXAiOiJKV1QifQ.eyJkYXRhIjoie1wiU2VsbGVyR3N0aW5cIjpcIjI3QUFQRlUwOTM5RjFaVlwiLFwiQnV5ZXJHc3RpblwiOlwiMjlBQUdDQjczODNKMVo0XCIsXCJEb2NOb1wiOlwiQ04vMjYtMjcvMDAwMDA3XCIsXCJEb2NUeXBcIjpcIkNSTlwiLFwiRG9jRHRcIjpcIjAyLzExLzIwMjZcIixcIlRvdEludlZhbFwiOjE4MjcwLFwiSXRlbUNudFwiOjEsXCJNYWluSHNuQ29kZVwiOlwiMTAwNlwiLFwiSXJuXCI6XCI4ZGQyZWZlMjY0NmY3MGY4YTA1OWZlMWI5NDQwYjM5YWIwODdjZjIwOTIxZmI0OTg3M2QwMWVhN2FlZGI3YzRmXCIsXCJJcm5EdFwiOlwiMjAyNi0xMS0wMiAxNToxMjowMFwifSIsImlzcyI6Ik5JQyJ9.rFuipIGUJTBMuQ7OXpvzd-lgrGNgnb-KDJnZqfafo8WCXRIMyV_IgW-X3ymkm3q3tCQfXjNisL6CoSZ32uNuDKxboqSBlCUwTLkOzl6b83fpYKxjYJ2_igyZ2an2n6PFgl0SDMlfyIFvl98ppJt6t7QkH14zYrC-gqEmd9rjbgysW6KkgZQlMEy5Ds5em_N36WCsY2Cdv4oMmdmp9p-jxYJdEgzJX8iBb5ffKaSbere0JB9eM2KwvoKhJnfa424MrFuipIGUJTBMuQ7OXpvzd-lgrGNgnb-KDJnZqfafo8WCXRIMyV_IgW-X3ymkm3q3tCQfXjNisL6CoSZ32uNuDA" }
            """,
        ["postPayment"] =
            """{ "party": "K-014", "date": "2026-11-04", "amount": "10000.00", "method": "UPI", "reference": "412233" }""",
        ["postEntry"] =
            """
            { "party": "K-014", "kind": "Adjustment", "side": "Debit", "date": "2026-11-05", "amount": "250.00",
              "narration": "Freight of the October returns", "internalReason": "Agreed on the phone" }
            """,
        ["giveBackPayment"] = """{ "internalReason": "Wrong payee", "narration": "Please write another one" }""",
        ["enterPayment"] = """{ "date": "2026-12-07" }""",
        ["reverseEntry"] =
            """
            { "date": "2026-11-09", "internalReason": "Cheque returned", "narration": "Cheque 004512 was returned",
              "cause": "Bounced" }
            """,
        ["allocateCredit"] = """{ "effectiveDate": "2026-11-10" }""",
        ["makeToken"] = """{ "expiryDays": 30 }""",
        ["shareInvoice"] = """{ "expiryDays": 30 }""",
        ["addWebhook"] = """{ "url": "https://billing.example.com/ledger", "kinds": ["invoice.issued", "payment.recorded"] }""",
        ["shareCreditNote"] = """{ "expiryDays": 90 }""",
    };
}
