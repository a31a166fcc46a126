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
 * amendments, voids, moves to other cases, conflicts, gaps in coverage, for a while or for ever, back-fills, logs
 * delivered again.
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

    private static final Side NAMED_BOOKS = named("books", "odoo", "tx", false);
    private static final Side NAMED_PROVIDER = named("provider", "stripe", "charge", false);
    private static final Side NAMED_NOTE = named("note", "bank", "line", true);

    /** The provider's objects bear both names: what one of them is called by the others is known only from it. */
    private static final List<Policy> ALIASES = List.of(
            aliased(policy("named", List.of(NAMED_BOOKS, NAMED_PROVIDER), CENTS, 24, null)),
            aliased(policy("named-noted", List.of(NAMED_PROVIDER, NAMED_BOOKS, NAMED_NOTE), PERCENT, 12, null)));

    private static final List<Policy> GROUPS = List.of(
            group("payout", List.of(BOOKS, PROVIDER), CENTS, 24, Shape.Closes.AT_DEADLINE),
            group("invoice", List.of(BOOKS, PROVIDER), Tolerance.NONE, 12, Shape.Closes.WHEN_BALANCED),
            group("marked", List.of(BOOKS, PROVIDER), CENTS, 24, Map.of("done", "yes"), Map.of()),
            group("counted", List.of(BOOKS, PROVIDER), CENTS, 24, Map.of(), Map.of("provider", "lines")),
            group("both", List.of(PROVIDER, BOOKS), PERCENT, 6, Map.of("done", "yes"), Map.of("books", "lines")),
            group("tree", List.of(PROVIDER, BOOKS, BANK), PERCENT, 24, Shape.Closes.AT_DEADLINE),
            group("noted-group", List.of(BOOKS, PROVIDER, NOTE), CENTS, 12, Shape.Closes.WHEN_BALANCED),
            group("moved", List.of(IN, OUT), Tolerance.NONE, 12, Shape.Closes.WHEN_BALANCED),
            group(
                    "net",
                    List.of(BOOKS, PROVIDER),
                    CENTS,
                    24,
                    new Shape.Group(
                            Shape.Closes.AT_DEADLINE,
                            Map.of("provider", "net"),
                            null,
                            new Rates(
                                    "EUR",
                                    new java.util.TreeMap<>(Map.of(
                                            java.time.LocalDate.parse("2026-03-01"),
                                            Map.of("KWD", new BigDecimal("3.01"), "JPY", new BigDecimal("0.006"))))))));

    private static final List<String> ACCOUNTS = List.of("odoo/a", "stripe/a", "stripe/b", "bank/a", "odoo/b");
    private static final long[] MINORS = {10_000, 10_000, 10_000, 10_003, 10_010, 10_100};
    private static final long[] PARTS = {1_000, 1_000, 2_000, 3_000, 3, -1_000};
    private static final String[] CURRENCIES = {"EUR", "EUR", "EUR", "EUR", "EUR", "JPY", "KWD"};

    /** What the first policy of a history is. */
    private enum Kind {
        PAIRS(POLICIES),
        GROUPS(Histories.GROUPS),
        ALIASES(Histories.ALIASES);

        private final List<Policy> policies;

        Kind(List<Policy> policies) {
            this.policies = policies;
        }
    }

    private final Random random;
    private final Kind kind;
    private final boolean groups;

    private Histories(long seed, Kind kind) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.kind = kind;
        this.groups = kind == Kind.GROUPS;
    }

    static History generate(long seed) {
        return new Histories(seed, Kind.PAIRS).history();
    }

    /** Of pairs whose sides know each other's objects by different names. */
    static History ofAliases(long seed) {
        return new Histories(seed, Kind.ALIASES).history();
    }

    /** Of groups, now and then beside pairs: more entries, in parts that may add up. */
    static History ofGroups(long seed) {
        var histories = new Histories(seed, Kind.GROUPS);
        return histories.balanced(histories.history());
    }

    private History history() {
        var policies = new ArrayList<Policy>();
        policies.add(kind.policies.get(random.nextInt(kind.policies.size())));
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
            if (oneIn(groups ? 5 : 3)) {
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
                logs.put(account, silent ? List.of() : log(account, complete && !gone, expected.contains(account)));
            }
        }
        if (oneIn(20)) {
            expected.add(new AccountId("stripe", "silent"));
        }
        if (!logs.keySet().containsAll(expected)) {
            // What waits for the silent one to the end holds coverage back, of which nobody knows who was not
            // announced.
            expected.addAll(logs.keySet());
        }
        return new History(policies, Set.copyOf(expected), Set.copyOf(retired), logs);
    }

    private List<Said> log(AccountId account, boolean toTheEnd, boolean announced) {
        var log = new ArrayList<Said>();
        var entries = new HashMap<String, Entry>();
        int hour = oneIn(4) ? 15 + random.nextInt(30) : 0;
        int from = oneIn(2) ? -1 : Math.max(0, hour - random.nextInt(3));
        int steps = 1 + random.nextInt(groups ? 12 : 8);
        for (int i = 0; i < steps; i++) {
            hour += oneIn(5) ? random.nextInt(40) : random.nextInt(4);
            switch (random.nextInt(12)) {
                case 0, 1 -> log.add(covered(account, from, hour));
                case 2 -> {
                    // After a gap: the connector lost what was stated in between.
                    log.add(covered(account, hour - 1, hour));
                    // Who was not announced may have been judged without when it speaks: its gap would come too late.
                    from = announced && oneIn(2) ? Math.max(0, hour - 1) : from;
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
        String id = Integer.toString(random.nextInt(groups ? 5 : 3));
        Entry known = entries.get(id);
        Instant statedAt = at(oneIn(5) ? Math.max(0, hour - random.nextInt(40)) : hour);
        long order = known == null ? 0 : known.version().position();
        // Now and then a version is skipped, so that it can come late.
        long position = order + (oneIn(6) ? 2 : 1);
        if (known != null && oneIn(8)) {
            position = Math.max(1, order - 1);
        }
        Instant businessAt = known != null && !oneIn(4) ? known.businessAt() : businessAt(statedAt);
        var entry = new Entry(
                new EntryId(account.source(), account.account(), object, id),
                new Version(position, 0, 1),
                oneIn(7) ? Stage.CANCELLED : Stage.CAPTURED,
                oneIn(15),
                null,
                known != null && !oneIn(4) ? known.amount() : amount(),
                measures(known),
                businessAt,
                statedAt,
                oneIn(6) ? at(hour + random.nextInt(30)) : null,
                known != null && !oneIn(5) ? known.references() : references(account, id),
                groups
                        ? Map.of(
                                "leg",
                                oneIn(3) ? "out" : "in",
                                "done",
                                oneIn(3) ? "no" : "yes",
                                "lines",
                                oneIn(12) ? "some" : Integer.toString(1 + random.nextInt(3)))
                        : Map.of("leg", oneIn(3) ? "out" : "in"),
                null,
                null,
                new Lineage(account.toString(), 0, random.nextInt(1000)));
        if (known == null || entry.version().compareTo(known.version()) > 0) {
            entries.put(id, entry);
        }
        return entry;
    }

    /** Now and then there is none, or it is absurd. */
    private @Nullable Instant businessAt(Instant statedAt) {
        return switch (random.nextInt(60)) {
            case 0 -> null;
            case 1 -> Instant.parse("2999-12-31T00:00:00Z");
            case 2 -> Instant.parse("1970-01-02T00:00:00Z");
            default -> statedAt.minus(delay());
        };
    }

    private Duration delay() {
        return Duration.ofHours(oneIn(6) ? random.nextInt(40) : random.nextInt(3));
    }

    private List<Reference> references(AccountId account, String id) {
        return kind == Kind.ALIASES ? names(account, id) : references();
    }

    /** The provider's object has a name of its own; the others know it by that, or by what it stands for. */
    private List<Reference> names(AccountId account, String id) {
        var names = new ArrayList<Reference>();
        if (!oneIn(4)) {
            names.add(new Reference("REF", "R" + random.nextInt(2)));
        }
        boolean own = account.source().equals("stripe");
        if (own ? !oneIn(8) : names.isEmpty() || oneIn(5)) {
            // Seldom two objects bear one name.
            String object = own ? id : Integer.toString(random.nextInt(3));
            names.add(new Reference("OTHER", "C" + (oneIn(12) ? 0 : object)));
        }
        if (!own && !oneIn(2) && names.size() == 2) {
            names.remove(0);
        }
        return oneIn(20) ? List.of() : names;
    }

    private List<Reference> references() {
        return oneIn(15) ? List.of() : List.of(new Reference("REF", "R" + random.nextInt(2)));
    }

    private @Nullable Money amount() {
        return oneIn(25)
                ? null
                : new Money(
                        groups ? PARTS[random.nextInt(PARTS.length)] : MINORS[random.nextInt(MINORS.length)],
                        groups && !oneIn(6) ? "EUR" : CURRENCIES[random.nextInt(CURRENCIES.length)]);
    }

    private Map<String, Money> measures(@Nullable Entry known) {
        if (!groups || oneIn(12)) {
            return known == null ? Map.of() : known.measures();
        }
        Money net = amount();
        return known != null && !oneIn(4) ? known.measures() : net == null ? Map.of() : Map.of("net", net);
    }

    /** Mostly, the books then state what makes the sums agree: chance alone would seldom find it. */
    private History balanced(History history) {
        Policy policy = history.policies().get(0);
        Side first = policy.sides().get(0);
        Side second = policy.sides().get(1);
        AccountId account = history.logs().keySet().stream()
                .filter(first::filledBy)
                .findFirst()
                .orElse(null);
        if (account == null || oneIn(3)) {
            return history;
        }
        var newest = new HashMap<EntryId, Entry>();
        history.logs()
                .values()
                .forEach(log -> log.forEach(said -> {
                    if (said instanceof Said.Stated stated) {
                        newest.merge(
                                stated.entry().id(),
                                stated.entry(),
                                (one, other) -> one.version().compareTo(other.version()) >= 0 ? one : other);
                    }
                }));
        var log = new ArrayList<>(history.logs().getOrDefault(account, List.of()));
        for (String reference : List.of("R0", "R1")) {
            long lacking = 0;
            int lines = 0;
            for (Entry entry : newest.values()) {
                Money money = entry.measure(policy.shape().measure(second.accepts(entry) ? second : first));
                boolean here = money != null
                        && money.currency().equals("EUR")
                        && entry.reference(List.of("REF")).orElse("").equals(reference);
                if (here && second.accepts(entry)) {
                    lacking += money.minor();
                    lines++;
                } else if (here && first.accepts(entry)) {
                    lacking -= money.minor();
                    lines -= Integer.parseInt(
                            entry.attributes().getOrDefault("lines", "0").replace("some", "0"));
                }
            }
            Instant at = at(random.nextInt(30));
            var entry = new Entry(
                    new EntryId(account.source(), account.account(), first.object(), "sum" + reference),
                    new Version(1, 0, 1),
                    Stage.CAPTURED,
                    false,
                    null,
                    new Money(lacking, "EUR"),
                    Map.of("net", new Money(lacking, "EUR")),
                    at,
                    at,
                    null,
                    List.of(new Reference("REF", reference)),
                    Map.of("leg", "in", "done", "yes", "lines", Integer.toString(Math.max(0, lines))),
                    null,
                    null,
                    new Lineage(account.toString(), 0, 9_999));
            log.add(random.nextInt(log.size() + 1), new Said.Stated(entry));
        }
        var logs = new LinkedHashMap<>(history.logs());
        logs.put(account, log);
        return new History(history.policies(), history.expected(), history.retired(), logs);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    static Entry copy(
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

    private static Side named(String name, String source, String object, boolean optional) {
        return new Side(name, source, null, object, Stage.CAPTURED, Map.of(), List.of("REF", "OTHER"), optional);
    }

    private static Policy aliased(Policy policy) {
        return new Policy(
                policy.name(),
                policy.version(),
                policy.starts(),
                policy.ends(),
                policy.title(),
                policy.owner(),
                policy.sides(),
                policy.shape(),
                new AliasRule("OTHER", "REF", NAMED_PROVIDER),
                policy.tolerance(),
                policy.window(),
                policy.grace(),
                policy.missing(),
                policy.retention());
    }

    private static Policy group(
            String name, List<Side> sides, Tolerance tolerance, int windowHours, Shape.Closes closes) {
        return group(name, sides, tolerance, windowHours, new Shape.Group(closes, Map.of(), null, null));
    }

    private static Policy group(
            String name,
            List<Side> sides,
            Tolerance tolerance,
            int windowHours,
            Map<String, String> where,
            Map<String, String> counts) {
        var completion = new Completion(sides.get(0).name(), where, counts);
        return group(
                name,
                sides,
                tolerance,
                windowHours,
                new Shape.Group(Shape.Closes.WHEN_COMPLETE, Map.of(), completion, null));
    }

    private static Policy group(
            String name, List<Side> sides, Tolerance tolerance, int windowHours, Shape.Group shape) {
        return policy(name, sides, tolerance, windowHours, null, shape);
    }

    private static Policy policy(
            String name, List<Side> sides, Tolerance tolerance, int windowHours, @Nullable Instant starts) {
        return policy(name, sides, tolerance, windowHours, starts, new Shape.Pair());
    }

    private static Policy policy(
            String name,
            List<Side> sides,
            Tolerance tolerance,
            int windowHours,
            @Nullable Instant starts,
            Shape shape) {
        var missing = new HashMap<String, Missing>();
        sides.stream()
                .filter(side -> !side.optional())
                .forEach(side -> missing.put(
                        side.name(), new Missing(Reason.COUNTERPART_MISSING, Severity.HIGH, Category.DEPENDENCY)));
        return new Policy(
                name,
                1,
                starts,
                null,
                name,
                "finance",
                sides,
                shape,
                null,
                tolerance,
                Duration.ofHours(windowHours),
                Duration.ofHours(1),
                missing,
                Duration.ofDays(30));
    }
}
