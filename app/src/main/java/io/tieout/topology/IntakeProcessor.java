package io.tieout.topology;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Intake;
import io.tieout.intake.RawRecord;
import io.tieout.intake.Statement;
import io.tieout.intake.UnreadableException;
import io.tieout.matching.AccountId;
import io.tieout.matching.Alias;
import io.tieout.matching.Arrival;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Entry;
import io.tieout.matching.Heard;
import io.tieout.matching.Lineage;
import io.tieout.matching.Outcome;
import io.tieout.matching.Placed;
import io.tieout.matching.Placer;
import io.tieout.matching.Placer.Placing;
import io.tieout.matching.Problem;
import io.tieout.wire.AccountTotals;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import io.tieout.wire.Unread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads raw records: keeps the newest version of every entry, sends versions to their cases, and coverage to
 * every matching partition behind the entries that it covers.
 *
 * <p>It alone looks at the clock, and only to say that an account has not been heard for too long.
 */
final class IntakeProcessor implements Processor<String, byte[], String, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeProcessor.class);

    private static final Duration STALE_CHECK = Duration.ofSeconds(1);
    private static final Duration WORK_OFF = Duration.ofMillis(100);

    /**
     * So much is read of one account before others, and the commit, have their turn: a record counts one, and each further
     * part of a record that states much {@link #PART}. About half a second.
     */
    private static final int AT_ONCE = 5_000;

    private static final int PART = 1_000;

    private final Plan plan;
    private final Placer placer;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, byte[]> memory;
    private StoredMemory.AtHand atHand = new StoredMemory.AtHand();
    private KeyValueStore<String, Placed> entries;
    private KeyValueStore<String, AccountTotals> accounts;
    private final Map<AccountId, AccountTotals> accountsAtHand = new HashMap<>();
    private SentTotals sent;
    private Backlog backlog;
    private Voice voice;
    private long timestamp;

    @SuppressWarnings("NullAway.Init")
    private IntakeProcessor(Plan plan) {
        this.plan = plan;
        this.placer = new Placer(plan.policies());
    }

    static ProcessorSupplier<String, byte[], String, Object> supplier(Plan plan) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, Object> get() {
                return new IntakeProcessor(plan);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyed(Stores.MEMORY, org.apache.kafka.common.serialization.Serdes.ByteArray()),
                        Stores.keyed(Stores.ENTRIES, States.placed()),
                        Stores.totals(Stores.ACCOUNTS, States.accounts()),
                        Stores.totals(Stores.SENT, States.sent()),
                        Stores.keyed(Stores.UNREAD, States.unread()),
                        Stores.totals(Stores.READ_CHAIN, States.chain("read")));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Object> given) {
        context = given;
        memory = given.getStateStore(Stores.MEMORY);
        atHand = new StoredMemory.AtHand();
        entries = given.getStateStore(Stores.ENTRIES);
        accounts = given.getStateStore(Stores.ACCOUNTS);
        accountsAtHand.clear();
        KeyValueStore<String, Routed.Sent> totals = given.getStateStore(Stores.SENT);
        sent = new SentTotals(totals);
        KeyValueStore<String, AuditChain> chain = given.getStateStore(Stores.READ_CHAIN);
        voice = new Voice(given, chain, "read-" + given.taskId().partition());
        KeyValueStore<String, Unread> unread = given.getStateStore(Stores.UNREAD);
        backlog = new Backlog(unread);
        given.schedule(STALE_CHECK, PunctuationType.WALL_CLOCK_TIME, this::checkStale);
        given.schedule(WORK_OFF, PunctuationType.WALL_CLOCK_TIME, wallClock -> workOff());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata at = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A raw record has a topic, partition and offset"));
        Lineage lineage = new Lineage(at.topic(), at.partition(), at.offset());
        Intake intake = intake(lineage);
        if (record.key() == null || record.value() == null) {
            unread(record, lineage, "A raw record is keyed by its account, and holds what the source said.");
            return;
        }
        AccountId account;
        try {
            account = intake.account(record.key());
        } catch (UnreadableException e) {
            unread(record, lineage, e.why());
            return;
        }
        Unread unread = new Unread(record, lineage, false);
        if (backlog.holds(account.toString())) {
            backlog.add(account.toString(), unread);
        } else if (read(unread, account, AT_ONCE) < 0) {
            LOG.info(
                    "{} states more at offset {} of {} than is worked off at once: what comes behind it waits.",
                    account,
                    lineage.offset(),
                    lineage.topic());
            backlog.add(account.toString(), unread.goneOn());
        }
    }

    /**
     * Goes on with what was more than could be worked off at once, and reads what waits behind it. In steps: a
     * transaction of Kafka has a time limit, and an import of millions of rows has not.
     */
    private void workOff() {
        for (String account : backlog.accounts()) {
            int left = AT_ONCE;
            while (left > 0 && backlog.holds(account)) {
                left = read(backlog.first(account), AccountId.parse(account), left);
                if (left < 0) {
                    backlog.goneOn(account);
                } else {
                    backlog.removeFirst(account);
                }
            }
            if (!backlog.holds(account)) {
                LOG.info("{} is worked off: nothing waits any more.", account);
            }
        }
    }

    private Intake intake(Lineage at) {
        Intake intake = plan.intakes().get(at.topic());
        if (intake == null) {
            throw new IllegalStateException("No intake for raw topic " + at.topic());
        }
        return intake;
    }

    /**
     * Reads a record, or goes on with it.
     *
     * @param most how much may be read
     * @return how much more may be read; negative when more is left of this record
     */
    private int read(Unread unread, AccountId account, int most) {
        Record<String, byte[]> record = unread.record();
        timestamp = record.timestamp();
        Intake intake = intake(unread.from());
        StoredMemory remembered = new StoredMemory(memory, atHand, account.toString());
        RawRecord raw = new RawRecord(
                record.key(), kind(record.headers()), named(record.headers()), record.value(), unread.from());
        int left = most - (unread.begun() ? PART : 1);
        boolean more = part(intake, raw, unread.begun(), remembered, account, record);
        while (more && left > 0) {
            left -= PART;
            more = part(intake, raw, true, remembered, account, record);
        }
        return more ? -1 : Math.max(0, left);
    }

    /** Takes a part of what a record states; true when it states more. */
    private boolean part(
            Intake intake,
            RawRecord raw,
            boolean begun,
            StoredMemory remembered,
            AccountId account,
            Record<String, byte[]> record) {
        Lineage lineage = raw.lineage();
        List<Statement> statements;
        try {
            statements = begun ? intake.goOn(raw, remembered) : intake.read(raw, remembered);
        } catch (UnreadableException e) {
            unread(record, lineage, e.why());
            return false;
        } catch (KafkaException | MemoryDamagedException e) {
            // No fault of this record: to go on would take every record after it for unreadable too.
            throw e;
        } catch (RuntimeException e) {
            // What one record does to the mapping must not stop all others; nothing of it was remembered.
            unread(record, lineage, "The mapping of this source failed on it: " + e);
            return false;
        }
        remembered.save();
        AccountTotals before = totals(account);
        AccountTotals after = before;
        for (Statement statement : statements) {
            after = take(statement, account, after, record, lineage);
        }
        if (!after.equals(before)) {
            keep(account, after);
        }
        return intake.hasMore(remembered);
    }

    private AccountTotals take(
            Statement statement,
            AccountId account,
            AccountTotals totals,
            Record<String, byte[]> record,
            Lineage lineage) {
        if (statement instanceof Statement.EntryStated stated) {
            Placed before = entries.get(stated.entry().id().toString());
            return place(before, stated.entry(), stated.problems(), totals);
        }
        if (statement instanceof Statement.EntryDeleted deleted) {
            Placed before = entries.get(deleted.id().toString());
            if (before == null) {
                return totals.counted(0, 0, 0, 1, 0);
            }
            Entry gone = before.newest().deletedAt(deleted.version(), deleted.statedAt(), deleted.lineage());
            return place(before, gone, List.of(), totals);
        }
        if (statement instanceof Statement.CoverageStated coverage) {
            AccountTotals now = totals.covered(coverage.interval());
            return Objects.equals(now.covered(), totals.covered()) ? totals : cover(account, now);
        }
        if (statement instanceof Statement.AccountFound found) {
            say(Outcomes.publish(new Outcome.AccountExceptionChanged(
                    account,
                    found.reason(),
                    found.about(),
                    found.version(),
                    found.open(),
                    found.detail(),
                    found.since())));
            return totals;
        }
        if (statement instanceof Statement.OutOfScope) {
            return totals.counted(0, 0, 0, 1, 0);
        }
        if (statement instanceof Statement.Unmappable unmappable) {
            byte[] image = unmappable.image().getBytes(StandardCharsets.UTF_8);
            unread(record.withValue(image), lineage, unmappable.what() + ": " + unmappable.why());
            return totals;
        }
        throw new IllegalStateException("No rule for " + statement.getClass());
    }

    private AccountTotals place(@Nullable Placed before, Entry entry, List<Problem> problems, AccountTotals totals) {
        Heard covered = totals.covered();
        Instant knownAt = Heard.knownAt(covered, entry.businessAt(), entry.statedAt());
        Placing placing = placer.place(before, entry, problems, knownAt, Instant.ofEpochMilli(timestamp));
        if (!placing.after().equals(before)) {
            entries.put(entry.id().toString(), placing.after());
        }
        placing.exceptions().forEach(exception -> say(Outcomes.publish(exception)));
        return switch (placing.verdict()) {
            case ACCEPTED -> {
                say(Outcomes.publish(new Outcome.EntryRecorded(entry)));
                placing.arrivals().forEach(this::send);
                placing.unlinked().forEach(this::sendUnlinked);
                placing.aliases().forEach(this::sendAlias);
                yield totals.counted(1, 0, 0, placing.inScope() ? 0 : 1, placing.beforeStart());
            }
            case UNCHANGED, DUPLICATE -> totals.counted(0, 1, 0, 0, 0);
            case STALE -> totals.counted(0, 0, 1, 0, 0);
            case CONFLICT -> totals;
            case AHEAD -> totals.counted(0, 0, 0, placing.inScope() ? 0 : 1, 0);
        };
    }

    private void send(Arrival arrival) {
        String caseId = arrival.policy() + "|" + arrival.correlationId();
        sent.add(toCases(CorrelationPartitioner.partitionOf(caseId, plan.matchingPartitions())), arrival);
        toMatching(caseId, new Routed.ToCase(arrival, Routed.SENT_BY_INTAKE));
    }

    private void sendUnlinked(Arrival arrival) {
        String key = arrival.policy() + "|" + arrival.correlationId();
        sent.add(toLinks(CorrelationPartitioner.partitionOf(key, plan.matchingPartitions())), arrival);
        toLinking(key, new Routed.ToCase(arrival, Routed.SENT_BY_INTAKE));
    }

    private void sendAlias(Alias alias) {
        String key = alias.policy() + "|" + alias.reference();
        toLinking(key, new Routed.Aliased(alias));
    }

    private void toMatching(String key, Routed routed) {
        context.forward(new Record<>(key, routed, timestamp), ReconciliationTopology.TO_MATCHING);
    }

    private void toLinking(String key, Routed routed) {
        context.forward(new Record<>(key, routed, timestamp), ReconciliationTopology.TO_LINKING);
    }

    private static String toCases(int partition) {
        return "case-" + partition;
    }

    private static String toLinks(int partition) {
        return "link-" + partition;
    }

    private AccountTotals cover(AccountId account, AccountTotals totals) {
        Heard covered = totals.covered();
        if (covered == null) {
            throw new IllegalStateException("Coverage of " + account + " was stated and is not kept");
        }
        AccountTotals now = caughtUp(account, totals);
        say(Outcomes.coverage(account, now));
        for (int partition = 0; partition < plan.matchingPartitions(); partition++) {
            toMatching(account.toString(), mark(account, covered, partition, toCases(partition)));
            if (plan.hasAliases()) {
                toLinking(account.toString(), mark(account, covered, partition, toLinks(partition)));
            }
        }
        return now;
    }

    private Routed.Mark mark(AccountId account, Heard covered, int partition, String way) {
        return new Routed.Mark(account, covered, partition, sent.of(account, way), Routed.SENT_BY_INTAKE);
    }

    private void checkStale(long wallClock) {
        timestamp = wallClock;
        var known = new ArrayList<AccountId>();
        try (var kept = accounts.all()) {
            kept.forEachRemaining(one -> known.add(AccountId.parse(one.key)));
        }
        for (AccountId account : plan.expected()) {
            if (!known.contains(account) && readsHere(account)) {
                keep(account, totals(account));
            }
        }
        for (AccountId account : known) {
            AccountTotals before = totals(account);
            AccountTotals after = isBehind(account, before) ? fallenBehind(account, before) : caughtUp(account, before);
            if (!after.equals(before)) {
                keep(account, after);
                say(Outcomes.coverage(account, after));
            }
        }
    }

    /** An account that has not spoken is watched by the task that would read it. */
    private boolean readsHere(AccountId account) {
        return plan.intakes().values().stream()
                .flatMap(intake -> intake.key(account).stream())
                .map(key -> Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))))
                .anyMatch(
                        hash -> hash % plan.rawPartitions() == context.taskId().partition());
    }

    private boolean isBehind(AccountId account, AccountTotals totals) {
        Heard covered = totals.covered();
        if (covered == null && Application.pushedOnly(plan.intakes().values(), account)) {
            return false;
        }
        Instant heard = covered == null ? totals.heardSince() : covered.to();
        return heard.plus(staleAfter(account)).isBefore(plan.clock().instant());
    }

    private Duration staleAfter(AccountId account) {
        return Application.staleAfter(plan.intakes().values(), account, plan.staleAfter());
    }

    private AccountTotals fallenBehind(AccountId account, AccountTotals totals) {
        if (totals.stale() || plan.retired().contains(account)) {
            return totals;
        }
        return sayStale(account, totals.stale(true));
    }

    private AccountTotals caughtUp(AccountId account, AccountTotals totals) {
        return totals.stale() && !isBehind(account, totals) ? sayStale(account, totals.stale(false)) : totals;
    }

    private AccountTotals sayStale(AccountId account, AccountTotals now) {
        Heard covered = now.covered();
        Instant heard = covered == null ? null : covered.to();
        Instant since = heard == null ? now.heardSince() : heard;
        say(Outcomes.publish(new Outcome.SourceStaleChanged(account, now.staleVersion(), now.stale(), heard, since)));
        return now;
    }

    private AccountTotals totals(AccountId account) {
        AccountTotals known = accountsAtHand.get(account);
        if (known != null) {
            return known;
        }
        AccountTotals kept = accounts.get(account.toString());
        return kept == null ? AccountTotals.since(plan.clock().instant()) : kept;
    }

    private void keep(AccountId account, AccountTotals totals) {
        accountsAtHand.put(account, totals);
        accounts.put(account.toString(), totals);
    }

    private void say(Published published) {
        voice.say(published, timestamp);
    }

    private void unread(Record<String, byte[]> record, Lineage from, String why) {
        Headers headers = new RecordHeaders(record.headers());
        add(headers, Topics.DEAD_LETTER_ERROR, why);
        add(headers, Topics.DEAD_LETTER_TOPIC, from.topic());
        add(headers, Topics.DEAD_LETTER_PARTITION, Integer.toString(from.partition()));
        add(headers, Topics.DEAD_LETTER_OFFSET, Long.toString(from.offset()));
        byte[] original = record.value() == null ? new byte[0] : record.value();
        context.forward(
                new Record<>(record.key(), original, record.timestamp(), headers),
                ReconciliationTopology.TO_DEAD_LETTER);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> named(Headers headers) {
        var named = new HashMap<String, String>();
        for (Header header : headers) {
            if (header.value() != null) {
                named.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return named;
    }

    private static String kind(Headers headers) {
        Header kind = headers.lastHeader(RawTopics.HEADER_KIND);
        return kind == null || kind.value() == null ? "" : new String(kind.value(), StandardCharsets.UTF_8);
    }
}
