package io.tieout.wire;

import io.tieout.matching.AccountId;
import io.tieout.matching.Alias;
import io.tieout.matching.Arrival;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Case;
import io.tieout.matching.Clues;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Group;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import io.tieout.matching.Lineage;
import io.tieout.matching.Linked;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Placed;
import io.tieout.matching.Problem;
import io.tieout.matching.Promise;
import io.tieout.matching.Reason;
import io.tieout.matching.Version;
import io.tieout.matching.pool.Item;
import io.tieout.wire.state.AccountState;
import io.tieout.wire.state.AliasState;
import io.tieout.wire.state.CaseState;
import io.tieout.wire.state.ChainState;
import io.tieout.wire.state.CoverageMarkState;
import io.tieout.wire.state.GroupMemberState;
import io.tieout.wire.state.GroupState;
import io.tieout.wire.state.GroupSumState;
import io.tieout.wire.state.HeardState;
import io.tieout.wire.state.HeldState;
import io.tieout.wire.state.ItemState;
import io.tieout.wire.state.LinkedState;
import io.tieout.wire.state.MemberState;
import io.tieout.wire.state.PlacedRaisedState;
import io.tieout.wire.state.PlacedSentState;
import io.tieout.wire.state.PlacedState;
import io.tieout.wire.state.PlacementState;
import io.tieout.wire.state.RaisedState;
import io.tieout.wire.state.RoutedState;
import io.tieout.wire.state.SentState;
import io.tieout.wire.state.SpanState;
import io.tieout.wire.state.TotalsState;
import io.tieout.wire.state.UnreadHeaderState;
import io.tieout.wire.state.UnreadState;
import io.tieout.wire.state.WithdrawalState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Serdes of everything that is kept or sent internally. */
public final class States {

    private static final BinaryMessageDecoder<io.tieout.v1.Entry> ENTRY_DECODER = io.tieout.v1.Entry.getDecoder();

    static {
        // The coders that Avro generates: they write and read the same bytes in a third of the time.
        SpecificData.getForClass(CaseState.class).setCustomCoders(true);
        SpecificData.getForClass(RoutedState.class).setCustomCoders(true);
        SpecificData.getForClass(AccountState.class).setCustomCoders(true);
        SpecificData.getForClass(PlacedState.class).setCustomCoders(true);
        SpecificData.getForClass(SentState.class).setCustomCoders(true);
        SpecificData.getForClass(TotalsState.class).setCustomCoders(true);
        SpecificData.getForClass(ChainState.class).setCustomCoders(true);
        SpecificData.getForClass(GroupState.class).setCustomCoders(true);
        SpecificData.getForClass(GroupMemberState.class).setCustomCoders(true);
        SpecificData.getForClass(ItemState.class).setCustomCoders(true);
    }

    private States() {}

    /** Store {@code cases}. */
    public static StateSerde<Case> cases() {
        return new StateSerde<>(CaseState.getEncoder(), CaseState.getDecoder(), States::toState, States::toCase);
    }

    /** Store {@code groups}. */
    public static StateSerde<KeptGroup> groups() {
        return new StateSerde<>(GroupState.getEncoder(), GroupState.getDecoder(), States::toState, States::toGroup);
    }

    /** Store {@code group-members}. */
    public static StateSerde<GroupMember> groupMembers() {
        return new StateSerde<>(
                GroupMemberState.getEncoder(),
                GroupMemberState.getDecoder(),
                row -> new GroupMemberState(toState(row.member()), row.lines(), toState(row.promise())),
                state -> new GroupMember(
                        toMember(state.getMember()), state.getLines(), toPromise(state.getPromisedCounts())));
    }

    /** Store {@code entries}. */
    public static StateSerde<Placed> placed() {
        return new StateSerde<>(PlacedState.getEncoder(), PlacedState.getDecoder(), States::toState, States::toPlaced);
    }

    /** Topics {@code by-reference} and {@code by-correlation}. */
    public static StateSerde<Routed> routed() {
        return new StateSerde<>(RoutedState.getEncoder(), RoutedState.getDecoder(), States::toState, States::toRouted);
    }

    /** Store {@code links}. */
    public static StateSerde<Linked> links() {
        return new StateSerde<>(LinkedState.getEncoder(), LinkedState.getDecoder(), States::toState, States::toLinked);
    }

    /** Store {@code pool-items}. */
    public static StateSerde<Item> items() {
        return new StateSerde<>(
                ItemState.getEncoder(), ItemState.getDecoder(), PoolStates::toState, PoolStates::toItem);
    }

    /** Store {@code accounts}. */
    public static StateSerde<AccountTotals> accounts() {
        return new StateSerde<>(
                AccountState.getEncoder(), AccountState.getDecoder(), States::toState, States::toTotals);
    }

    /** Store {@code sent}. */
    public static StateSerde<Routed.Sent> sent() {
        return new StateSerde<>(SentState.getEncoder(), SentState.getDecoder(), States::toState, States::toSent);
    }

    /** Store {@code ledger}. */
    public static StateSerde<BucketTotals> ledger() {
        return new StateSerde<>(
                TotalsState.getEncoder(),
                TotalsState.getDecoder(),
                totals -> new TotalsState(box(totals.counts()), box(totals.minors()), totals.beyondRetention()),
                state -> new BucketTotals(
                        unbox(state.getCounts()), unbox(state.getMinors()), state.getBeyondRetention()));
    }

    /** Store {@code chain}; the id of the chain is its key. */
    public static StateSerde<AuditChain> chain(String id) {
        return new StateSerde<>(
                ChainState.getEncoder(),
                ChainState.getDecoder(),
                chain -> new ChainState(chain.sequence(), chain.hash()),
                state -> new AuditChain(id, state.getSequence(), state.getHash()));
    }

    /** Store {@code unread}. */
    public static StateSerde<Unread> unread() {
        return new StateSerde<>(UnreadState.getEncoder(), UnreadState.getDecoder(), States::toState, States::toUnread);
    }

    private static UnreadState toState(Unread unread) {
        var headers = new ArrayList<UnreadHeaderState>();
        for (Header header : unread.record().headers()) {
            headers.add(new UnreadHeaderState(
                    header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())));
        }
        return new UnreadState(
                unread.record().key(),
                ByteBuffer.wrap(unread.record().value()),
                headers,
                unread.record().timestamp(),
                unread.from().topic(),
                unread.from().partition(),
                unread.from().offset(),
                unread.begun());
    }

    private static Unread toUnread(UnreadState state) {
        var headers = new RecordHeaders();
        for (UnreadHeaderState header : state.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? null : bytes(header.getValue()));
        }
        var record = new Record<>(state.getKey(), bytes(state.getValue()), state.getTimestamp(), headers);
        return new Unread(
                record, new Lineage(state.getTopic(), state.getPartition(), state.getOffset()), state.getBegun());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static List<Long> box(long[] values) {
        var boxed = new ArrayList<Long>(values.length);
        for (long value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    private static long[] unbox(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    static MemberState toState(Member member) {
        Lineage lineage = member.lineage();
        Instant due = member.dueAt();
        return new MemberState(
                member.id().toString(),
                member.side(),
                member.version().position(),
                member.version().order(),
                member.version().mapping(),
                member.amount().minor(),
                member.amount().currency(),
                member.businessAt().toEpochMilli(),
                member.statedAt().toEpochMilli(),
                member.knownAt().toEpochMilli(),
                due == null ? null : due.toEpochMilli(),
                member.company(),
                lineage == null ? null : lineage.topic(),
                lineage == null ? 0 : lineage.partition(),
                lineage == null ? 0 : lineage.offset(),
                member.voided());
    }

    static Member toMember(MemberState state) {
        Long due = state.getDueAt();
        return new Member(
                EntryId.parse(state.getEntryId()),
                state.getSide(),
                new Version(state.getPosition(), state.getOrder(), state.getMapping()),
                new Money(state.getMinor(), state.getCurrency()),
                Instant.ofEpochMilli(state.getBusinessAt()),
                Instant.ofEpochMilli(state.getStatedAt()),
                Instant.ofEpochMilli(state.getKnownAt()),
                due == null ? null : Instant.ofEpochMilli(due),
                state.getCompany(),
                lineage(state.getTopic(), state.getPartition(), state.getOffset()),
                state.getVoided());
    }

    private static @Nullable Lineage lineage(@Nullable String topic, int partition, long offset) {
        return topic == null ? null : new Lineage(topic, partition, offset);
    }

    static List<RaisedState> toState(List<Case.Raised> all) {
        var raised = new ArrayList<RaisedState>(all.size());
        all.forEach(one -> raised.add(new RaisedState(one.reason().name(), one.side(), one.version(), one.open())));
        return raised;
    }

    static List<Case.Raised> toRaised(List<RaisedState> all) {
        var raised = new ArrayList<Case.Raised>(all.size());
        all.forEach(one -> raised.add(
                new Case.Raised(Reason.valueOf(one.getReason()), one.getSide(), one.getVersion(), one.getOpen())));
        return raised;
    }

    private static CaseState toState(Case current) {
        var members = new ArrayList<MemberState>(current.members().size());
        current.members().forEach(member -> members.add(toState(member)));
        return new CaseState(
                current.policy(),
                current.correlationId(),
                members,
                current.judgement().name(),
                current.broken(),
                current.matchVersion(),
                toState(current.raised()),
                current.version(),
                current.policyVersion());
    }

    private static Case toCase(CaseState state) {
        var members = new ArrayList<Member>(state.getMembers().size());
        state.getMembers().forEach(member -> members.add(toMember(member)));
        return new Case(
                state.getPolicy(),
                state.getCorrelationId(),
                members,
                Coverage.Judgement.valueOf(state.getJudgement()),
                state.getBroken(),
                state.getMatchVersion(),
                toRaised(state.getRaised()),
                state.getVersion(),
                state.getPolicyVersion());
    }

    private static GroupState toState(KeptGroup kept) {
        Group group = kept.group();
        Group.Span span = group.span();
        Instant due = span == null ? null : span.due();
        Lineage lineage = group.lineage();
        return new GroupState(
                group.policy(),
                group.correlationId(),
                kept.generation(),
                kept.forgotten(),
                toSums(group.sums()),
                toSums(group.gone()),
                span == null ? null : span.earliest().toEpochMilli(),
                span == null ? null : span.latest().toEpochMilli(),
                span == null ? null : span.known().toEpochMilli(),
                due == null ? null : due.toEpochMilli(),
                group.promises().makers(),
                group.promises().counts(),
                group.judgement().name(),
                group.broken(),
                group.matchVersion(),
                toState(group.raised()),
                group.version(),
                group.newest().toEpochMilli(),
                group.latest().toEpochMilli(),
                group.company(),
                lineage == null ? null : lineage.topic(),
                lineage == null ? 0 : lineage.partition(),
                lineage == null ? 0 : lineage.offset(),
                group.policyVersion());
    }

    private static List<GroupSumState> toSums(List<Group.Sum> sums) {
        var states = new ArrayList<GroupSumState>(sums.size());
        sums.forEach(sum -> states.add(
                new GroupSumState(sum.side(), sum.account().toString(), sum.currency(), sum.count(), sum.minor())));
        return states;
    }

    private static List<Group.Sum> fromSums(List<GroupSumState> states) {
        var sums = new ArrayList<Group.Sum>(states.size());
        states.forEach(state -> sums.add(new Group.Sum(
                state.getSide(),
                AccountId.parse(state.getAccount()),
                state.getCurrency(),
                state.getCount(),
                state.getMinor())));
        return sums;
    }

    private static KeptGroup toGroup(GroupState state) {
        Long earliest = state.getEarliest();
        Long last = state.getLast();
        Long known = state.getKnown();
        Long due = state.getDue();
        Group.Span span = earliest == null || last == null || known == null
                ? null
                : new Group.Span(
                        Instant.ofEpochMilli(earliest),
                        Instant.ofEpochMilli(last),
                        Instant.ofEpochMilli(known),
                        due == null ? null : Instant.ofEpochMilli(due));
        var group = new Group(
                state.getPolicy(),
                state.getCorrelationId(),
                fromSums(state.getSums()),
                fromSums(state.getGone()),
                span,
                new Group.Promises(state.getMakers(), state.getPromised()),
                Coverage.Judgement.valueOf(state.getJudgement()),
                state.getBroken(),
                state.getMatchVersion(),
                toRaised(state.getRaised()),
                state.getVersion(),
                Instant.ofEpochMilli(state.getNewest()),
                Instant.ofEpochMilli(state.getLatest()),
                state.getCompany(),
                lineage(state.getTopic(), state.getPartition(), state.getOffset()),
                state.getPolicyVersion());
        return new KeptGroup(group, state.getGeneration(), state.getForgotten());
    }

    private static RoutedState toState(Routed routed) {
        return new RoutedState(body(routed), routed.sender());
    }

    private static Object body(Routed routed) {
        if (routed instanceof Routed.Mark mark) {
            return new CoverageMarkState(
                    mark.account().toString(),
                    toState(mark.heard()),
                    mark.partition(),
                    mark.sent().stream().map(States::toState).toList());
        }
        if (routed instanceof Routed.Aliased aliased) {
            return toState(aliased.alias());
        }
        Arrival arrival = ((Routed.ToCase) routed).arrival();
        if (arrival instanceof Arrival.Placement placement) {
            Money replaced = placement.replaced();
            return new PlacementState(
                    placement.policy(),
                    placement.correlationId(),
                    toState(placement.member()),
                    replaced == null ? null : replaced.minor(),
                    replaced == null ? null : replaced.currency(),
                    toState(placement.promise()),
                    placement.clues().equals(Clues.NONE) ? null : PoolStates.toState(placement.clues()));
        }
        Arrival.Withdrawal gone = (Arrival.Withdrawal) arrival;
        Lineage lineage = gone.lineage();
        return new WithdrawalState(
                gone.policy(),
                gone.correlationId(),
                gone.id().toString(),
                gone.version().position(),
                gone.version().order(),
                gone.version().mapping(),
                gone.statedAt().toEpochMilli(),
                lineage == null ? null : lineage.topic(),
                lineage == null ? 0 : lineage.partition(),
                lineage == null ? 0 : lineage.offset(),
                gone.moved());
    }

    private static Routed toRouted(RoutedState state) {
        if (state.getBody() instanceof CoverageMarkState mark) {
            return new Routed.Mark(
                    AccountId.parse(mark.getAccountId()),
                    toHeard(mark.getHeard()),
                    mark.getPartition(),
                    mark.getSent().stream().map(States::toSent).toList(),
                    state.getSender());
        }
        if (state.getBody() instanceof AliasState alias) {
            return new Routed.Aliased(toAlias(alias));
        }
        return new Routed.ToCase(toArrival(state.getBody()), state.getSender());
    }

    private static Arrival toArrival(Object body) {
        if (body instanceof PlacementState placement) {
            Long minor = placement.getReplacedMinor();
            String currency = placement.getReplacedCurrency();
            return new Arrival.Placement(
                    placement.getPolicy(),
                    placement.getCorrelationId(),
                    toMember(placement.getMember()),
                    minor == null || currency == null ? null : new Money(minor, currency),
                    toPromise(placement.getPromisedCounts()),
                    placement.getClues() == null ? Clues.NONE : PoolStates.toClues(placement.getClues()));
        }
        WithdrawalState gone = (WithdrawalState) body;
        return new Arrival.Withdrawal(
                gone.getPolicy(),
                gone.getCorrelationId(),
                EntryId.parse(gone.getEntryId()),
                new Version(gone.getPosition(), gone.getOrder(), gone.getMapping()),
                Instant.ofEpochMilli(gone.getStatedAt()),
                lineage(gone.getTopic(), gone.getPartition(), gone.getOffset()),
                gone.getMoved());
    }

    private static @Nullable Map<String, Long> toState(@Nullable Promise promise) {
        return promise == null ? null : promise.counts();
    }

    private static @Nullable Promise toPromise(@Nullable Map<String, Long> counts) {
        return counts == null ? null : new Promise(counts);
    }

    private static SentState toState(Routed.Sent sent) {
        return new SentState(sent.policy(), sent.currency(), sent.count(), sent.minor());
    }

    private static Routed.Sent toSent(SentState state) {
        return new Routed.Sent(state.getPolicy(), state.getCurrency(), state.getCount(), state.getMinor());
    }

    private static AliasState toState(Alias alias) {
        return new AliasState(
                alias.policy(),
                alias.reference(),
                alias.standsFor(),
                alias.version().position(),
                alias.version().order(),
                alias.version().mapping());
    }

    private static Alias toAlias(AliasState state) {
        return new Alias(
                state.getPolicy(),
                state.getReference(),
                state.getStandsFor(),
                new Version(state.getPosition(), state.getOrder(), state.getMapping()));
    }

    private static LinkedState toState(Linked linked) {
        Alias alias = linked.alias();
        return new LinkedState(
                linked.policy(),
                linked.reference(),
                alias == null ? null : toState(alias),
                linked.held().stream()
                        .map(held -> new HeldState(
                                toState(held.newest()),
                                toState(held.promise()),
                                held.gone(),
                                held.since().toEpochMilli(),
                                held.sent().stream().map(States::toState).toList()))
                        .toList());
    }

    private static Linked toLinked(LinkedState state) {
        AliasState alias = state.getAlias();
        return new Linked(
                state.getPolicy(),
                state.getReference(),
                alias == null ? null : toAlias(alias),
                state.getHeld().stream()
                        .map(held -> new Linked.Held(
                                toMember(held.getMember()),
                                toPromise(held.getPromisedCounts()),
                                held.getGone(),
                                Instant.ofEpochMilli(held.getSince()),
                                held.getSent().stream()
                                        .map(States::toPlacedSent)
                                        .toList()))
                        .toList());
    }

    private static PlacedSentState toState(Placed.Sent sent) {
        return new PlacedSentState(
                sent.policy(),
                sent.side(),
                sent.correlationId(),
                sent.amount().minor(),
                sent.amount().currency(),
                sent.withdrawn(),
                sent.linked(),
                sent.knownAt().toEpochMilli());
    }

    private static Placed.Sent toPlacedSent(PlacedSentState state) {
        return new Placed.Sent(
                state.getPolicy(),
                state.getSide(),
                state.getCorrelationId(),
                new Money(state.getMinor(), state.getCurrency()),
                state.getWithdrawn(),
                state.getLinked(),
                Instant.ofEpochMilli(state.getKnownAt()));
    }

    private static PlacedState toState(Placed placed) {
        return new PlacedState(
                ByteBuffer.wrap(SingleObject.encode(EntryWire.toAvro(placed.newest()))),
                placed.sent().stream().map(States::toState).toList(),
                placed.raised().stream()
                        .map(raised -> new PlacedRaisedState(
                                raised.policy(),
                                raised.side(),
                                raised.problem().reason().name(),
                                raised.problem().field(),
                                raised.problem().detail(),
                                raised.version(),
                                raised.open(),
                                raised.openedAt().toEpochMilli()))
                        .toList());
    }

    private static Placed toPlaced(PlacedState state) {
        byte[] entry = new byte[state.getEntry().remaining()];
        state.getEntry().duplicate().get(entry);
        return new Placed(
                EntryWire.toCore(StateSerde.decode(ENTRY_DECODER, entry)),
                state.getSent().stream().map(States::toPlacedSent).toList(),
                state.getRaised().stream()
                        .map(raised -> new Placed.Raised(
                                raised.getPolicy(),
                                raised.getSide(),
                                new Problem(Reason.valueOf(raised.getReason()), raised.getField(), raised.getDetail()),
                                raised.getVersion(),
                                raised.getOpen(),
                                Instant.ofEpochMilli(raised.getOpenedAt())))
                        .toList());
    }

    private static HeardState toState(Heard heard) {
        return new HeardState(
                heard.spans().stream()
                        .map(span -> new SpanState(
                                span.from() == null ? null : span.from().toEpochMilli(),
                                span.to().toEpochMilli()))
                        .toList(),
                heard.since() == null ? null : heard.since().toEpochMilli());
    }

    private static Heard toHeard(HeardState state) {
        return new Heard(
                state.getSpans().stream()
                        .map(span -> new Interval(instant(span.getFrom()), Instant.ofEpochMilli(span.getTo())))
                        .toList(),
                instant(state.getSince()));
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static AccountState toState(AccountTotals totals) {
        Heard covered = totals.covered();
        return new AccountState(
                covered == null ? null : toState(covered),
                totals.entriesRead(),
                totals.duplicates(),
                totals.staleVersions(),
                totals.outOfScope(),
                totals.beforeStart(),
                totals.staleVersion(),
                totals.stale(),
                totals.heardSince().toEpochMilli());
    }

    private static AccountTotals toTotals(AccountState state) {
        HeardState covered = state.getHeard();
        return new AccountTotals(
                covered == null ? null : toHeard(covered),
                state.getEntriesRead(),
                state.getDuplicates(),
                state.getStaleVersions(),
                state.getOutOfScope(),
                state.getBeforeStart(),
                state.getStaleVersion(),
                state.getStale(),
                Instant.ofEpochMilli(state.getHeardSince()));
    }
}
