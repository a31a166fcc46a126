package io.tieout.topology;

import io.tieout.wire.Contract;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * The whole flow.
 *
 * <pre>
 *                               +-- by-reference -- link --+
 *                               |                          |
 *   odoo.change ---+            +-- arrivals, coverage ----+-- by-correlation -- match --+
 *                  +-- read ----+                                                        |
 *   stripe.event, -+            +-- entries, exceptions, coverage, audit ----------------+-- recon.entry.v1
 *   and every other             |                                                        +-- recon.match.v1
 *   raw topic                   |                                                        +-- recon.match-line.v1
 *                               |                                                        +-- recon.late-arrival.v1
 *                               |                                                        +-- recon.exception.v1
 *                               |                                                        +-- recon.case.v1
 *                               |                                                        +-- recon.coverage.v1
 *                               |                                                        +-- recon.audit.v1
 *                               +-- what could not be read --------------------------------- recon.dead-letter.v1
 * </pre>
 *
 * <p>One account is one ordered log in one partition; parallelism begins behind {@code by-correlation}.
 * Coverage goes to every matching partition behind the entries that it covers.
 */
public final class ReconciliationTopology {

    /** Where the intake forwards what goes to the link step. */
    static final String TO_LINKING = "to-linking";

    /** Where the intake and the link step forward what goes to its case. */
    static final String TO_MATCHING = "to-matching";

    /** Where the intake forwards what could not be read. */
    static final String TO_DEAD_LETTER = "to-dead-letter";

    private static final String READ = "read";
    private static final String LINK = "link";
    private static final String MATCH_CASES = "match";

    private static final Map<Contract, String> SINKS = sinks();

    private ReconciliationTopology() {}

    /** Builds it; the configuration makes an unnamed store, repartition or operator an error. */
    public static Topology build(Plan plan, StreamsConfig config) {
        return build(plan, config, Keeping.PERSISTENT);
    }

    /** How the stores keep what they hold. */
    enum Keeping {
        /** On disk, and in changelog topics. */
        PERSISTENT,
        /** In this process alone. */
        IN_MEMORY;

        private <I, V, O, W> ProcessorSupplier<I, V, O, W> of(ProcessorSupplier<I, V, O, W> processor) {
            return this == IN_MEMORY ? Stores.inMemory(processor) : processor;
        }
    }

    /** Builds it with stores that are kept in this way. */
    static Topology build(Plan plan, StreamsConfig config, Keeping kept) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        KStream<String, byte[]> raw = builder.stream(
                Topics.raw(plan),
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-raw"));

        KStream<String, Object> read = raw.process(kept.of(IntakeProcessor.supplier(plan)), Named.as(READ));

        KStream<String, Object> linked = read.mapValues(Routed.class::cast, Named.as(TO_LINKING))
                .repartition(by("by-reference", plan))
                .process(kept.of(LinkProcessor.supplier(plan)), Named.as(LINK));

        read.merge(linked, Named.as(TO_MATCHING))
                .mapValues(Routed.class::cast, Named.as("routed"))
                .repartition(by("by-correlation", plan))
                .process(kept.of(MatchProcessor.supplier(plan)), Named.as(MATCH_CASES));

        Topology flow = builder.build();
        publish(flow, plan, Contract.ENTRY, READ);
        publish(flow, plan, Contract.EXCEPTION, READ, LINK, MATCH_CASES);
        publish(flow, plan, Contract.COVERAGE, READ, MATCH_CASES);
        publish(flow, plan, Contract.AUDIT, READ, LINK, MATCH_CASES);
        publishCases(flow, plan);
        return flow.addSink(
                TO_DEAD_LETTER, Topics.DEAD_LETTER, new StringSerializer(), new ByteArraySerializer(), READ);
    }

    /** What only matching says. */
    private static void publishCases(Topology flow, Plan plan) {
        for (Contract contract : List.of(Contract.MATCH, Contract.MATCH_LINE, Contract.LATE_ARRIVAL, Contract.CASE)) {
            publish(flow, plan, contract, MATCH_CASES);
        }
    }

    /**
     * A sink of its own for each outcome topic, to which the operators forward by name: a chain of predicates and
     * conversions before each sink cost more than the sink. Forwarding to a sink that an operator does not have
     * stops the application; nothing is dropped.
     */
    private static void publish(Topology flow, Plan plan, Contract contract, String... from) {
        flow.addSink(
                sink(contract),
                contract.topic(),
                new StringSerializer(),
                plan.contracts().apply(contract).serializer(),
                from);
    }

    /** Where an operator forwards a record of this contract. */
    static String sink(Contract contract) {
        return Objects.requireNonNull(SINKS.get(contract));
    }

    private static Map<Contract, String> sinks() {
        var sinks = new EnumMap<Contract, String>(Contract.class);
        for (Contract contract : Contract.values()) {
            sinks.put(contract, "to-" + Topics.noun(contract.topic()));
        }
        return sinks;
    }

    /**
     * Matching and its outcomes alone, behind a topic of canonical entries that bear their case as key, with
     * coverage among them: what the benchmark measures.
     *
     * @param read gives entries and coverage reports
     */
    public static Topology fromEntries(
            Plan plan, StreamsConfig config, String topic, Deserializer<SpecificRecord> read) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        Serde<SpecificRecord> values = Serdes.serdeFrom(
                (name, value) -> {
                    throw new IllegalStateException("Nobody writes to " + name);
                },
                read);
        KStream<String, SpecificRecord> entries =
                builder.stream(topic, Consumed.with(Serdes.String(), values).withName("from-entries"));
        entries.process(PlaceProcessor.supplier(plan), Named.as("place"))
                .process(MatchProcessor.supplier(plan), Named.as(MATCH_CASES));
        Topology flow = builder.build();
        publish(flow, plan, Contract.EXCEPTION, MATCH_CASES);
        publish(flow, plan, Contract.COVERAGE, MATCH_CASES);
        publish(flow, plan, Contract.AUDIT, MATCH_CASES);
        publishCases(flow, plan);
        return flow;
    }

    private static Repartitioned<String, Routed> by(String name, Plan plan) {
        return Repartitioned.<String, Routed>as(name)
                .withKeySerde(Serdes.String())
                .withValueSerde(States.routed())
                .withNumberOfPartitions(plan.matchingPartitions())
                .withStreamPartitioner(new CorrelationPartitioner());
    }
}
