package io.tieout.views;

import io.tieout.wire.Contract;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole flow from the outcome topics to the stores that answer.
 *
 * <pre>
 *   recon.coverage.v1 ------- keep-coverage        [coverage]
 *   recon.policy.v1 --------- keep-policies        [policies]
 *   recon.entry.v1 ------+--- keep-entries         [entries]
 *                        |
 *                        +--- by-reference ------- keep-references  [references]
 *                        |
 *   recon.case.v1 -------+
 *   recon.match.v1 ------+
 *   recon.match-line.v1 -+--- by-case ------------ keep-cases       [cases, lists]
 *   recon.late-arrival.v1 +
 *   recon.exception.v1 --+
 * </pre>
 *
 * <p>Whatever comes again or late changes nothing: what is kept is replaced by its own or a newer version alone. So
 * at-least-once suffices, and reporting costs matching no transaction. A store that is asked by key is found by the
 * partition of that key.
 */
public final class ViewsTopology {

    /** By entry id. */
    public static final String ENTRIES = "entries";
    /** By case id: what hangs on a case. */
    public static final String CASES = "cases";
    /** By case id, too: what people page through. */
    public static final String LISTS = "lists";
    /** By reference: who bears it. */
    public static final String REFERENCES = "references";
    /** By source/account, and by source/account#partition. */
    public static final String COVERAGE = "coverage";
    /** By policy|version. */
    public static final String POLICIES = "policies";

    static final String BY_CASE = "by-case";
    static final String BY_REFERENCE = "by-reference";

    private static final Logger LOG = LoggerFactory.getLogger(ViewsTopology.class);

    private ViewsTopology() {}

    /**
     * Builds it.
     *
     * @param contracts serde of each published record
     * @param partitions of what is divided anew
     */
    public static Topology build(
            StreamsConfig config, Function<Contract, Serde<SpecificRecord>> contracts, int partitions) {
        var builder = new StreamsBuilder(new TopologyConfig(config));
        Map<Kind, KStream<String, Outcome>> said = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            said.put(kind, from(builder, kind, contracts.apply(kind.contract())));
        }
        of(said, Kind.COVERAGE).process(Keeping.in(COVERAGE), Named.as("keep-coverage"));
        of(said, Kind.POLICY).process(Keeping.in(POLICIES), Named.as("keep-policies"));
        KStream<String, Outcome> entries = of(said, Kind.ENTRY);
        entries.process(Keeping.in(ENTRIES), Named.as("keep-entries"));

        KStream<String, Outcome> outcomes = of(said, Kind.CASE)
                .merge(of(said, Kind.MATCH), Named.as("and-matches"))
                .merge(of(said, Kind.MATCH_LINE), Named.as("and-lines"))
                .merge(of(said, Kind.LATE_ARRIVAL), Named.as("and-late-arrivals"))
                .merge(of(said, Kind.EXCEPTION), Named.as("and-exceptions"));
        outcomes.selectKey((key, outcome) -> outcome.caseId(), Named.as("case-of"))
                .repartition(Repartitioned.<String, Outcome>as(BY_CASE)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Outcome.serde())
                        .withNumberOfPartitions(partitions))
                .process(CaseView.supplier(), Named.as("keep-cases"));

        entries.merge(outcomes, Named.as("and-outcomes"))
                .flatMap(ViewsTopology::references, Named.as("references-of"))
                .repartition(Repartitioned.<String, String>as(BY_REFERENCE)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.String())
                        .withNumberOfPartitions(partitions))
                .process(ReferenceView.supplier(), Named.as("keep-references"));
        return builder.build();
    }

    private static KStream<String, Outcome> of(Map<Kind, KStream<String, Outcome>> said, Kind kind) {
        return Objects.requireNonNull(said.get(kind));
    }

    private static KStream<String, Outcome> from(StreamsBuilder builder, Kind kind, Serde<SpecificRecord> serde) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        KStream<String, SpecificRecord> published = builder.stream(
                kind.contract().topic(), Consumed.with(Serdes.String(), serde).withName("from-" + name));
        return published.flatMapValues(
                (key, value) -> {
                    if (value == null) {
                        // Tieout writes none. A person who deletes a record from a topic does not delete what it said.
                        LOG.warn(
                                "{} in {} was deleted by somebody; the views keep it.",
                                key,
                                kind.contract().topic());
                        return List.of();
                    }
                    return List.of(Outcome.of(kind, value));
                },
                Named.as("read-" + name));
    }

    private static List<KeyValue<String, String>> references(String key, Outcome outcome) {
        String bearer = Bearer.of(outcome).text();
        return outcome.kind().references(outcome.value()).stream()
                .map(reference -> KeyValue.pair(reference, bearer))
                .toList();
    }
}
