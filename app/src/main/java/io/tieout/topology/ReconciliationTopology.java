package io.tieout.topology;

import static io.tieout.wire.Contract.AUDIT;
import static io.tieout.wire.Contract.CASE;
import static io.tieout.wire.Contract.COVERAGE;
import static io.tieout.wire.Contract.ENTRY;
import static io.tieout.wire.Contract.EXCEPTION;
import static io.tieout.wire.Contract.LATE_ARRIVAL;
import static io.tieout.wire.Contract.MATCH;
import static io.tieout.wire.Contract.MATCH_LINE;

import io.tieout.wire.Contract;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
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
 *   stripe.event --+            +-- entries, exceptions, coverage, audit ----------------+-- recon.entry.v1
 *                               |                                                        +-- recon.match.v1
 *                               |                                                        +-- recon.match-line.v1
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

        var read = raw.process(kept.of(IntakeProcessor.supplier(plan)), Named.as("read"))
                .split(Named.as("read-"))
                .branch(is(Step.Route.class), Branched.as("routed"))
                .branch(is(Step.Unlinked.class), Branched.as("unlinked"))
                .branch(is(Step.Say.class), Branched.as("said"))
                .branch(is(Step.Unread.class), Branched.as("unread"))
                .defaultBranch(unroutable("read-unroutable"));

        var linked = branch(read, "read-unlinked")
                .mapValues(step -> ((Step.Unlinked) step).routed(), Named.as("to-linking"))
                .repartition(by("by-reference", plan))
                .process(kept.of(LinkProcessor.supplier(plan)), Named.as("link"))
                .split(Named.as("link-"))
                .branch(is(Step.Route.class), Branched.as("routed"))
                .branch(is(Step.Say.class), Branched.as("said"))
                .defaultBranch(unroutable("link-unroutable"));

        var matched = branch(read, "read-routed")
                .merge(branch(linked, "link-routed"), Named.as("every-way"))
                .mapValues(step -> ((Step.Route) step).routed(), Named.as("to-matching"))
                .repartition(by("by-correlation", plan))
                .process(kept.of(MatchProcessor.supplier(plan)), Named.as("match"));

        publish(
                branch(read, "read-said")
                        .merge(branch(linked, "link-said"), Named.as("outcomes-before-matching"))
                        .merge(matched, Named.as("outcomes")),
                plan);

        branch(read, "read-unread")
                .mapValues(step -> ((Step.Unread) step).original(), Named.as("original-bytes"))
                .to(
                        Topics.DEAD_LETTER,
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("to-dead-letter"));
        return builder.build();
    }

    /** Each outcome to its topic. */
    private static void publish(KStream<String, Step> said, Plan plan) {
        said.split(Named.as("outcome-"))
                .branch(of(ENTRY), to(ENTRY, plan))
                .branch(of(MATCH), to(MATCH, plan))
                .branch(of(MATCH_LINE), to(MATCH_LINE, plan))
                .branch(of(LATE_ARRIVAL), to(LATE_ARRIVAL, plan))
                .branch(of(EXCEPTION), to(EXCEPTION, plan))
                .branch(of(CASE), to(CASE, plan))
                .branch(of(COVERAGE), to(COVERAGE, plan))
                .branch(of(AUDIT), to(AUDIT, plan))
                .defaultBranch(unroutable("outcome-unroutable"));
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
        publish(
                entries.process(PlaceProcessor.supplier(plan), Named.as("place"))
                        .process(MatchProcessor.supplier(plan), Named.as("match")),
                plan);
        return builder.build();
    }

    private static KStream<String, Step> branch(Map<String, KStream<String, Step>> branches, String name) {
        return Objects.requireNonNull(branches.get(name), name);
    }

    private static Repartitioned<String, Routed> by(String name, Plan plan) {
        return Repartitioned.<String, Routed>as(name)
                .withKeySerde(Serdes.String())
                .withValueSerde(States.routed())
                .withNumberOfPartitions(plan.matchingPartitions())
                .withStreamPartitioner(new CorrelationPartitioner());
    }

    private static org.apache.kafka.streams.kstream.Predicate<String, Step> is(Class<? extends Step> kind) {
        return (key, step) -> kind.isInstance(step);
    }

    private static org.apache.kafka.streams.kstream.Predicate<String, Step> of(Contract contract) {
        Predicate<Step> says =
                step -> step instanceof Step.Say say && say.published().contract() == contract;
        return (key, step) -> says.test(step);
    }

    private static Branched<String, Step> to(Contract contract, Plan plan) {
        String noun = Topics.noun(contract.topic());
        return Branched.<String, Step>withConsumer(
                steps -> steps.mapValues(ReconciliationTopology::record, Named.as(noun + "-record"))
                        .to(
                                contract.topic(),
                                Produced.with(Serdes.String(), plan.contracts().apply(contract))
                                        .withName("to-" + noun)),
                noun);
    }

    private static SpecificRecord record(Step step) {
        return ((Step.Say) step).published().value();
    }

    /** A kind of outcome without a topic is a mistake in the program: stop, do not drop it. */
    private static Branched<String, Step> unroutable(String name) {
        return Branched.<String, Step>withConsumer(
                steps -> steps.foreach(
                        (key, step) -> {
                            throw new IllegalStateException("No topic for " + step.getClass() + " of " + key);
                        },
                        Named.as(name + "-stop")),
                name);
    }
}
