package io.tieout.matching;

import io.tieout.matching.Agreement.Timing;
import io.tieout.matching.Sink.ActiveMatch;
import io.tieout.matching.Sink.Ending;
import io.tieout.matching.Sink.ExceptionId;
import io.tieout.matching.Sink.Held;
import io.tieout.matching.Sink.OpenException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be true in the end, computed from all logs at once, by brute force and without the engine's
 * own judgement: it does not know Matcher, Standing, Placer or Coverage's rules.
 */
final class Oracle {

    /**
     * @param since when it could be known under its reference, as far as had been promised
     * @param until what was promised behind it already; null for nothing
     */
    record Claim(
            Entry entry,
            String side,
            Instant knownAt,
            Instant since,
            @Nullable Instant until) {}

    private record Target(Policy policy, String correlationId) {}

    /** An entry that only bears a reference which may stand for another. */
    private record Awaiting(Policy policy, String reference, AccountId account) {}

    enum Verdict {
        WAITS,
        MISSING,
        UNKNOWABLE
    }

    private final Map<Target, Map<AccountId, Map<EntryId, Claim>>> cases = new HashMap<>();
    private final Map<Awaiting, Map<EntryId, Claim>> unlinked = new LinkedHashMap<>();
    private final Map<Target, Alias> aliases = new HashMap<>();
    private final Map<AccountId, Listened> heard = new HashMap<>();
    private final Map<AccountId, Listened> everyWay = new HashMap<>();
    private final Map<String, ActiveMatch> matches = new HashMap<>();
    private final Map<ExceptionId, OpenException> open = new HashMap<>();
    private final Set<String> brokenMayStand = new HashSet<>();
    private final History history;

    private Oracle(History history) {
        this.history = history;
        history.logs().values().forEach(this::readLog);
        link();
        cases.forEach(this::judge);
    }

    /** Everything that only bears an alias goes where it stands for, or, when nobody can say any more, as it is. */
    private void link() {
        everyWay.putAll(heard);
        unlinked.forEach((awaiting, claims) -> claims.forEach((id, claim) -> {
            Policy policy = awaiting.policy();
            Alias alias = aliases.get(new Target(policy, awaiting.reference()));
            if (alias == null && !spokenPast(policy, claim.since())) {
                everyWay.computeIfPresent(
                        awaiting.account(), (account, far) -> far.without(claim.since(), claim.until()));
            } else {
                String correlationId = alias == null ? awaiting.reference() : alias.standsFor();
                cases.computeIfAbsent(new Target(policy, correlationId), key -> new HashMap<>())
                        .computeIfAbsent(awaiting.account(), key -> new LinkedHashMap<>())
                        .put(id, claim);
            }
        }));
    }

    private boolean spokenPast(Policy policy, Instant since) {
        Side by = Objects.requireNonNull(policy.alias()).by();
        boolean any = false;
        for (AccountId account : history.expected()) {
            boolean fills = by.filledBy(account);
            any |= fills;
            if (fills && !heard.containsKey(account) && !history.retired().contains(account)) {
                return false;
            }
        }
        for (Map.Entry<AccountId, Listened> one : heard.entrySet()) {
            boolean fills = by.filledBy(one.getKey());
            any |= fills;
            boolean past = one.getValue().past(since.plus(policy.grace()));
            if (fills && !past && !history.retired().contains(one.getKey())) {
                return false;
            }
        }
        return any;
    }

    private Map<AccountId, Listened> heard(Policy policy) {
        return policy.alias() == null ? heard : everyWay;
    }

    /** The first kind of reference that the entry bears is one that may stand for another. */
    private static boolean needsAlias(Policy policy, Side side, Entry entry) {
        AliasRule rule = policy.alias();
        if (rule == null || side.equals(rule.by())) {
            return false;
        }
        for (String kind : side.keys()) {
            if (entry.reference(List.of(kind)).isPresent()) {
                return kind.equals(rule.from());
            }
        }
        return false;
    }

    /** What the entry says stands for what; the newest that anybody says counts. */
    private void learn(@Nullable Entry before, Entry entry) {
        for (Policy policy : history.policies()) {
            Alias now = said(policy, entry);
            Alias then = before == null ? null : said(policy, before);
            boolean again = now != null
                    && then != null
                    && now.reference().equals(then.reference())
                    && now.standsFor().equals(then.standsFor());
            if (now != null && !again) {
                aliases.merge(new Target(policy, now.reference()), now, (one, other) -> {
                    int order = one.version().compareTo(other.version());
                    boolean first = order == 0 ? one.standsFor().compareTo(other.standsFor()) >= 0 : order > 0;
                    return first ? one : other;
                });
            }
        }
    }

    private static @Nullable Alias said(Policy policy, Entry entry) {
        AliasRule rule = policy.alias();
        if (rule == null
                || entry.deleted()
                || !rule.by().filledBy(entry.id().accountId())
                || !rule.by().object().equals(entry.id().object())) {
            return null;
        }
        String reference = entry.reference(List.of(rule.from())).orElse(null);
        String standsFor = entry.reference(List.of(rule.to())).orElse(null);
        return reference == null || standsFor == null
                ? null
                : new Alias(policy.name(), reference, standsFor, entry.version());
    }

    static Oracle of(History history) {
        return new Oracle(history);
    }

    /** What stands in the end. */
    Ending ending() {
        return new Ending(Map.copyOf(matches), Map.copyOf(open));
    }

    /**
     * Whether the engine's ending is right; null if so, else what is wrong.
     *
     * <p>While a deadline has not passed, a case may say MATCH_BROKEN where another order of the logs
     * would have said nothing, or that amounts differ: nobody can know yet what stays.
     */
    @Nullable
    String objection(Ending ending) {
        if (!ending.matches().equals(matches)) {
            return "Matches are " + ending.matches() + ", expected " + matches;
        }
        var actual = new HashMap<>(ending.open());
        var expected = new HashMap<>(open);
        for (ExceptionId id : ending.open().keySet()) {
            String about = id.policy() + "|" + id.about();
            if (id.reason() == Reason.MATCH_BROKEN && brokenMayStand.contains(about)) {
                actual.remove(id);
                expected.keySet()
                        .removeIf(other -> other.policy().equals(id.policy())
                                && other.about().equals(id.about())
                                && (other.reason() == Reason.AMOUNT_MISMATCH
                                        || other.reason() == Reason.CURRENCY_MISMATCH));
            }
        }
        return actual.equals(expected) ? null : "Open exceptions are " + actual + ", expected " + expected;
    }

    /** Whether some required side of a case with these members is missing beyond doubt. */
    static boolean isMissing(Policy policy, List<Member> members, Coverage coverage) {
        var claims = members.stream()
                .map(member -> new Timed(member.side(), member.businessAt(), member.dueAt()))
                .toList();
        return verdict(
                        policy,
                        claims,
                        absent(policy, claims),
                        listened(coverage),
                        coverage.expected(),
                        coverage.retired())
                == Verdict.MISSING;
    }

    static Map<AccountId, Listened> listened(Coverage coverage) {
        var listened = new HashMap<AccountId, Listened>();
        coverage.heard().forEach((account, heard) -> listened.put(account, Listened.of(heard)));
        return listened;
    }

    private void readLog(List<Said> log) {
        var newest = new HashMap<EntryId, Entry>();
        for (Said said : log) {
            if (said instanceof Said.Covered covered) {
                heard.merge(
                        covered.account(),
                        Listened.first(covered.interval()),
                        (known, first) -> known.and(covered.interval()));
                continue;
            }
            Entry entry = ((Said.Stated) said).entry();
            Entry known = newest.get(entry.id());
            int order = known == null ? 1 : entry.version().compareTo(known.version());
            boolean accused = open.keySet().stream()
                    .anyMatch(id -> id.about().equals(entry.id().toString()));
            if (order > 0 && known != null && known.saysTheSameAs(entry) && !accused) {
                newest.put(entry.id(), known.at(entry.version()));
            } else if (order > 0) {
                newest.put(entry.id(), entry);
                learn(known, entry);
                place(entry);
            } else if (order == 0 && known != null && !Objects.equals(known.amount(), entry.amount())) {
                for (Policy policy : history.policies()) {
                    Side side = side(policy, entry);
                    boolean complained = open.keySet().stream()
                            .anyMatch(id -> id.reason() == Reason.CONFLICTING_DUPLICATE
                                    && id.policy().equals(policy.name())
                                    && id.about().equals(entry.id().toString()));
                    if (side != null && !complained) {
                        complain(policy, side, entry, Reason.CONFLICTING_DUPLICATE);
                    }
                }
            }
        }
    }

    private void place(Entry entry) {
        open.keySet().removeIf(id -> id.about().equals(entry.id().toString()));
        AccountId account = entry.id().accountId();
        for (Policy policy : history.policies()) {
            Side side = side(policy, entry);
            String reference =
                    side == null ? null : entry.reference(side.keys()).orElse(null);
            boolean sound = true;
            if (side != null && reference == null) {
                complain(policy, side, entry, Reason.MISSING_CORRELATION_ID);
                sound = false;
            }
            Money counted = side == null ? null : entry.measure(policy.shape().measure(side));
            if (side != null && counted == null) {
                complain(policy, side, entry, Reason.AMOUNT_MISSING);
                sound = false;
            }
            Instant businessAt = entry.businessAt();
            Rates rates = policy.shape().rates();
            if (side != null && businessAt == null) {
                complain(policy, side, entry, Reason.BUSINESS_DATE_MISSING);
                sound = false;
            }
            if (side != null
                    && businessAt != null
                    && counted != null
                    && rates != null
                    && rates.convert(counted, businessAt) == null) {
                complain(policy, side, entry, Reason.RATE_MISSING);
                sound = false;
            }
            if (side != null
                    && businessAt != null
                    && (businessAt.isAfter(entry.statedAt().plus(Duration.ofDays(1)))
                            || businessAt.isBefore(Instant.parse("1990-01-01T00:00:00Z")))) {
                complain(policy, side, entry, Reason.BUSINESS_DATE_OUT_OF_RANGE);
                sound = false;
            }
            Target target = side != null && reference != null && sound ? new Target(policy, reference) : null;
            boolean awaits = target != null && side != null && needsAlias(policy, side, entry);
            unlinked.forEach((awaiting, claims) -> {
                if (awaiting.policy().equals(policy)
                        && !(awaits && awaiting.reference().equals(reference))) {
                    claims.remove(entry.id());
                }
            });
            for (Map.Entry<Target, Map<AccountId, Map<EntryId, Claim>>> other : cases.entrySet()) {
                if (other.getKey().policy().equals(policy)
                        && (awaits || !other.getKey().equals(target))) {
                    other.getValue().getOrDefault(account, new HashMap<>()).remove(entry.id());
                }
            }
            if (target != null && side != null) {
                Map<EntryId, Claim> claims = awaits
                        ? unlinked.computeIfAbsent(
                                new Awaiting(policy, target.correlationId(), account), key -> new LinkedHashMap<>())
                        : cases.computeIfAbsent(target, key -> new HashMap<>())
                                .computeIfAbsent(account, key -> new LinkedHashMap<>());
                Claim earlier = claims.get(entry.id());
                claims.put(
                        entry.id(),
                        earlier == null
                                ? claim(entry, side)
                                : new Claim(entry, side.name(), earlier.knownAt(), earlier.since(), earlier.until()));
            }
        }
    }

    private Claim claim(Entry entry, Side side) {
        Listened own = heard.get(entry.id().accountId());
        Instant since = own == null ? entry.statedAt() : own.promised(entry.statedAt());
        return new Claim(
                entry, side.name(), Listened.knownAt(own, entry), since, own == null ? null : own.nextAfter(since));
    }

    private static @Nullable Side side(Policy policy, Entry entry) {
        Instant starts = policy.starts();
        if (starts != null && entry.businessAt() != null && entry.businessAt().isBefore(starts)) {
            return null;
        }
        return policy.sides().stream()
                .filter(side -> side.accepts(entry))
                .findFirst()
                .orElse(null);
    }

    private void complain(Policy policy, Side side, Entry entry, Reason reason) {
        open.put(
                new ExceptionId(policy.name(), entry.id().toString(), side.name(), reason),
                OpenException.ABOUT_AN_ENTRY);
    }

    record Timed(
            String side,
            @Nullable Instant businessAt,
            @Nullable Instant dueAt) {}

    private void judge(Target target, Map<AccountId, Map<EntryId, Claim>> byAccount) {
        Policy policy = target.policy();
        if (policy.shape() instanceof Shape.Group) {
            List<Claim> all = byAccount.values().stream()
                    .flatMap(own -> own.values().stream())
                    .toList();
            if (!all.isEmpty()) {
                concludeGroup(target, all);
            }
            return;
        }
        var claims = new ArrayList<Claim>();
        var chosen = new ArrayList<Claim>();
        var second = new LinkedHashMap<String, Claim>();
        for (Side side : policy.sides()) {
            List<List<Claim>> logs = new ArrayList<>();
            byAccount.keySet().stream()
                    .sorted(Comparator.comparing(AccountId::toString))
                    .forEach(account -> {
                        List<Claim> own = Objects.requireNonNull(byAccount.get(account)).values().stream()
                                .filter(claim -> claim.side().equals(side.name()))
                                .toList();
                        if (!own.isEmpty()) {
                            logs.add(own);
                        }
                    });
            logs.sort(Comparator.comparing(own -> own.get(0).knownAt()));
            List<Claim> all = logs.stream().flatMap(List::stream).toList();
            if (policy.alias() != null) {
                all = all.stream()
                        .sorted(Comparator.comparing(Claim::knownAt)
                                .thenComparing(claim -> claim.entry().id().toString()))
                        .toList();
            }
            claims.addAll(all);
            if (!all.isEmpty()) {
                chosen.add(all.get(0));
            }
            if (all.size() > 1) {
                second.put(side.name(), all.get(1));
            }
        }
        if (!claims.isEmpty()) {
            conclude(target, claims, chosen, second);
        }
    }

    private void concludeGroup(Target target, List<Claim> claims) {
        Policy policy = target.policy();
        List<Timed> timed = claims.stream()
                .map(claim -> new Timed(
                        claim.side(), claim.entry().businessAt(), claim.entry().dueAt()))
                .toList();
        var known = new ArrayList<>(history.expected());
        known.addAll(heard(policy).keySet());
        Verdict verdict =
                GroupOracle.verdict(policy, timed, known, heard(policy), history.expected(), history.retired());
        GroupOracle.Expected expected = new GroupOracle(policy, claims).expected(verdict, deadline(policy, timed));
        if (expected.match() != null) {
            matches.put(policy.name() + "|" + target.correlationId(), expected.match());
        }
        expected.open()
                .forEach((side, findings) ->
                        findings.forEach((reason, finding) -> open.put(id(target, side, reason), finding)));
        if (verdict == Verdict.WAITS) {
            brokenMayStand.add(policy.name() + "|" + target.correlationId());
        }
    }

    private void conclude(Target target, List<Claim> claims, List<Claim> chosen, Map<String, Claim> second) {
        Policy policy = target.policy();
        List<Timed> timed = claims.stream()
                .map(claim -> new Timed(
                        claim.side(), claim.entry().businessAt(), claim.entry().dueAt()))
                .toList();
        List<Side> absent = absent(policy, timed);
        List<Side> required =
                policy.sides().stream().filter(side -> !side.optional()).toList();
        Verdict verdict = verdict(policy, timed, absent, heard(policy), history.expected(), history.retired());
        List<Held> held = claims.stream().map(Oracle::held).toList();
        Money first = amount(chosen.get(0));
        boolean anyRequired = absent.size() < required.size();
        boolean firstThere = chosen.get(0).side().equals(policy.sides().get(0).name());
        Reason differs = null;
        Long variance = null;
        for (Claim other : firstThere ? chosen.subList(1, chosen.size()) : List.<Claim>of()) {
            if (differs == null && !amount(other).currency().equals(first.currency())) {
                differs = Reason.CURRENCY_MISMATCH;
            } else if (differs == null) {
                long difference = first.minor() - amount(other).minor();
                if (!policy.tolerance().allows(difference, first)) {
                    differs = Reason.AMOUNT_MISMATCH;
                    variance = difference;
                }
            }
        }
        if (differs != null) {
            open.put(id(target, "", differs), new OpenException(variance, first, held));
        }
        boolean missing = verdict == Verdict.MISSING && !absent.isEmpty() && anyRequired;
        if (missing) {
            absent.forEach(side -> open.put(
                    id(target, side.name(), policy.missing(side).reason()), new OpenException(null, first, held)));
        }
        boolean matched = differs == null && absent.isEmpty();
        if (matched || missing || differs != null) {
            second.forEach((side, claim) ->
                    open.put(id(target, side, Reason.DUPLICATE_ENTRY), new OpenException(null, amount(claim), held)));
        }
        if (matched) {
            matches.put(
                    policy.name() + "|" + target.correlationId(),
                    new ActiveMatch(
                            chosen.stream().map(Oracle::held).toList(),
                            first.minor() - amount(chosen.get(1)).minor(),
                            timing(policy, timed, chosen)));
            return;
        }
        List<Side> mustSpeak = absent.isEmpty() ? required : absent;
        if (verdict(policy, timed, mustSpeak, heard(policy), history.expected(), history.retired()) == Verdict.WAITS) {
            brokenMayStand.add(policy.name() + "|" + target.correlationId());
        }
    }

    private static Timing timing(Policy policy, List<Timed> timed, List<Claim> chosen) {
        Instant deadline = deadline(policy, timed);
        if (chosen.stream().anyMatch(claim -> claim.knownAt().isAfter(deadline))) {
            return Timing.LATE;
        }
        List<Instant> dates = chosen.stream()
                .map(claim -> Objects.requireNonNull(claim.entry().businessAt()))
                .sorted()
                .toList();
        Duration apart = Duration.between(dates.get(0), dates.get(dates.size() - 1));
        return apart.compareTo(policy.window()) > 0 ? Timing.OUTSIDE_WINDOW : Timing.ON_TIME;
    }

    private static List<Side> absent(Policy policy, List<Timed> claims) {
        return policy.sides().stream()
                .filter(side -> !side.optional()
                        && claims.stream().noneMatch(claim -> claim.side().equals(side.name())))
                .toList();
    }

    private static Instant earliest(List<Timed> claims) {
        return claims.stream()
                .map(claim -> Objects.requireNonNull(claim.businessAt()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant deadline(Policy policy, List<Timed> claims) {
        return claims.stream()
                .map(Timed::dueAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> earliest(claims).plus(policy.window()))
                .plus(policy.grace());
    }

    static Verdict verdict(
            Policy policy,
            List<Timed> claims,
            List<Side> sides,
            Map<AccountId, Listened> heard,
            Set<AccountId> expected,
            Set<AccountId> retired) {
        Instant deadline = deadline(policy, claims);
        Instant begin = earliest(claims).minus(policy.window());
        var accounts = new HashSet<>(heard.keySet());
        accounts.addAll(expected);
        Verdict verdict = Verdict.MISSING;
        for (Side side : sides) {
            List<AccountId> fillers = accounts.stream().filter(side::filledBy).toList();
            if (fillers.isEmpty()) {
                return Verdict.WAITS;
            }
            boolean inside = false;
            boolean lost = false;
            for (AccountId account : fillers) {
                Listened listened = heard.get(account);
                boolean past = listened != null && listened.past(deadline);
                if (!past && !retired.contains(account)) {
                    return Verdict.WAITS;
                }
                inside |= listened != null && listened.allOf(begin, deadline);
                lost |= listened != null && !retired.contains(account) && listened.lostIn(begin, deadline);
            }
            if (!inside || lost) {
                verdict = Verdict.UNKNOWABLE;
            }
        }
        return verdict;
    }

    private static ExceptionId id(Target target, String side, Reason reason) {
        return new ExceptionId(target.policy().name(), target.correlationId(), side, reason);
    }

    private static Held held(Claim claim) {
        return new Held(claim.entry().id(), claim.side(), amount(claim));
    }

    private static Money amount(Claim claim) {
        return Objects.requireNonNull(claim.entry().amount());
    }
}
