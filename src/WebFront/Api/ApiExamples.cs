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
        ["postPayment"] =
            """{ "party": "K-014", "date": "2026-11-04", "amount": "10000.00", "method": "UPI", "reference": "412233" }""",
        ["postEntry"] =
            """
            { "party": "K-014", "kind": "Adjustment", "side": "Debit", "date": "2026-11-05", "amount": "250.00",
              "narration": "Freight of the October returns", "internalReason": "Agreed on the phone" }
            """,
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
