using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Parties;

/// <summary>The rules of parties, their contacts and the sharing switch.</summary>
public static class PartyDecisions
{
    public const int MaxContacts = 100;

    /// <summary>Name, number and address of a person, sealed: ample, and bounded.</summary>
    public const int MaxSealedBytes = 4_096;

    public static Decision<PartyEvent> Decide(Party state, PartyCommand command) => command switch
    {
        CreateParty create => Create(state, create),
        ChangeParty change => Change(state, change),
        SaveContact save => Save(state, save.Contact),
        RemoveContact remove => Remove(state, remove.Contact),
        SwitchSharing switched => Switch(state, switched.IsShared),
        ScheduleStatements schedule => Schedule(state, schedule.Schedule),
        MergeParty merge => Merge(state, merge),
        AbsorbParty absorb => Absorb(state, absorb),
        EndMerge end => End(state, end.RefusedBecause),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a party."),
    };

    private static Decision<PartyEvent> Create(Party state, CreateParty create)
    {
        if (Check(create.Details) is { } refusal)
            return refusal;
        if (state.Details is not null)
            return new Refusal(RefusalCode.AlreadyExists);
        return Decision<PartyEvent>.Of(new PartyCreated(create.Details, create.IsShared));
    }

    private static Decision<PartyEvent> Change(Party state, ChangeParty change)
    {
        if (Check(change.Details) is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.Details == change.Details)
            return Decision<PartyEvent>.AlreadyDone;
        if (change.ExpectedVersion != state.Version)
            return new Refusal(RefusalCode.VersionChanged);
        return Decision<PartyEvent>.Of(new PartyChanged(change.Details));
    }

    private static Decision<PartyEvent> Save(Party state, SealedContact? contact)
    {
        if (Check(contact) is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if ((state.MergedInto ?? state.Merging?.Into) is { } into)
            return new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        var known = state.Contacts.FirstOrDefault(other => other.Id == contact!.Id);
        if (known is not null && known.Role == contact!.Role && known.Sealed.AsSpan().SequenceEqual(contact.Sealed))
            return Decision<PartyEvent>.AlreadyDone;
        if (known is null && state.Contacts.Count >= MaxContacts)
            return new Refusal(RefusalCode.TooMany, "contact", [$"{MaxContacts}"]);
        return Decision<PartyEvent>.Of(new ContactSaved(contact!));
    }

    private static Decision<PartyEvent> Remove(Party state, ContactId contact)
    {
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        return state.Contacts.Any(other => other.Id == contact)
            ? Decision<PartyEvent>.Of(new ContactRemoved(contact))
            : Decision<PartyEvent>.AlreadyDone;
    }

    private static Decision<PartyEvent> Switch(Party state, bool isShared)
    {
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (isShared && state.MergedInto is { } into)
            return new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        return state.IsShared == isShared
            ? Decision<PartyEvent>.AlreadyDone
            : Decision<PartyEvent>.Of(new SharingSwitched(isShared));
    }

    private static Decision<PartyEvent> Schedule(Party state, StatementSchedule? schedule)
    {
        if (schedule is not null && Fields.Known(schedule.Rhythm, "rhythm") is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.Statements == schedule)
            return Decision<PartyEvent>.AlreadyDone;
        return schedule is not null && state.Contacts.All(contact => contact.Id != schedule.Contact)
            ? Fields.Invalid("contact")
            : Decision<PartyEvent>.Of(new StatementsScheduled(schedule));
    }

    private static Decision<PartyEvent> Merge(Party state, MergeParty merge)
    {
        if (merge.Into == state.Id)
            return Fields.Invalid("into");
        if (Fields.Date(merge.On, "on") is { } refusal)
            return refusal;
        if (merge.Currencies is null or { Count: > MergeParty.MaxCurrencies })
            return new Refusal(RefusalCode.TooMany, "currencies", [$"{MergeParty.MaxCurrencies}"]);
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if ((state.MergedInto ?? state.Merging?.Into) is { } into)
        {
            return into == merge.Into
                ? Decision<PartyEvent>.AlreadyDone
                : new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        }

        return Decision<PartyEvent>.Of(new MergeBegun(
            merge.Into, merge.On, [.. merge.Currencies.Distinct()]));
    }

    /// <summary>
    /// Who has begun to merge takes nobody any more. So each merge was begun before the one that its taker may begin, and
    /// however many are asked for at once they make no circle, in which items would go round for ever.
    /// </summary>
    private static Decision<PartyEvent> Absorb(Party state, AbsorbParty absorb)
    {
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.Absorbed?.Contains(absorb.From) == true)
            return Decision<PartyEvent>.AlreadyDone;
        if ((state.MergedInto ?? state.Merging?.Into) is { } into)
            return new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        var added = absorb.Contacts.Where(contact => state.Contacts.All(known => known.Id != contact.Id)).ToList();
        if (state.Contacts.Count + added.Count > MaxContacts)
            return new Refusal(RefusalCode.TooMany, "contact", [$"{MaxContacts}"]);
        return Decision<PartyEvent>.Of(
            [new PartyAbsorbed(absorb.From), .. added.Select(contact => new ContactSaved(contact))]);
    }

    private static Decision<PartyEvent> End(Party state, RefusalCode? refusedBecause)
    {
        if (state.Merging is not { } merging)
            return Decision<PartyEvent>.AlreadyDone;
        return refusedBecause is { } because
            ? Decision<PartyEvent>.Of(new MergeAbandoned(because))
            : Decision<PartyEvent>.Of(
            [
                // They are contacts of the other party by now.
                .. state.Contacts.Select(contact => new ContactRemoved(contact.Id)),
                new PartyMerged(merging.Into, merging.On, merging.Currencies),
            ]);
    }

    /// <summary>In the order of <see cref="PartyDetails"/>.</summary>
    private static Refusal? Check(PartyDetails? details) => details is null
        ? new Refusal(RefusalCode.FieldRequired, "details")
        : Fields.Required(details.Name, 200, "name")
          ?? Fields.Optional(details.Code, 40, "code")
          ?? Fields.TaxId(details.TaxId, details.Address, "taxId")
          ?? Fields.Address(details.Address, "address")
          ?? Fields.Given(details.Currency, "currency")
          ?? Fields.Between(details.TermsDays, 0, 365, "termsDays");

    private static Refusal? Check(SealedContact? contact)
    {
        if (contact is null)
            return new Refusal(RefusalCode.FieldRequired, "contact");
        if (Fields.Given(contact.Id.Value, "contact.id") is { } missing)
            return missing;
        if (contact.Sealed is null or { Length: 0 })
            return new Refusal(RefusalCode.FieldRequired, "contact.sealed");
        if (contact.Sealed.Length > MaxSealedBytes)
            return new Refusal(RefusalCode.FieldTooLong, "contact.sealed", [$"{MaxSealedBytes}"]);
        return Fields.Optional(contact.Role, 40, "contact.role");
    }
}
