package io.tieout.bench;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.ValueJoiner;

/** The windowed join of the DSL, which the product must not use, as the yardstick that a user would take instead. */
final class OuterJoin {

    private OuterJoin() {}

    static <V, R> KStream<String, R> of(
            KStream<String, V> left,
            KStream<String, V> right,
            ValueJoiner<V, V, R> joiner,
            Duration window,
            Serde<V> values) {
        return left.outerJoin(
                right,
                joiner,
                JoinWindows.ofTimeDifferenceAndGrace(window, Duration.ZERO),
                StreamJoined.with(Serdes.String(), values, values)
                        .withName("join")
                        .withStoreName("joined"));
    }
}
