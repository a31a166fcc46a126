package io.tieout.bench;

import io.tieout.connect.registry.AvroSerde;
import io.tieout.connect.registry.SchemaIds;
import io.tieout.v1.Entry;
import io.tieout.v1.SideTotal;
import java.time.Duration;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/**
 * What the engine is held against, on the same topic of the same entries. Their outcome is the smallest record
 * that says it, so that writing it costs them as little as can be.
 */
final class Yardsticks {

    /** Where every yardstick writes. */
    static final String OUTCOMES = "bench.outcome";

    static final String MATCHED = "MATCHED";

    private final SchemaIds ids;
    private final String topic;
    private final Duration window;
    private final Deserializer<SpecificRecord> read;

    Yardsticks(SchemaIds ids, String topic, Duration window, Deserializer<SpecificRecord> read) {
        this.ids = ids;
        this.topic = topic;
        this.window = window;
        this.read = read;
    }

    /** Stateless: half of the records that come in go out. */
    Topology passThrough(StreamsConfig config) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        entries(builder)
                .filter((key, entry) -> isProvider(entry), Named.as("half"))
                .to(OUTCOMES, Produced.with(Serdes.String(), entrySerde()).withName("to-outcomes"));
        return builder.build();
    }

    /** Kafka's own outer join, on persistent stores with changelogs as it makes them. */
    Topology outerJoin(StreamsConfig config) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        KStream<String, Entry> entries = entries(builder);
        OuterJoin.of(
                        entries.filterNot((key, entry) -> isProvider(entry), Named.as("books")),
                        entries.filter((key, entry) -> isProvider(entry), Named.as("provider")),
                        Yardsticks::joined,
                        window,
                        entrySerde())
                .to(OUTCOMES, outcomes());
        return builder.build();
    }

    /** A matcher that keeps nothing of what is closed, audits nothing and publishes no state. */
    Topology bareMatcher(StreamsConfig config) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        entriesAndCoverage(builder)
                .process(BareMatcher.supplier(entrySerde(), window), Named.as("match"))
                .to(OUTCOMES, outcomes());
        return builder.build();
    }

    private KStream<String, Entry> entries(StreamsBuilder builder) {
        return entriesAndCoverage(builder)
                .filter((key, value) -> value instanceof Entry, Named.as("entries"))
                .mapValues(Entry.class::cast, Named.as("entry"));
    }

    private KStream<String, SpecificRecord> entriesAndCoverage(StreamsBuilder builder) {
        Serde<SpecificRecord> values = Serdes.serdeFrom(
                (name, value) -> {
                    throw new IllegalStateException("Nobody writes to " + name);
                },
                read);
        return builder.stream(topic, Consumed.with(Serdes.String(), values).withName("from-entries"));
    }

    private Serde<Entry> entrySerde() {
        return new AvroSerde<>(ids, Entry.class);
    }

    private Produced<String, SideTotal> outcomes() {
        return Produced.<String, SideTotal>with(Serdes.String(), new AvroSerde<>(ids, SideTotal.class))
                .withName("to-outcomes");
    }

    static boolean isProvider(Entry entry) {
        return entry.getSource().equals(Workload.PROVIDER.source());
    }

    /** What is said of two entries of which one may be missing. */
    static SideTotal joined(@Nullable Entry books, @Nullable Entry provider) {
        Entry one = Objects.requireNonNull(books == null ? provider : books, "one of them is there");
        boolean both = books != null && provider != null;
        return new SideTotal(
                both ? MATCHED : books == null ? "books" : "provider",
                one.getAmount().getCurrency(),
                one.getAmount().getMinor(),
                both ? 2L : 1L);
    }
}
