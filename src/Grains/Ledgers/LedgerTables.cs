using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>The ledger's tables and how a batch writes them.</summary>
internal static class LedgerTables
{
    private static readonly string[] KindNames = Enum.GetNames<EntryKind>();

    public static ReadModelTable<LedgerReadModel.Key, LedgerRow> Ledger { get; } = new(
        "ledger", RowMode.Upsert, 3, row => row.Ledger, (_, last) => last,
        [
            .. KeyColumns<LedgerRow>(row => row.Ledger),
            Column<LedgerRow>.Bigint("version", row => row.Version),
            Column<LedgerRow>.Bytes("head_hash", row => row.HeadHash),
            Column<LedgerRow>.Bigint("balance_minor", row => row.BalanceMinor),
            Column<LedgerRow>.Date("latest_date", row => row.LatestDate),
            Column<LedgerRow>.Moment("updated_at", row => row.UpdatedAt),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long), EntryRow> Entry { get; } = new(
        "entry", RowMode.Insert, 4, row => (row.Ledger, row.Entry), (_, last) => last,
        [
            .. KeyColumns<EntryRow>(row => row.Ledger),
            Column<EntryRow>.Bigint("entry", row => row.Entry),
            Column<EntryRow>.Text("kind", row => KindNames[(int)row.Posted.Kind]),
            Column<EntryRow>.Bool("is_debit", row => row.Posted.Side is Side.Debit),
            Column<EntryRow>.Bigint("amount_minor", row => row.Posted.AmountMinor),
            Column<EntryRow>.Bigint("balance_after_minor", row => row.Posted.BalanceMinor),
            Column<EntryRow>.Bigint("open_minor", row => row.OpenMinor),
            Column<EntryRow>.Bigint("disputed_minor", _ => 0),
            Column<EntryRow>.Date("document_date", row => row.Posted.DocumentDate),
            Column<EntryRow>.Date("due_date", row => row.Posted.DueDate),
            Column<EntryRow>.Date("settleable_from", row => row.Posted.DocumentDate),
            Column<EntryRow>.Moment("recorded_at", row => row.RecordedAt),
            Column<EntryRow>.UuidOrNull("document", row => row.Posted.Document?.Value),
            Column<EntryRow>.Text("number", row => row.Posted.Number),
            Column<EntryRow>.Text("method", row => row.Posted.Method),
            Column<EntryRow>.Text("reference", row => row.Posted.Reference),
            Column<EntryRow>.Text("narration", row => row.Posted.Narration),
            Column<EntryRow>.BigintOrNull("reverses", row => row.Posted.Reverses),
            Column<EntryRow>.UuidOrNull("transferred_to", row => row.Posted.Transferred?.To.Value),
            Column<EntryRow>.UuidOrNull("origin_party", row => row.Posted.Origin?.Party.Value),
            Column<EntryRow>.BigintOrNull("origin_entry", row => row.Posted.Origin?.Entry),
            Column<EntryRow>.Text("origin_kind", row => row.Posted.Origin is { } origin ? KindNames[(int)origin.Kind] : null),
            Column<EntryRow>.DateOrNull("origin_date", row => row.Posted.Origin?.DocumentDate),
            Column<EntryRow>.UuidOrNull("origin_document", row => row.Posted.Origin?.Document?.Value),
            Column<EntryRow>.Json("voucher", row => VoucherJson.OrNull(row.Posted.Voucher)),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long), EntryPatchRow> EntryPatch { get; } = new(
        "entry", RowMode.Patch, 4, row => (row.Ledger, row.Entry), EntryPatchRow.Merge,
        [
            .. KeyColumns<EntryPatchRow>(row => row.Ledger),
            Column<EntryPatchRow>.Bigint("entry", row => row.Entry),
            Column<EntryPatchRow>.BigintOrNull("open_minor", row => row.OpenMinor),
            Column<EntryPatchRow>.BigintOrNull("disputed_minor", row => row.DisputedMinor),
            Column<EntryPatchRow>.DateOrNull("settleable_from", row => row.SettleableFrom),
            Column<EntryPatchRow>.BigintOrNull("reversed_by", row => row.ReversedBy),
            Column<EntryPatchRow>.Text("number", row => row.Number),
            Column<EntryPatchRow>.DateOrNull("bounced_on", row => row.BouncedOn),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long), ReasonRow> Reason { get; } = new(
        "entry_reason", RowMode.Insert, 4, row => (row.Ledger, row.Entry), (_, last) => last,
        [
            .. KeyColumns<ReasonRow>(row => row.Ledger),
            Column<ReasonRow>.Bigint("entry", row => row.Entry),
            Column<ReasonRow>.Text("reason", row => row.Reason),
            Column<ReasonRow>.Text("actor", row => row.Actor),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long, int), AllocationRow> Allocation { get; } = new(
        "allocation", RowMode.Insert, 5, row => (row.Ledger, row.Version, row.Ordinal), (_, last) => last,
        [
            .. KeyColumns<AllocationRow>(row => row.Ledger),
            Column<AllocationRow>.Bigint("version", row => row.Version),
            Column<AllocationRow>.Int("ordinal", row => row.Ordinal),
            Column<AllocationRow>.Bigint("credit_entry", row => row.Allocated.Credit),
            Column<AllocationRow>.Bigint("debit_entry", row => row.Allocated.Debit),
            Column<AllocationRow>.Bigint("amount_minor", row => row.Allocated.AmountMinor),
            Column<AllocationRow>.Date("effective_date", row => row.Allocated.EffectiveDate),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long, int), UndoingRow> Undoing { get; } = new(
        "allocation", RowMode.Patch, 5, row => (row.Ledger, row.Version, row.Ordinal), (_, last) => last,
        [
            .. KeyColumns<UndoingRow>(row => row.Ledger),
            Column<UndoingRow>.Bigint("version", row => row.Version),
            Column<UndoingRow>.Int("ordinal", row => row.Ordinal),
            Column<UndoingRow>.Date("undone_from", row => row.UndoneFrom),
            Column<UndoingRow>.Bigint("undone_version", row => row.UndoneVersion),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, DateOnly), DayRow> Day { get; } = new(
        "ledger_day", RowMode.Add, 4, row => (row.Ledger, row.Day), DayRow.Sum,
        [
            .. KeyColumns<DayRow>(row => row.Ledger),
            Column<DayRow>.Date("day", row => row.Day),
            Column<DayRow>.Bigint("debit_minor", row => row.DebitMinor),
            Column<DayRow>.Bigint("credit_minor", row => row.CreditMinor),
            Column<DayRow>.Bigint("received_minor", row => row.ReceivedMinor),
            Column<DayRow>.Bigint("entries", row => row.Entries),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long), HeldRow> Held { get; } = new(
        "held_payment", RowMode.Insert, 4, row => (row.Ledger, row.Held), (_, last) => last,
        [
            .. KeyColumns<HeldRow>(row => row.Ledger),
            Column<HeldRow>.Bigint("held", row => row.Held),
            Column<HeldRow>.Bigint("amount_minor", row => row.Payment.AmountMinor),
            Column<HeldRow>.Date("day", row => row.Payment.Day),
            Column<HeldRow>.Moment("held_at", row => row.HeldAt),
            Column<HeldRow>.Text("number", row => row.Payment.Number),
            Column<HeldRow>.Text("method", row => row.Payment.Method),
            Column<HeldRow>.Text("reference", row => row.Payment.Reference),
            Column<HeldRow>.Text("narration", row => row.Payment.Narration),
        ]);

    public static ReadModelTable<(LedgerReadModel.Key, long), HeldPatchRow> HeldPatch { get; } = new(
        "held_payment", RowMode.Patch, 4, row => (row.Ledger, row.Held), (_, last) => last,
        [
            .. KeyColumns<HeldPatchRow>(row => row.Ledger),
            Column<HeldPatchRow>.Bigint("held", row => row.Held),
            Column<HeldPatchRow>.BigintOrNull("entered_as", row => row.EnteredAs),
            Column<HeldPatchRow>.BigintOrNull("given_back_by", row => row.GivenBackBy),
            Column<HeldPatchRow>.MomentOrNull("given_back_at", row => row.GivenBackAt),
            Column<HeldPatchRow>.Text("given_back_note", row => row.GivenBackNote),
        ]);

    private static Column<TRow>[] KeyColumns<TRow>(Func<TRow, LedgerReadModel.Key> key) =>
    [
        Column<TRow>.Uuid("business", row => key(row).Business),
        Column<TRow>.Uuid("party", row => key(row).Party),
        Column<TRow>.Text("currency", row => key(row).Currency),
    ];

    public sealed record LedgerRow(
        LedgerReadModel.Key Ledger, long Version, byte[] HeadHash, long BalanceMinor, DateOnly LatestDate,
        DateTimeOffset UpdatedAt);

    public sealed record EntryRow(
        LedgerReadModel.Key Ledger, long Entry, DateTimeOffset RecordedAt, EntryPosted Posted, long OpenMinor);

    /// <summary>Absolute values; null leaves what stands there.</summary>
    public sealed record EntryPatchRow(LedgerReadModel.Key Ledger, long Entry)
    {
        public long? OpenMinor { get; init; }

        public long? DisputedMinor { get; init; }

        public DateOnly? SettleableFrom { get; init; }

        public long? ReversedBy { get; init; }

        public string? Number { get; init; }

        public DateOnly? BouncedOn { get; init; }

        public static EntryPatchRow Merge(EntryPatchRow first, EntryPatchRow second) => new(first.Ledger, first.Entry)
        {
            OpenMinor = second.OpenMinor ?? first.OpenMinor,
            DisputedMinor = second.DisputedMinor ?? first.DisputedMinor,
            SettleableFrom = second.SettleableFrom ?? first.SettleableFrom,
            ReversedBy = second.ReversedBy ?? first.ReversedBy,
            Number = second.Number ?? first.Number,
            BouncedOn = second.BouncedOn ?? first.BouncedOn,
        };
    }

    public sealed record HeldRow(LedgerReadModel.Key Ledger, long Held, DateTimeOffset HeldAt, PaymentHeld Payment);

    /// <summary>What became of it: it is entered or given back once, never both.</summary>
    public sealed record HeldPatchRow(LedgerReadModel.Key Ledger, long Held)
    {
        public long? EnteredAs { get; init; }

        public long? GivenBackBy { get; init; }

        public DateTimeOffset? GivenBackAt { get; init; }

        public string? GivenBackNote { get; init; }
    }

    public sealed record ReasonRow(LedgerReadModel.Key Ledger, long Entry, string Reason, string Actor);

    public sealed record AllocationRow(
        LedgerReadModel.Key Ledger, long Version, int Ordinal, CreditAllocated Allocated);

    public sealed record UndoingRow(
        LedgerReadModel.Key Ledger, long Version, int Ordinal, DateOnly UndoneFrom, long UndoneVersion);

    public sealed record DayRow(
        LedgerReadModel.Key Ledger, DateOnly Day, long DebitMinor, long CreditMinor, long ReceivedMinor, long Entries)
    {
        public static DayRow Sum(DayRow first, DayRow second) => first with
        {
            DebitMinor = first.DebitMinor + second.DebitMinor,
            CreditMinor = first.CreditMinor + second.CreditMinor,
            ReceivedMinor = first.ReceivedMinor + second.ReceivedMinor,
            Entries = first.Entries + second.Entries,
        };
    }
}
