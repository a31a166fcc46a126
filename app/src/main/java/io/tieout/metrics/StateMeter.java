package io.tieout.metrics;

import io.micrometer.core.instrument.Gauge;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** In which of its states a part is: 1 for that, 0 for each other. */
public final class StateMeter {

    private StateMeter() {}

    /**
     * @param name of the meter, such as {@code tieout.application.state}
     * @param states all that there are
     */
    public static <E extends Enum<E>> void add(
            Meters meters, String name, String description, E[] states, Supplier<E> state) {
        Arrays.stream(states)
                .forEach(one -> Gauge.builder(name, () -> state.get() == one ? 1 : 0)
                        .description(description)
                        .tags("state", word(one))
                        .register(meters.registry()));
    }

    /** {@code before_start} of {@code BEFORE_START}. */
    public static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
