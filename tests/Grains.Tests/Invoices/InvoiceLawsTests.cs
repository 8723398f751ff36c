using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

/// <summary>Whatever is wished in whatever order: what must always be true of an invoice.</summary>
public class InvoiceLawsTests
{
    private static readonly Func<Invoice, InvoiceCommand>[] Wishes =
    [
        _ => Draft,
        state => Revise(state.Version, Of(state.Version)),
        _ => Discard,
        _ => Issue,
        _ => Issue,
        _ => IssueHeld,
        _ => Recall,
        state => EndHold(state.IssuingVersion ?? 0),
        state => EndHold(state.Version - 2),
        state => Number($"INV/25-26/{state.Version:D6}"),
        state => Number($"INV/25-26/{state.Version:D6}"),
        _ => Import,
        _ => VoidIt,
        _ => ConfirmVoid,
        state => RefuseVoid(state.VoidingVersion ?? 0),
        state => RefuseVoid(state.Version - 2),
        state => Credit(50_000, new DocumentId(Id.Derive(default, $"{state.Version}"))) with { Number = state.Number ?? "" },
        state => Credit(118_000) with { Number = state.Number ?? "" },
        _ => Correct,
        _ => Share,
        _ => View,
    ];

    [Fact]
    public void No_order_of_wishes_breaks_an_invoice()
    {
        var steps = from wish in Gen.Choose(0, Wishes.Length - 1)
                    from seconds in Gen.Elements(0, 1, 5, 9, 11, 1_801)
                    select (wish, seconds);
        Prop.ForAll(steps.ListOf(60).ToArbitrary(), history =>
        {
            var invoice = New();
            foreach (var (wish, seconds) in history)
            {
                var before = invoice.State;
                invoice.After(TimeSpan.FromSeconds(seconds)).Try(Wishes[wish](before));
                Holds(before, invoice.State);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static void Holds(Invoice before, Invoice after)
    {
        Assert.Equal(after.Status is DocumentStatus.Issued or DocumentStatus.Void, after.Number is not null);
        Assert.True(before.Number is null || before.Number == after.Number, "a number is for ever");
        Assert.True(after.CreditedMinor <= (after.Totals?.TotalMinor ?? 0), "credits exceed the invoice");
        Assert.Equal(after.Credits.Count, after.Credits.Select(credit => credit.CreditNote).Distinct().Count());
        Assert.True(after.HeldUntil is null || after.Status is DocumentStatus.Issuing, "only an issuing is held");
        Assert.True(after.VoidingVersion is null || (after.Status is DocumentStatus.Issued && after.Credits.Count == 0));
        Assert.True(before.Status is not DocumentStatus.Void || after.Status is DocumentStatus.Void, "void is for ever");
        Assert.True(
            before.Number is null || ReferenceEquals(before.Content, after.Content) || DocumentJson.AreSame(before.Content, after.Content),
            "what was issued does not change");

        // A number is given only to what nothing can recall any more.
        if (before.Status is DocumentStatus.Issuing && after.Status is DocumentStatus.Issued)
            Assert.Null(before.HeldUntil);
    }
}
