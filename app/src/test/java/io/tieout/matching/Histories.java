package io.tieout.matching;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Generates histories full of trouble: several accounts and currencies, delays, duplicates, disorder,
 * amendments, voids, moves to other cases, conflicts, gaps in coverage, back-fills, logs delivered again.
 */
final class Histories {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final Tolerance CENTS =
            new Tolerance(Map.of("EUR", new BigDecimal("0.05")), BigDecimal.ONE, BigDecimal.ZERO);
    private static final Tolerance PERCENT = new Tolerance(Map.of(), BigDecimal.ZERO, new BigDecimal("0.5"));

    private static final Side BOOKS = side("books", "odoo", "tx", Map.of("leg", "in"), false);
    private static final Side PROVIDER = side("provider", "stripe", "charge", Map.of(), false);
    private static final Side BANK = side("bank", "bank", "line", Map.of(), false);
    private static final Side NOTE = side("note", "bank", "line", Map.of(), true);
    private static final Side IN = side("in", "odoo", "tx", Map.of("leg", "in"), false);
    private static final Side OUT = side("out", "odoo", "tx", Map.of("leg", "out"), false);

    private static final List<Policy> POLICIES = List.of(
            policy("pair", List.of(BOOKS, PROVIDER), CENTS, 24, null),
            policy("strict", List.of(PROVIDER, BOOKS), Tolerance.NONE, 2, at(20)),
            policy("three", List.of(BOOKS, PROVIDER, BANK), PERCENT, 24, null),
            policy("noted", List.of(BOOKS, PROVIDER, NOTE), CENTS, 12, null),
            policy("transfer", List.of(IN, OUT), PERCENT, 12, null));

    private static final List<String> ACCOUNTS = List.of("odoo/a", "stripe/a", "stripe/b", "bank/a", "odoo/b");
    private static final long[] MINORS = {10_000, 10_000, 10_000, 10_003, 10_010, 10_100};
    private static final String[] CURRENCIES = {"EUR", "EUR", "EUR", "EUR", "EUR", "JPY", "KWD"};

    private final Random random;

    private Histories(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    static History generate(long seed) {
        return new Histories(seed).history();
    }

    private History history() {
        var policies = new ArrayList<Policy>();
        policies.add(POLICIES.get(random.nextInt(POLICIES.size())));
        Policy other = POLICIES.get(random.nextInt(POLICIES.size()));
        if (oneIn(3) && !policies.contains(other)) {
            policies.add(other);
        }
        boolean complete = !oneIn(4);
        var expected = new HashSet<AccountId>();
        var retired = new HashSet<AccountId>();
        var logs = new LinkedHashMap<AccountId, List<Said>>();
        for (String name : ACCOUNTS) {
            AccountId account = AccountId.parse(name);
            if (oneIn(3)) {
                continue;
            }
            // An account that nobody announced may be judged without before it speaks: only the end is the same.
            if (!complete || oneIn(2)) {
                expected.add(account);
            }
            boolean gone = oneIn(12);
            if (gone) {
                retired.add(account);
            }
            boolean silent = oneIn(25);
            if (!silent || !complete) {
                logs.put(account, silent ? List.of() : log(account, complete && !gone));
            }
        }
        if (oneIn(20)) {
            expected.add(new AccountId("stripe", "silent"));
        }
        return new History(policies, Set.copyOf(expected), Set.copyOf(retired), logs);
    }

    private List<Said> log(AccountId account, boolean toTheEnd) {
        var log = new ArrayList<Said>();
        var entries = new HashMap<String, Entry>();
        int hour = oneIn(4) ? 15 + random.nextInt(30) : 0;
        int from = oneIn(2) ? -1 : Math.max(0, hour - random.nextInt(3));
        int steps = 1 + random.nextInt(8);
        for (int i = 0; i < steps; i++) {
            hour += oneIn(5) ? random.nextInt(40) : random.nextInt(4);
            switch (random.nextInt(12)) {
                case 0, 1 -> log.add(covered(account, from, hour));
                case 2 -> {
                    // After a gap: the connector lost what was stated in between.
                    log.add(covered(account, hour - 1, hour));
                }
                case 3 -> {
                    from = from < 0 ? from : Math.max(0, from - 10);
                    log.add(covered(account, from, hour));
                }
                case 4 -> again(log);
                case 5 -> conflict(log);
                default -> log.add(new Said.Stated(entry(account, entries, hour)));
            }
        }
        if (toTheEnd) {
            log.add(covered(account, from, 1000));
        }
        if (oneIn(8) && !log.isEmpty()) {
            log.addAll(List.copyOf(log.subList(0, 1 + random.nextInt(log.size()))));
        }
        return log;
    }

    private void again(List<Said> log) {
        if (!log.isEmpty()) {
            int begin = random.nextInt(log.size());
            int end = begin + 1 + random.nextInt(log.size() - begin);
            log.addAll(List.copyOf(log.subList(begin, end)));
        }
    }

    private void conflict(List<Said> log) {
        if (!log.isEmpty() && log.get(random.nextInt(log.size())) instanceof Said.Stated stated) {
            Entry entry = stated.entry();
            log.add(new Said.Stated(copy(entry, entry.stage(), entry.references(), amount(), entry.businessAt())));
        }
    }

    private Entry entry(AccountId account, Map<String, Entry> entries, int hour) {
        String object =
                account.source().equals("odoo") ? "tx" : account.source().equals("bank") ? "line" : "charge";
        String id = Integer.toString(random.nextInt(3));
        Entry known = entries.get(id);
        Instant statedAt = at(oneIn(5) ? Math.max(0, hour - random.nextInt(40)) : hour);
        long order = known == null ? 0 : known.version().position();
        // Now and then a version is skipped, so that it can come late.
        long position = order + (oneIn(6) ? 2 : 1);
        if (known != null && oneIn(8)) {
            position = Math.max(1, order - 1);
        }
        Instant businessAt = known != null && !oneIn(4) ? known.businessAt() : statedAt.minus(delay());
        var entry = new Entry(
                new EntryId(account.source(), account.account(), object, id),
                new Version(position, 0, 1),
                oneIn(7) ? Stage.CANCELLED : Stage.CAPTURED,
                oneIn(15),
                null,
                known != null && !oneIn(4) ? known.amount() : amount(),
                Map.of(),
                businessAt,
                statedAt,
                oneIn(6) ? at(hour + random.nextInt(30)) : null,
                known != null && !oneIn(5) ? known.references() : references(),
                Map.of("leg", oneIn(3) ? "out" : "in"),
                null,
                null,
                new Lineage(account.toString(), 0, random.nextInt(1000)));
        if (known == null || entry.version().compareTo(known.version()) > 0) {
            entries.put(id, entry);
        }
        return entry;
    }

    private Duration delay() {
        return Duration.ofHours(oneIn(6) ? random.nextInt(40) : random.nextInt(3));
    }

    private List<Reference> references() {
        return oneIn(15) ? List.of() : List.of(new Reference("REF", "R" + random.nextInt(2)));
    }

    private @Nullable Money amount() {
        return oneIn(25)
                ? null
                : new Money(MINORS[random.nextInt(MINORS.length)], CURRENCIES[random.nextInt(CURRENCIES.length)]);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private static Entry copy(
            Entry entry,
            Stage stage,
            List<Reference> references,
            @Nullable Money amount,
            @Nullable Instant businessAt) {
        return new Entry(
                entry.id(),
                entry.version(),
                stage,
                entry.deleted(),
                entry.company(),
                amount,
                entry.measures(),
                businessAt,
                entry.statedAt(),
                entry.dueAt(),
                references,
                entry.attributes(),
                entry.counterparty(),
                entry.text(),
                entry.lineage());
    }

    private static Said covered(AccountId account, int from, int to) {
        return new Said.Covered(account, new Interval(from < 0 ? null : at(Math.min(from, to)), at(to)));
    }

    private static Instant at(int hour) {
        return START.plus(Duration.ofHours(hour));
    }

    private static Side side(String name, String source, String object, Map<String, String> where, boolean optional) {
        return new Side(name, source, null, object, Stage.CAPTURED, where, List.of("REF"), optional);
    }

    private static Policy policy(
            String name, List<Side> sides, Tolerance tolerance, int windowHours, @Nullable Instant starts) {
        var missing = new HashMap<String, Missing>();
        sides.stream()
                .filter(side -> !side.optional())
                .forEach(side -> missing.put(
                        side.name(), new Missing(Reason.COUNTERPART_MISSING, Severity.HIGH, Category.DEPENDENCY)));
        return new Policy(
                name,
                1,
                starts,
                name,
                "finance",
                sides,
                new Shape.Pair(),
                null,
                tolerance,
                Duration.ofHours(windowHours),
                Duration.ofHours(1),
                missing,
                Duration.ofDays(30));
    }
}
