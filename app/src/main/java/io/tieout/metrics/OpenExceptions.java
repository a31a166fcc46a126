package io.tieout.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The exceptions that are open, and those alone: of one that is resolved nothing is kept. About 250 bytes each.
 */
final class OpenExceptions {

    private static final String NONE = "none";

    private final Labels labels;
    private final MeterRegistry registry;
    private final MultiGauge open;
    private final Map<TopicPartition, Map<String, Open>> byPartition = new HashMap<>();

    /** Every kind that was ever open here: its figure goes back to 0, instead of away. */
    private final Map<Kind, Kind> kinds = new LinkedHashMap<>();

    /** What exceptions are counted by. */
    private record Kind(String policy, String reason, String severity) {

        Tags tags() {
            return Tags.of("policy", policy, "reason", reason, "severity", severity);
        }
    }

    private record Open(Kind kind, Instant since) {}

    OpenExceptions(MeterRegistry registry, Labels labels) {
        this.labels = labels;
        this.registry = registry;
        this.open = MultiGauge.builder("tieout.exceptions.open")
                .description("Exceptions that are open, by how long they have been.")
                .register(registry);
    }

    void take(Outcome outcome, GenericRecord exception) {
        var here = byPartition.computeIfAbsent(outcome.partition(), first -> new HashMap<>());
        var id = Fields.text(exception, "exception_id");
        if (Fields.text(exception, "status").equals("RESOLVED")) {
            here.remove(id);
            return;
        }
        var kind = kinds.computeIfAbsent(
                new Kind(
                        labels.policy(Fields.textOr(exception, "policy", NONE)),
                        labels.reason(Fields.text(exception, "reason")),
                        labels.severity(Fields.text(exception, "severity"))),
                same -> same);
        var since = Objects.requireNonNullElse(Fields.instant(exception, "opened_at"), outcome.ingestedAt());
        boolean opened = here.put(id, new Open(kind, since)) == null;
        if (opened && outcome.live()) {
            registry.counter("tieout.exceptions.opened", kind.tags()).increment();
        }
    }

    void forget(TopicPartition partition) {
        byPartition.remove(partition);
    }

    void workOut(Instant now) {
        var counts = new HashMap<Kind, EnumMap<AgeBucket, Integer>>();
        kinds.keySet().forEach(kind -> counts.put(kind, new EnumMap<>(AgeBucket.class)));
        byPartition.values().stream()
                .flatMap(here -> here.values().stream())
                .forEach(one -> Objects.requireNonNull(counts.get(one.kind()))
                        .merge(AgeBucket.of(Duration.between(one.since(), now)), 1, Integer::sum));
        var rows = new ArrayList<Row<?>>();
        counts.forEach((kind, byAge) -> {
            for (AgeBucket age : AgeBucket.values()) {
                rows.add(Row.of(kind.tags().and("age", age.label()), byAge.getOrDefault(age, 0)));
            }
        });
        open.register(rows, true);
    }
}
