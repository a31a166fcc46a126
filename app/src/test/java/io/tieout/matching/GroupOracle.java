package io.tieout.matching;

import io.tieout.matching.Agreement.Timing;
import io.tieout.matching.Oracle.Claim;
import io.tieout.matching.Oracle.Verdict;
import io.tieout.matching.Sink.ActiveMatch;
import io.tieout.matching.Sink.Held;
import io.tieout.matching.Sink.OpenException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a group in the end, from all its entries at once: it adds them up afresh and knows nothing
 * of running sums, spans and standings.
 */
final class GroupOracle {

    /** What must stand in the end. */
    record Expected(@Nullable ActiveMatch match, Map<String, Map<Reason, OpenException>> open) {}

    private final Policy policy;
    private final Shape.Group shape;
    private final List<Claim> claims;
    private final List<Held> held;

    GroupOracle(Policy policy, List<Claim> claims) {
        this.policy = policy;
        this.shape = (Shape.Group) policy.shape();
        this.claims = claims.stream()
                .sorted(Comparator.comparing(claim -> claim.entry().id().toString()))
                .toList();
        this.held = this.claims.stream()
                .map(claim -> new Held(claim.entry().id(), claim.side(), money(policy, claim)))
                .toList();
    }

    /** The money that counts. */
    static Money money(Policy policy, Claim claim) {
        Money stated =
                Objects.requireNonNull(claim.entry().measure(policy.shape().measure(policy.side(claim.side()))));
        Rates rates = policy.shape().rates();
        return rates == null
                ? stated
                : Objects.requireNonNull(rates.convert(
                        stated, Objects.requireNonNull(claim.entry().businessAt())));
    }

    /** Sides that must have been heard: all, but an optional one that no account could fill. */
    private static List<Side> toHear(Policy policy, Iterable<AccountId> known) {
        return policy.sides().stream()
                .filter(side -> {
                    boolean fillable = false;
                    for (AccountId account : known) {
                        fillable |= side.filledBy(account);
                    }
                    return fillable || !side.optional();
                })
                .toList();
    }

    /** Whether coverage has passed the deadline of a group of these members. */
    static boolean isClosed(Policy policy, List<Member> members, Coverage coverage) {
        var known = new ArrayList<>(coverage.expected());
        known.addAll(coverage.heard().keySet());
        var timed = members.stream()
                .map(member -> new Oracle.Timed(member.side(), member.businessAt(), member.dueAt()))
                .toList();
        return verdict(policy, timed, known, Oracle.listened(coverage), coverage.expected(), coverage.retired())
                == Verdict.MISSING;
    }

    /** All sides must have been heard past the deadline, and those that are judged from the beginning. */
    static Verdict verdict(
            Policy policy,
            List<Oracle.Timed> timed,
            Iterable<AccountId> known,
            Map<AccountId, Listened> heard,
            Set<AccountId> expected,
            Set<AccountId> retired) {
        List<Side> judged = policy.sides().stream()
                .filter(side -> !side.optional()
                        || timed.stream().anyMatch(one -> one.side().equals(side.name())))
                .toList();
        if (Oracle.verdict(policy, timed, toHear(policy, known), heard, expected, retired) == Verdict.WAITS) {
            return Verdict.WAITS;
        }
        Verdict verdict = Oracle.verdict(policy, timed, judged, heard, expected, retired);
        return verdict == Verdict.WAITS ? Verdict.UNKNOWABLE : verdict;
    }

    Expected expected(Verdict verdict, Instant deadline) {
        var open = new TreeMap<String, Map<Reason, OpenException>>();
        List<Held> listed = held.stream().limit(GroupMatcher.LISTED).toList();
        String first = policy.sides().get(0).name();
        List<Money> firsts = of(first);
        List<Side> missing = policy.sides().stream()
                .filter(side -> !side.optional() && of(side.name()).isEmpty())
                .toList();
        Money shown = sum(policy.sides().stream()
                .map(side -> of(side.name()))
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElseThrow());
        for (Side side : policy.sides().subList(1, policy.sides().size())) {
            List<Money> others = of(side.name());
            if (firsts.isEmpty() || others.isEmpty()) {
                continue;
            }
            long currencies = java.util.stream.Stream.concat(firsts.stream(), others.stream())
                    .map(Money::currency)
                    .distinct()
                    .count();
            long residual = sum(firsts).minor() - sum(others).minor();
            if (currencies > 1) {
                open.put(side.name(), Map.of(Reason.CURRENCY_MISMATCH, new OpenException(null, shown, listed)));
            } else if (!policy.tolerance().allows(residual, sum(firsts))) {
                boolean falls =
                        sum(firsts).minor() > 0 ? residual > 0 : sum(firsts).minor() < 0 && residual < 0;
                open.put(
                        side.name(),
                        Map.of(falls ? Reason.SHORT : Reason.OVER, new OpenException(residual, shown, listed)));
            }
        }
        boolean agree = missing.isEmpty() && open.isEmpty();
        boolean complete = isComplete();
        boolean final_ = verdict != Verdict.WAITS || complete;
        if (agree && (final_ || shape.closes() == Shape.Closes.WHEN_BALANCED)) {
            long variance =
                    sum(firsts).minor() - sum(of(policy.sides().get(1).name())).minor();
            return new Expected(new ActiveMatch(listed, variance, timing(deadline)), Map.of());
        }
        boolean anyRequired = policy.sides().stream()
                .anyMatch(side -> !side.optional() && !of(side.name()).isEmpty());
        boolean counted =
                complete && missing.isEmpty() && !completion().counts().isEmpty();
        if (counted || (verdict == Verdict.MISSING && anyRequired)) {
            missing.forEach(side -> open.put(
                    side.name(), Map.of(policy.missing(side).reason(), new OpenException(null, shown, listed))));
            return new Expected(null, open);
        }
        return new Expected(null, Map.of());
    }

    private Completion completion() {
        return Objects.requireNonNull(shape.completion());
    }

    private boolean isComplete() {
        if (shape.closes() != Shape.Closes.WHEN_COMPLETE) {
            return false;
        }
        List<Entry> makers = claims.stream()
                .filter(claim -> claim.side().equals(completion().side()))
                .map(Claim::entry)
                .toList();
        for (Map.Entry<String, String> counted : completion().counts().entrySet()) {
            long promised = makers.stream()
                    .mapToLong(entry -> Long.parseLong(entry.attributes()
                            .getOrDefault(counted.getValue(), "")
                            .replace("some", "-1000")))
                    .sum();
            if (promised != of(counted.getKey()).size()) {
                return false;
            }
        }
        return !makers.isEmpty()
                && makers.stream()
                        .allMatch(entry -> completion().where().entrySet().stream()
                                .allMatch(mark -> mark.getValue()
                                        .equals(entry.attributes().get(mark.getKey()))));
    }

    private Timing timing(Instant deadline) {
        if (claims.stream().anyMatch(claim -> claim.knownAt().isAfter(deadline))) {
            return Timing.LATE;
        }
        List<Instant> dates = claims.stream()
                .map(claim -> Objects.requireNonNull(claim.entry().businessAt()))
                .sorted()
                .toList();
        Duration apart = Duration.between(dates.get(0), dates.get(dates.size() - 1));
        return apart.compareTo(policy.window()) > 0 ? Timing.OUTSIDE_WINDOW : Timing.ON_TIME;
    }

    private List<Money> of(String side) {
        return held.stream()
                .filter(one -> one.side().equals(side))
                .map(Held::amount)
                .toList();
    }

    /** What they add up to, in the first of their currencies. */
    private static Money sum(List<Money> amounts) {
        String currency =
                amounts.stream().map(Money::currency).sorted().findFirst().orElseThrow();
        return new Money(
                amounts.stream()
                        .filter(one -> one.currency().equals(currency))
                        .mapToLong(Money::minor)
                        .sum(),
                currency);
    }
}
