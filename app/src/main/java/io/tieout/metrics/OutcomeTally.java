package io.tieout.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;

/** Folds outcomes into meters. What is known before is there from the start, with 0. */
public final class OutcomeTally {

    private static final List<String> TIMINGS = List.of("ON_TIME", "LATE", "OUTSIDE_WINDOW");
    private static final List<String> LATE_KINDS = List.of("LATE_STATED", "LATE_DELIVERED");

    /** From what a commit takes to what a source that is polled now and then takes, and a day of outage. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(4),
        Duration.ofDays(1)
    };

    private final MeterRegistry registry;
    private final Labels labels;
    private final InstantSource clock;
    private final LabelValues timings = new LabelValues(TIMINGS, 0);
    private final LabelValues lateKinds = new LabelValues(LATE_KINDS, 0);
    private final OpenExceptions exceptions;
    private final Accounts accounts;

    /**
     * @param policies names of those that run
     * @param topics the raw topics
     */
    public OutcomeTally(Meters meters, Collection<String> policies, Collection<String> topics, InstantSource clock) {
        this.registry = meters.registry();
        this.labels = new Labels(policies, topics);
        this.clock = clock;
        this.exceptions = new OpenExceptions(registry, labels);
        this.accounts = new Accounts(registry, labels);
        for (String policy : policies) {
            TIMINGS.forEach(timing -> matches(policy, timing));
            LATE_KINDS.forEach(kind -> lateArrivals(policy, kind));
            amended(policy);
            revoked(policy);
            sinceStated(policy);
            sinceIngested(policy);
        }
        topics.forEach(this::deadLetters);
        meters.workOut(this::workOut);
    }

    void readBy(OutcomeReader reader) {
        Gauge.builder("tieout.outcomes.caught.up", reader, it -> it.caughtUp() ? 1 : 0)
                .description("1 while the meters of outcomes are read and say what stands now.")
                .register(registry);
    }

    synchronized void take(Outcome outcome) {
        if (outcome.partition().topic().equals(OutcomeTopics.DEAD_LETTERS)) {
            deadLetters(rawTopic(outcome)).increment();
            return;
        }
        var value = outcome.value();
        if (value == null) {
            throw new IllegalStateException("Nothing is withdrawn from " + outcome.partition() + ", and this was");
        }
        switch (outcome.partition().topic()) {
            case OutcomeTopics.MATCHES -> match(outcome, value);
            case OutcomeTopics.LATE_ARRIVALS ->
                lateArrivals(policy(value), lateKinds.of(Fields.text(value, "kind")))
                        .increment();
            case OutcomeTopics.EXCEPTIONS -> exceptions.take(outcome, value);
            case OutcomeTopics.COVERAGE -> accounts.take(outcome, value);
            default -> throw new IllegalStateException("Nobody asked for " + outcome.partition());
        }
    }

    synchronized void forget(TopicPartition partition) {
        exceptions.forget(partition);
        accounts.forget(partition);
    }

    private synchronized void workOut() {
        var now = clock.instant();
        exceptions.workOut(now);
        accounts.workOut(now);
    }

    private void match(Outcome outcome, GenericRecord match) {
        var policy = policy(match);
        if (Fields.text(match, "status").equals("REVOKED")) {
            revoked(policy).increment();
        } else if (Fields.number(match, "version") > 1) {
            amended(policy).increment();
        } else {
            matches(policy, timings.of(Fields.text(match, "timing"))).increment();
            if (outcome.live()) {
                var now = clock.instant();
                sinceIngested(policy).record(between(outcome.ingestedAt(), now));
                var stated = Fields.instant(match, "matched_at");
                if (stated != null) {
                    sinceStated(policy).record(between(stated, now));
                }
            }
        }
    }

    private static Duration between(Instant from, Instant to) {
        return from.isAfter(to) ? Duration.ZERO : Duration.between(from, to);
    }

    private String policy(GenericRecord record) {
        return labels.policy(Fields.text(record, "policy"));
    }

    private String rawTopic(Outcome deadLetter) {
        var from = deadLetter.headers().lastHeader("tieout-topic");
        return labels.topic(from == null || from.value() == null ? "" : new String(from.value(), UTF_8));
    }

    private Counter matches(String policy, String timing) {
        return Counter.builder("tieout.matches")
                .description("Cases that became a match: the first version of each.")
                .tags("policy", policy, "timing", timing)
                .register(registry);
    }

    private Counter amended(String policy) {
        return Counter.builder("tieout.matches.amended")
                .description("Later versions of matches that stand.")
                .tags("policy", policy)
                .register(registry);
    }

    private Counter revoked(String policy) {
        return Counter.builder("tieout.matches.revoked")
                .description("Matches that were withdrawn.")
                .tags("policy", policy)
                .register(registry);
    }

    private Counter lateArrivals(String policy, String kind) {
        return Counter.builder("tieout.late.arrivals")
                .description("Entries that came too late for their case.")
                .tags("policy", policy, "kind", kind)
                .register(registry);
    }

    private Counter deadLetters(String topic) {
        return Counter.builder("tieout.dead.letters")
                .description("Records that could not be read at all, by the topic that they came from.")
                .tags("topic", topic)
                .register(registry);
    }

    private Timer sinceStated(String policy) {
        return histogram(
                "tieout.event.to.match.latency",
                "From when a source stated the last entry of a match until the match was committed.",
                policy);
    }

    private Timer sinceIngested(String policy) {
        return histogram(
                "tieout.ingest.to.match.latency",
                "From when the last entry of a match was in Kafka until the match was committed.",
                policy);
    }

    private Timer histogram(String name, String description, String policy) {
        return Timer.builder(name)
                .description(description)
                .tags(Tags.of("policy", policy))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
