using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Grains.Tests.Parties;

public class PartyDecisionsTests
{
    private static readonly ContactId Someone = new(new Guid("0195f3a0-0000-7000-8000-000000000005"));

    private static readonly CreateParty Create = new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Details = Examples.PartyDetails,
        IsShared = true,
    };

    public static TheoryData<PartyDetails, RefusalCode, string> Wrong => new()
    {
        { Examples.PartyDetails with { Name = "" }, RefusalCode.FieldRequired, "name" },
        { Examples.PartyDetails with { Code = new string('x', 41) }, RefusalCode.FieldTooLong, "code" },
        { Examples.PartyDetails with { TaxId = "29AAGCB7383J1Z5" }, RefusalCode.FieldInvalid, "taxId" },
        { Examples.PartyDetails with { Address = new(null, null, null, null, "99", "IN") }, RefusalCode.FieldInvalid, "address.stateCode" },
        { Examples.PartyDetails with { Currency = default }, RefusalCode.FieldRequired, "currency" },
        { Examples.PartyDetails with { TermsDays = -1 }, RefusalCode.FieldInvalid, "termsDays" },
    };

    [Fact]
    public void A_party_is_created_once()
    {
        var party = New();
        Assert.Equal([new PartyCreated(Create.Details, true)], party.Then(Create));
        party.ThenRefused(RefusalCode.AlreadyExists, Create);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_field_has_its_rule(PartyDetails details, RefusalCode code, string field) =>
        New().ThenRefused(code, field, Create with { Details = details });

    [Fact]
    public void Out_of_india_a_tax_id_is_what_the_tax_office_there_writes() => New().Then(Create with
    {
        Details = Examples.PartyDetails with { TaxId = "GB123456789", Address = new(null, null, "Leeds", null, null, "GB") },
    });

    [Fact]
    public void A_change_replaces_the_details_that_were_seen()
    {
        var moved = Examples.PartyDetails with { Address = null };
        var party = New().Given(Create);
        Assert.Equal([new PartyChanged(moved)], party.Then(Change(1, moved)));
        party.ThenAlreadyDone(Change(1, moved));
        party.ThenRefused(RefusalCode.VersionChanged, Change(1, Examples.PartyDetails));
        New().ThenRefused(RefusalCode.NotFound, Change(0, moved));
    }

    [Fact]
    public void Contacts_are_saved_replaced_and_removed()
    {
        var party = New();
        party.ThenRefused(RefusalCode.NotFound, Save([1, 2]));
        party.Given(Create, Save([1, 2]));
        party.ThenAlreadyDone(Save([1, 2]));
        party.Then(Save([3]));
        Assert.Equal([3], Assert.Single(party.State.Contacts).Sealed);
        Assert.Equal([new ContactRemoved(Someone)], party.Then(Remove()));
        Assert.Empty(party.State.Contacts);
        party.ThenAlreadyDone(Remove());
    }

    [Fact]
    public void Contacts_are_bounded()
    {
        var party = New().Given(Create);
        party.ThenRefused(RefusalCode.FieldRequired, "contact.sealed", Save([]));
        party.ThenRefused(RefusalCode.FieldTooLong, "contact.sealed", Save(new byte[4_097]));
        for (var i = 0; i < PartyDecisions.MaxContacts; i++)
            party.Then(Save([1], new ContactId(Guid.NewGuid())));
        party.ThenRefused(RefusalCode.TooMany, Save([1]));
    }

    [Fact]
    public void Sharing_is_a_switch()
    {
        var party = New().Given(Create);
        party.ThenAlreadyDone(Switch(true));
        Assert.Equal([new SharingSwitched(false)], party.Then(Switch(false)));
        Assert.False(party.State.IsShared);
        New().ThenRefused(RefusalCode.NotFound, Switch(true));
    }

    [Fact]
    public void Statements_are_scheduled_for_a_contact_changed_and_stopped()
    {
        var monthly = new ScheduleStatements
        {
            Id = Examples.NewId(), By = Examples.Operator, Schedule = new StatementSchedule(StatementRhythm.Monthly, Someone),
        };
        var party = New();
        party.ThenRefused(RefusalCode.NotFound, monthly);
        party.Given(new CreateParty { Id = Examples.NewId(), By = Examples.Operator, Details = Examples.PartyDetails });
        party.ThenAlreadyDone(monthly with { Schedule = null });
        party.ThenRefused(RefusalCode.FieldInvalid, "contact", monthly);
        party.Given(new SaveContact
        {
            Id = Examples.NewId(), By = Examples.Operator, Contact = new SealedContact(Someone, [1, 2, 3], null),
        });
        party.ThenRefused(
            RefusalCode.FieldInvalid, "rhythm", monthly with { Schedule = new StatementSchedule((StatementRhythm)9, Someone) });
        party.Given(monthly, monthly with { Schedule = new StatementSchedule(StatementRhythm.Weekly, Someone) });
        Assert.Equal(StatementRhythm.Weekly, party.State.Statements?.Rhythm);
        party.Given(monthly with { Schedule = null });
        Assert.Null(party.State.Statements);
    }

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        PartyReadModel.Definition,
        [
            new PartyCreated(Examples.PartyDetails, true),
            new PartyChanged(Examples.PartyDetails with { Address = null, TaxId = null, Code = null }),
            new ContactSaved(new SealedContact(Someone, [1, 2, 3], "accounts")),
            new ContactRemoved(Someone),
            new SharingSwitched(false),
            new StatementsScheduled(new StatementSchedule(StatementRhythm.Monthly, Someone)),
            new StatementsScheduled(null),
            new MergeBegun(Other, On, [Examples.Rupees]),
            new MergeAbandoned(RefusalCode.PartyMerged),
            new PartyMerged(Other, On, [Examples.Rupees]),
            new PartyAbsorbed(Other),
        ]);

    [Fact]
    public void Obligations_are_stored_as_they_always_were()
    {
        Golden.CheckObligation(new AskToAbsorb(Other, Other, [new SealedContact(Someone, [1, 2, 3], "accounts")]));
        Golden.CheckObligation(new MergeLedgerOfParty("business/party/INR", Other, On));
    }

    [Fact]
    public void A_party_is_merged_when_the_other_agrees()
    {
        var party = New().Given(Create, Save([1]));
        Assert.Equal([Begun], party.Then(Merge), Same);
        party.ThenRefused(RefusalCode.PartyMerged, Save([2]));
        Assert.True(party.State.IsShared);
        party.ThenRefused(RefusalCode.PartyMerged, Merge with { Into = new PartyId(Guid.NewGuid()) });
        Assert.Equal(
            [new ContactRemoved(Someone), new PartyMerged(Other, On, [Examples.Rupees])], party.Then(End(null)), Same);
        Assert.Equal((Other, false), (party.State.MergedInto!.Value, party.State.IsShared));
        party.ThenAlreadyDone(Merge);
        party.ThenRefused(RefusalCode.PartyMerged, Switch(true));
        party.ThenRefused(RefusalCode.PartyMerged, Absorb());
    }

    [Fact]
    public void A_merge_that_the_other_refused_can_be_asked_for_again()
    {
        var party = New().Given(Create, Merge);
        Assert.Equal([new MergeAbandoned(RefusalCode.TooMany)], party.Then(End(RefusalCode.TooMany)));
        Assert.Equal((null, RefusalCode.TooMany, true), (party.State.MergedInto, party.State.MergeRefused, party.State.IsShared));
        party.Then(Merge);
        Assert.Null(party.State.MergeRefused);
    }

    [Fact]
    public void Who_has_begun_to_merge_takes_nobody_so_that_merges_make_no_circle()
    {
        New().Given(Create, Merge).ThenRefused(RefusalCode.PartyMerged, Absorb());
        New().Given(Create, Absorb(), Merge);
    }

    [Fact]
    public void Contacts_come_along()
    {
        var known = new SealedContact(Someone, [1], "owner");
        var party = New().Given(Create, Save([1]));
        var another = new SealedContact(new ContactId(Guid.NewGuid()), [2], null);
        Assert.Equal(
            [new PartyAbsorbed(Other), new ContactSaved(another)], party.Then(Absorb(known, another)), Same);
        party.ThenAlreadyDone(Absorb(known, another));
        New().Given(Create).ThenRefused(RefusalCode.TooMany, "contact", Absorb([.. Enumerable.Range(0, 101)
            .Select(_ => new SealedContact(new ContactId(Guid.NewGuid()), [1], null))]));
    }

    [Fact]
    public void A_merge_has_its_rules()
    {
        New().ThenRefused(RefusalCode.NotFound, Merge);
        New().ThenRefused(RefusalCode.NotFound, Absorb());
        New().Given(Create).ThenRefused(RefusalCode.FieldInvalid, "into", Merge with { Into = Examples.Party });
        New().Given(Create).ThenRefused(RefusalCode.DateOutOfRange, "on", Merge with { On = DateOnly.MinValue });
    }

    private static readonly PartyId Other = new(new Guid("0195f3a0-0000-7000-8000-00000000000d"));

    private static readonly DateOnly On = new(2026, 6, 1);

    private static readonly MergeBegun Begun = new(Other, On, [Examples.Rupees]);

    private static readonly MergeParty Merge = new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Into = Other,
        On = On,
        Currencies = [Examples.Rupees, Examples.Rupees],
    };

    private static AbsorbParty Absorb(params SealedContact[] contacts) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        From = Other,
        Contacts = contacts,
    };

    private static EndMerge End(RefusalCode? refusal) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        RefusedBecause = refusal,
    };

    /// <summary>Lists within events are compared by what is in them.</summary>
    private static bool Same(PartyEvent one, PartyEvent other) => System.Text.Json.JsonSerializer.Serialize(one, one.GetType())
        == System.Text.Json.JsonSerializer.Serialize(other, other.GetType());

    private static StreamInMemory<Party, PartyCommand, PartyEvent> New() => new(
        PartyReadModel.Definition,
        new(Examples.Business, $"party/{Examples.Party}"),
        (state, command, _) => PartyDecisions.Decide(state, command));

    private static ChangeParty Change(long version, PartyDetails details) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        ExpectedVersion = version,
        Details = details,
    };

    private static SaveContact Save(byte[] contact, ContactId? id = null) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Contact = new SealedContact(id ?? Someone, contact, "accounts"),
    };

    private static RemoveContact Remove() => new() { Id = Examples.NewId(), By = Examples.Operator, Contact = Someone };

    private static SwitchSharing Switch(bool isShared) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        IsShared = isShared,
    };
}
