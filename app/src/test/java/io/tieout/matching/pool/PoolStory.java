package io.tieout.matching.pool;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Clues;
import io.tieout.matching.Coverage;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What two logs say to a pool, told to the engine in some interleaving. */
final class PoolStory {

    static final AccountId BANK = new AccountId("bank", "main");
    static final AccountId BOOKS = new AccountId("odoo", "books");

    /** How it ended: the members of each match, and what is open of each entry. */
    record Ending(Set<List<EntryId>> matches, Map<EntryId, Reason> open) {}

    /** Something that a log says. */
    sealed interface Line {}

    record Says(EntryId id, long position, Money amount, Instant businessAt, Instant statedAt, Clues clues)
            implements Line {
        @Override
        public String toString() {
            return id.id() + " v" + position + " " + amount + " on "
                    + businessAt.toString().substring(0, 10) + ", stated "
                    + statedAt.toString().substring(0, 10) + ", " + clues.references() + " '" + clues.text() + "'";
        }
    }

    record Takes(EntryId id, long position, Instant statedAt) implements Line {}

    record Covers(@Nullable Instant from, Instant to) implements Line {}

    private final Policy policy;
    private final PoolMatcher matcher;
    private final HeldPool pool = new HeldPool();
    private final List<Object> told = new ArrayList<>();
    private final Map<EntryId, Money> sent = new LinkedHashMap<>();
    private final Map<Ledger.Bucket, long[]> held = new HashMap<>();
    private final Map<String, Outcome.MatchChanged> matches = new HashMap<>();
    private final Map<String, Outcome.ExceptionChanged> exceptions = new HashMap<>();
    private final Map<EntryId, Member> newest = new HashMap<>();
    private final Map<EntryId, Clues> clues = new HashMap<>();
    private Coverage coverage = Coverage.of(Set.of(BANK, BOOKS), Set.of());

    PoolStory(Policy policy) {
        this.policy = policy;
        this.matcher = new PoolMatcher(policy);
    }

    /** Tells the logs, each in its own order; {@code twice} repeats every line. */
    PoolStory tell(List<Line> bank, List<Line> books, Random interleaving, boolean twice) {
        int left = 0;
        int right = 0;
        while (left < bank.size() || right < books.size()) {
            boolean first = right == books.size() || (left < bank.size() && interleaving.nextInt(3) > 0);
            Line line = first ? bank.get(left++) : books.get(right++);
            AccountId account = first ? BANK : BOOKS;
            for (int times = twice ? 2 : 1; times > 0; times--) {
                hear(account, line, interleaving);
            }
            if (interleaving.nextInt(12) == 0) {
                pool.restart();
            }
        }
        drain(Integer.MAX_VALUE);
        return this;
    }

    private void hear(AccountId account, Line line, Random chance) {
        told.add(line);
        if (line instanceof Covers covers) {
            coverage = coverage.with(account, new Interval(covers.from, covers.to));
            // Draining is bounded: whether a case is closed now or when it is met must not matter.
            drain(chance.nextInt(4) == 0 ? 0 : chance.nextInt(5));
        } else if (line instanceof Says says) {
            Instant knownAt = Heard.knownAt(coverage.heard().get(account), says.businessAt, says.statedAt);
            Member here = newest.get(says.id);
            Member member = new Member(
                    says.id,
                    account.equals(BANK) ? "bank" : "books",
                    new Version(says.position, 0, 1),
                    says.amount,
                    says.businessAt,
                    says.statedAt,
                    here == null || here.voided() ? knownAt : here.knownAt(),
                    null,
                    null,
                    null,
                    false);
            follow(matcher.arrive(
                    pool,
                    new Arrival.Placement(policy.name(), "USD", member, sent.get(says.id), null, says.clues),
                    coverage));
            if (isNews(says.id, says.position)) {
                newest.put(says.id, member);
                clues.put(says.id, says.clues);
                sent.put(says.id, says.amount);
            }
        } else if (line instanceof Takes takes) {
            follow(matcher.arrive(
                    pool,
                    new Arrival.Withdrawal(
                            policy.name(),
                            "USD",
                            takes.id,
                            new Version(takes.position, 0, 1),
                            takes.statedAt,
                            null,
                            false),
                    coverage));
            Member known = newest.get(takes.id);
            if (known != null && isNews(takes.id, takes.position)) {
                newest.put(takes.id, known.voidedAt(new Version(takes.position, 0, 1), takes.statedAt, null));
            }
        }
    }

    private boolean isNews(EntryId id, long position) {
        Member known = newest.get(id);
        return known == null || known.version().position() < position;
    }

    private void drain(int limit) {
        Instant frontier = coverage.frontier(policy.sides());
        if (frontier != null) {
            for (EntryId due : pool.due(PoolStore.Queue.WAITING, frontier, limit)) {
                follow(matcher.expire(pool, due, coverage));
            }
            // A back-fill may have reached them.
            for (EntryId before : pool.due(PoolStore.Queue.BEFORE_COVERAGE, Coverage.FOREVER, Integer.MAX_VALUE)) {
                follow(matcher.expire(pool, before, coverage));
            }
        }
    }

    private void follow(Effects effects) {
        for (Outcome outcome : effects.outcomes()) {
            if (!(outcome instanceof Outcome.CaseChanged)) {
                told.add(outcome);
            }
            if (outcome instanceof Outcome.MatchChanged match) {
                Outcome.MatchChanged before = matches.put(match.of().id(), match);
                int version = before == null ? 0 : before.version();
                if (match.version() != version + 1) {
                    throw new AssertionError("Version " + match.version() + " follows " + version + " of " + match);
                }
            } else if (outcome instanceof Outcome.ExceptionChanged exception) {
                String id = exception.of().id() + "|" + exception.finding().side() + "|"
                        + exception.finding().reason();
                Outcome.ExceptionChanged before = exceptions.put(id, exception);
                int version = before == null ? 0 : before.version();
                if (exception.version() != version + 1) {
                    throw new AssertionError(
                            "Version " + exception.version() + " follows " + version + " of " + exception);
                }
            }
        }
        for (Ledger.Line line : effects.changes()) {
            long[] bucket = held.computeIfAbsent(line.bucket(), key -> new long[2]);
            bucket[0] += line.count();
            bucket[1] += line.minor();
        }
    }

    /** How it ended by what was said. */
    Ending ending() {
        var ending = new Ending(new HashSet<>(), new HashMap<>());
        matches.values().stream()
                .filter(match -> !match.revoked())
                .forEach(match -> ending.matches()
                        .add(match.agreement().entries().stream()
                                .map(Member::id)
                                .toList()));
        exceptions.values().stream()
                .filter(exception -> exception.resolution() == null)
                .forEach(exception -> {
                    Reason before = ending.open()
                            .put(
                                    exception.finding().entries().get(0).id(),
                                    exception.finding().reason());
                    if (before != null) {
                        throw new AssertionError("Two exceptions are open about one entry: " + before + " and "
                                + exception.finding().reason());
                    }
                });
        return ending;
    }

    /** How it must end. */
    Ending expected() {
        Map<Member, Clues> live = new LinkedHashMap<>();
        Map<EntryId, Judgement> due = new HashMap<>();
        newest.values().stream().filter(member -> !member.voided()).forEach(member -> {
            live.put(member, clues.get(member.id()));
            Instant at = member.businessAt();
            due.put(
                    member.id(),
                    coverage.judge(
                            policy.sides(),
                            at.minus(policy.window()),
                            at.plus(policy.window()).plus(policy.grace())));
        });
        return PoolOracle.ending(policy, live, due);
    }

    /** Timing of each match that stands. */
    Map<String, String> timings() {
        var timings = new HashMap<String, String>();
        matches.forEach((id, match) -> {
            if (!match.revoked()) {
                timings.put(id, match.agreement().timing().name());
            }
        });
        return timings;
    }

    /** What is wrong with the books; null when every entry counts once. */
    @Nullable
    String objection() {
        long count = 0;
        long minor = 0;
        for (long[] bucket : held.values()) {
            count += bucket[0];
            minor += bucket[1];
        }
        long sentMinor = sent.values().stream().mapToLong(Money::minor).sum();
        if (count != sent.size() || minor != sentMinor) {
            return "sent " + sent.size() + " entries of " + sentMinor + ", held " + count + " of " + minor;
        }
        var seen = new HashSet<EntryId>();
        for (List<EntryId> members : ending().matches()) {
            for (EntryId id : members) {
                if (!seen.add(id)) {
                    return id + " is in two matches";
                }
            }
        }
        return null;
    }

    HeldPool pool() {
        return pool;
    }

    PoolMatcher matcher() {
        return matcher;
    }

    String told() {
        return told.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
