package io.tieout.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** Figures that a part keeps itself, as meters. */
public final class Figures {

    private static final Duration[] WRITE_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(8)
    };

    private Figures() {}

    /** A figure that goes up and down. */
    public static void gauge(Meters meters, String name, String description, Supplier<Number> figure) {
        Gauge.builder(name, figure).description(description).register(meters.registry());
    }

    /**
     * A figure that only grows.
     *
     * @param label name of a label and its value
     */
    public static void counter(
            Meters meters, String name, String description, Supplier<Number> figure, String... label) {
        FunctionCounter.builder(name, meters.keep(figure), it -> it.get().doubleValue())
                .description(description)
                .tags(Tags.of(label))
                .register(meters.registry());
    }

    /** How long something that is stored takes to be durable. */
    public static Timer writes(Meters meters, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(WRITE_BUCKETS)
                .register(meters.registry());
    }
}
