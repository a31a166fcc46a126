package io.tieout.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.views.Instances;
import io.tieout.views.MovingException;
import io.tieout.views.ViewsTopology;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** From a question to its answer. */
final class Answers {

    private final Instances instances;
    private final Peers peers;
    private final InstantSource clock;

    Answers(Instances instances, Peers peers, InstantSource clock) {
        this.instances = instances;
        this.peers = peers;
        this.clock = clock;
    }

    /**
     * The answer, with who gave it.
     *
     * @param asker who asks
     * @throws Problem when there is none
     */
    ObjectNode answer(Question question, Asker asker) {
        return switch (question.route()) {
            case HEALTH -> health();
            case READY -> ready();
            default -> read(question, asker);
        };
    }

    private ObjectNode read(Question question, Asker asker) {
        var answeredBy = new AnsweredBy();
        var reading = new Reading(instances, peers, answeredBy, asker);
        try {
            Optional<ObjectNode> answer = read(question, reading);
            if (answer.isEmpty()) {
                throw unknown(question);
            }
            answeredBy.writeTo(answer.get());
            return answer.get();
        } catch (MovingException | InvalidStateStoreException moving) {
            throw Problem.later(
                    moving.getMessage() + " Nothing is lost; the views are " + instances.state() + " here.");
        }
    }

    /** Views that are behind can say what there is, and not that there is nothing. */
    private Problem unknown(Question question) {
        String asked = String.join("|", question.variables());
        return instances.progress().stale()
                ? Problem.later("Nothing that has been taken up bears " + asked
                        + ", and the views are behind at the moment: it may come yet.")
                : Problem.unknown(
                        "Nothing bears " + asked + " in what has been read. Was it written as its source writes"
                                + " it? /coverage says up to when each source was read.");
    }

    private Optional<ObjectNode> read(Question question, Reading reading) {
        List<String> given = question.variables();
        return switch (question.route()) {
            case CASE -> reading.caseOf(given.get(0), given.get(1));
            case TRACE -> Trace.of(given.get(0), reading);
            case ENTRY -> reading.entry(given.get(0));
            case REFERENCE -> reading.bearersFor(given.get(0));
            case EXCEPTIONS, MATCHES, LATE_ARRIVALS -> {
                var list = question.route().list().orElseThrow();
                var now = clock.instant();
                yield Optional.of(reading.page(question.listing(list, now), question.parameters(), question.route()));
            }
            case REPORTS -> Optional.of(field("reports", reports(reading)));
            case COVERAGE -> Optional.of(Balance.accounts(reports(reading), clock.instant()));
            case BALANCE -> Optional.of(Balance.totals(reports(reading)));
            case POLICIES -> Optional.of(field("policies", reading.policies()));
            case HEALTH, READY -> throw new IllegalStateException("Health is not read from the views");
        };
    }

    private static List<ObjectNode> reports(Reading reading) {
        return reading.all(ViewsTopology.COVERAGE, Route.REPORTS, "reports");
    }

    private static ObjectNode field(String name, List<ObjectNode> records) {
        var shown = Reading.object();
        var list = shown.putArray(name);
        records.stream().sorted(Comparator.comparing(ObjectNode::toString)).forEach(list::add);
        return shown;
    }

    /** A rebalance or a restore is life; only an error or an end is death. */
    private ObjectNode health() {
        String state = instances.state();
        if (List.of("ERROR", "NOT_RUNNING", "PENDING_ERROR").contains(state)) {
            throw new Problem(503, "The views have died", "They are " + state + ". The log says why; start again.");
        }
        return state(state);
    }

    private ObjectNode ready() {
        String state = instances.state();
        if (!state.equals("RUNNING")) {
            throw Problem.later("The views are " + state + ": they move, or are read back.");
        }
        return state(state);
    }

    private ObjectNode state(String state) {
        var answeredBy = new AnsweredBy();
        answeredBy.add(instances);
        var shown = Reading.object().put("state", state);
        answeredBy.writeTo(shown);
        return shown;
    }
}
