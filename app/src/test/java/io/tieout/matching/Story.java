package io.tieout.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the life of a case in business words: who states what, how far who is heard, and what exactly the
 * engine says to it, nothing else. Times are day and hour of March 2026: {@code "02 11:00"}.
 */
final class Story {

    static final Duration WINDOW = Duration.ofHours(24);
    static final Duration GRACE = Duration.ofHours(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd HH:mm").withZone(ZoneOffset.UTC);

    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<EntryId, Entry> known = new HashMap<>();
    private final Flow flow;
    private boolean punctuates = true;

    private Story(Coverage start, List<Policy> policies) {
        this.flow = new Flow(policies, start, 1, outcomes::add);
    }

    /** Card captures: books in odoo/db, provider in stripe/acct; both are expected. */
    static Story ofCards() {
        return of(cards(Tolerance.NONE));
    }

    static Story of(Policy... policies) {
        return expecting("odoo/db stripe/acct", "", policies);
    }

    static Story expecting(String accounts, String retired, Policy... policies) {
        return new Story(Coverage.of(accounts(accounts), accounts(retired)), List.of(policies));
    }

    static Policy cards(Tolerance tolerance) {
        return policy("card", tolerance, null, books(), provider());
    }

    /** Books against the sum of what the provider says, in one group a reference. */
    static Policy group(Shape.Group shape, Side... sides) {
        return policy("group", Tolerance.NONE, null, shape, sides);
    }

    static Shape.Group closes(Shape.Closes when) {
        return new Shape.Group(when, Map.of(), null, null);
    }

    static Policy policy(String name, Tolerance tolerance, @Nullable Instant starts, Side... sides) {
        return policy(name, tolerance, starts, new Shape.Pair(), sides);
    }

    private static Policy policy(
            String name, Tolerance tolerance, @Nullable Instant starts, Shape shape, Side... sides) {
        var missing = Map.of(
                "books", new Missing(Reason.CAPTURE_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                "provider", new Missing(Reason.BOOKED_NOT_CAPTURED, Severity.CRITICAL, Category.DATA_INTEGRITY),
                "bank", new Missing(Reason.COUNTERPART_MISSING, Severity.MEDIUM, Category.DEPENDENCY));
        return new Policy(
                name,
                1,
                starts,
                null,
                name,
                "finance",
                List.of(sides),
                shape,
                null,
                tolerance,
                WINDOW,
                GRACE,
                missing,
                Duration.ofDays(5));
    }

    static Side books() {
        return new Side("books", "odoo", null, "tx", Stage.CAPTURED, Map.of(), List.of("REF"), false);
    }

    static Side provider() {
        return new Side("provider", "stripe", null, "charge", Stage.CAPTURED, Map.of(), List.of("REF"), false);
    }

    static Side bank(boolean optional) {
        return new Side("bank", "bank", null, "line", Stage.CAPTURED, Map.of(), List.of("REF"), optional);
    }

    static Instant at(String dayAndHour) {
        return Instant.parse("2026-03-" + dayAndHour.replace(' ', 'T') + ":00Z");
    }

    /** From now on nothing drains what is due: only the next record of a case can. */
    Story withoutPunctuation() {
        punctuates = false;
        return this;
    }

    /** A new version of {@code odoo/db/tx/<id>}; what is not said stays as it was. */
    Statement books(String id) {
        return entry("odoo/db/tx/" + id);
    }

    /** A new version of {@code stripe/acct/charge/<id>}. */
    Statement provider(String id) {
        return entry("stripe/acct/charge/" + id);
    }

    /** A new version of {@code bank/main/line/<id>}. */
    Statement bank(String id) {
        return entry("bank/main/line/" + id);
    }

    Statement entry(String id) {
        return new Statement(EntryId.parse(id));
    }

    /** The account states that it has been heard up to here, from the beginning of time. */
    Heard heard(String account, String to) {
        return read(new Said.Covered(AccountId.parse(account), new Interval(null, at(to))));
    }

    Heard heard(String account, String from, String to) {
        return read(new Said.Covered(AccountId.parse(account), new Interval(at(from), at(to))));
    }

    /** All accounts of card captures are heard up to here. */
    Heard bothHeard(String to) {
        heard("odoo/db", to);
        return heard("stripe/acct", to);
    }

    private Heard read(Said said) {
        Placer.Placing placing = flow.read(said);
        flow.deliverAll();
        if (punctuates) {
            flow.settle();
        }
        return new Heard(placing);
    }

    private static Set<AccountId> accounts(String names) {
        return Stream.of(names.split(" "))
                .filter(name -> !name.isEmpty())
                .map(AccountId::parse)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the engine made of it. */
    final class Heard {
        private final Placer.@Nullable Placing placing;

        private Heard(Placer.@Nullable Placing placing) {
            this.placing = placing;
        }

        /** Exactly these outcomes since the last time one looked, in this order. */
        Story says(String... lines) {
            var said = new ArrayList<String>();
            if (placing != null && placing.verdict() != Placer.Verdict.ACCEPTED) {
                said.add(placing.verdict().toString());
            }
            if (placing != null && placing.beforeStart() > 0) {
                said.add("before the start of " + placing.beforeStart() + " policy");
            } else if (placing != null && !placing.inScope()) {
                said.add("out of scope");
            }
            outcomes.forEach(outcome -> said.add(line(outcome)));
            outcomes.clear();
            assertThat(said).containsExactly(lines);
            return Story.this;
        }
    }

    /** An entry version in the making. */
    final class Statement {
        private final EntryId id;
        private long position;
        private Stage stage = Stage.CAPTURED;
        private boolean deleted;
        private @Nullable Money amount = new Money(4500, "EUR");
        private Instant businessAt = Story.at("01 10:00");
        private Instant statedAt = Story.at("01 10:00");
        private @Nullable Instant dueAt;
        private @Nullable String reference = "pi_1";
        private final Map<String, String> attributes = new HashMap<>();
        private final Map<String, Money> measures = new HashMap<>();

        private Statement(EntryId id) {
            this.id = id;
            Entry last = known.get(id);
            this.position = last == null ? 1 : last.version().position() + 1;
            if (last != null) {
                amount = last.amount();
                businessAt = last.businessAt() == null ? businessAt : last.businessAt();
                statedAt = last.statedAt();
                dueAt = last.dueAt();
                reference = last.reference(List.of("REF")).orElse(null);
                attributes.putAll(last.attributes());
                measures.putAll(last.measures());
            }
        }

        /** {@code "EUR 45.00"}. */
        Statement of(String money) {
            amount = Currencies.money(new BigDecimal(money.substring(4)), money.substring(0, 3));
            return this;
        }

        Statement measure(String name, String money) {
            measures.put(name, Currencies.money(new BigDecimal(money.substring(4)), money.substring(0, 3)));
            return this;
        }

        Statement attribute(String name, String value) {
            attributes.put(name, value);
            return this;
        }

        Statement withoutAmount() {
            amount = null;
            return this;
        }

        /** Business time, and stated at once. */
        Statement at(String time) {
            businessAt = Story.at(time);
            statedAt = businessAt;
            return this;
        }

        Statement dated(String time) {
            businessAt = Story.at(time);
            return this;
        }

        Statement stated(String time) {
            statedAt = Story.at(time);
            return this;
        }

        Statement due(String time) {
            dueAt = Story.at(time);
            return this;
        }

        Statement reference(@Nullable String value) {
            reference = value;
            return this;
        }

        Statement version(int version) {
            position = version;
            return this;
        }

        Statement cancelled() {
            stage = Stage.CANCELLED;
            return this;
        }

        Statement deleted() {
            deleted = true;
            return this;
        }

        Story says(String... lines) {
            return read().says(lines);
        }

        /** Reads it, and looks at the outcomes later. */
        Heard read() {
            var entry = new Entry(
                    id,
                    new Version(position, 0, 1),
                    stage,
                    deleted,
                    null,
                    amount,
                    measures,
                    businessAt,
                    statedAt,
                    dueAt,
                    reference == null ? List.of() : List.of(new Reference("REF", reference)),
                    attributes,
                    null,
                    null,
                    new Lineage("raw", 0, position));
            known.put(id, entry);
            return Story.this.read(new Said.Stated(entry));
        }
    }

    private static String line(Outcome outcome) {
        if (outcome instanceof Outcome.MatchChanged match) {
            Agreement agreement = match.agreement();
            String variance = agreement.variance() == 0 ? "" : " variance " + agreement.variance();
            return match.revoked()
                    ? "match v%d REVOKED".formatted(match.version())
                    : "match v%d %s: %s%s"
                            .formatted(
                                    match.version(),
                                    agreement.timing(),
                                    members(agreement.entries(), agreement.many() == null ? " = " : ", "),
                                    variance);
        }
        if (outcome instanceof Outcome.ExceptionChanged changed) {
            Finding finding = changed.finding();
            String what = finding.reason() + (finding.side().isEmpty() ? "" : " of " + finding.side()) + " v"
                    + changed.version();
            String residual = finding.residual() == null ? "" : " residual " + finding.residual();
            return changed.resolution() == null
                    ? "open " + what + residual
                    : "RESOLVED " + what + " by " + changed.resolution();
        }
        if (outcome instanceof Outcome.LateArrived late) {
            return "late %s %s by %s resolves %s%s"
                    .formatted(
                            late.member().id().id(),
                            late.kind(),
                            late.lateBy(),
                            late.resolved().stream().map(Finding::reason).toList(),
                            late.completed() ? ", completes" : "");
        }
        if (outcome instanceof Outcome.LineChanged line) {
            return line.member().id().id() + (line.member().voided() ? " leaves" : " joins") + " v" + line.version();
        }
        if (outcome instanceof Outcome.CaseChanged changed) {
            Instant deadline = changed.deadline();
            return "case " + changed.status() + (deadline == null ? "" : " until " + TIME.format(deadline))
                    + (changed.waitsFor().isEmpty() ? "" : " for " + changed.waitsFor());
        }
        if (outcome instanceof Outcome.EntryExceptionChanged changed) {
            Placed.Raised raised = changed.raised();
            String what = raised.problem().reason() + " of entry "
                    + changed.entry().id().id() + " v" + raised.version();
            return changed.resolution() == null ? "open " + what : "RESOLVED " + what + " by " + changed.resolution();
        }
        throw new IllegalStateException("No line for " + outcome);
    }

    private static String members(List<Member> members, String separator) {
        return members.stream()
                .map(member -> member.id().id() + " " + member.amount())
                .collect(Collectors.joining(separator));
    }
}
