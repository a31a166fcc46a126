package io.tieout.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a Kafka transaction hangs: open in a partition, while its coordinator knows of none that is under way.
 * Nobody will ever end it, and whoever reads only what is committed waits before it for ever; in
 * {@code __consumer_offsets} the application itself waits.
 *
 * <p>No clock is asked, since the timestamps of records are not those of their writing. A coordinator that says
 * "complete" has written every end, and one whose transaction is under way says so before the first record: so
 * what is open before the coordinator is asked, and still open after it said that nothing is, hangs.
 */
public final class TransactionsCheck implements Check {

    private static final String PART = "kafka";

    private static final Set<TransactionState> UNDER_WAY = EnumSet.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT,
            TransactionState.PREPARE_EPOCH_FENCE,
            TransactionState.UNKNOWN);

    private final Admin admin;
    private final Predicate<String> concerns;

    /**
     * @param concerns which topics matter to the product; {@code __consumer_offsets} always does
     */
    public TransactionsCheck(Admin admin, Predicate<String> concerns) {
        this.admin = admin;
        this.concerns = concerns;
    }

    /** A transaction that is open in a partition since an offset. */
    record Open(TopicPartition partition, long producerId, long since) {}

    @Override
    public List<Finding> look() {
        try {
            Set<Open> before = open(partitions());
            Map<Long, TransactionState> coordinators = before.isEmpty() ? Map.of() : coordinators(before);
            Set<Open> suspects = hanging(before, coordinators, before);
            Set<Open> after = suspects.isEmpty()
                    ? Set.of()
                    : open(suspects.stream().map(Open::partition).distinct().toList());
            return findings(hanging(before, coordinators, after));
        } catch (KafkaException silence) {
            return List.of(Finding.unreachable(
                    PART, "Open transactions cannot be looked at: " + silence.getMessage(), "See above."));
        }
    }

    static Set<Open> hanging(Set<Open> before, Map<Long, TransactionState> coordinators, Set<Open> after) {
        var hanging = new HashSet<>(before);
        hanging.retainAll(after);
        hanging.removeIf(open -> {
            TransactionState state = coordinators.get(open.producerId());
            return state != null && UNDER_WAY.contains(state);
        });
        return hanging;
    }

    static List<Finding> findings(Set<Open> hanging) {
        if (hanging.isEmpty()) {
            return List.of(Finding.ok(PART, "No transaction hangs."));
        }
        var findings = new ArrayList<Finding>();
        hanging.stream()
                .sorted((one, other) ->
                        one.partition().toString().compareTo(other.partition().toString()))
                .forEach(open -> findings.add(Finding.fail(
                        PART,
                        "A transaction hangs in " + open.partition() + ", open since offset " + open.since()
                                + ", of producer " + open.producerId()
                                + ": its coordinator knows of none under way, so nothing ends it, and what stands behind"
                                + " it is not read.",
                        "kafka-transactions.sh --bootstrap-server <address> abort --topic "
                                + open.partition().topic() + " --partition "
                                + open.partition().partition() + " --start-offset " + open.since())));
        return findings;
    }

    private List<TopicPartition> partitions() {
        Set<String> names = new HashSet<>(KafkaAnswers.of(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names()));
        names.removeIf(name -> !name.equals("__consumer_offsets") && !concerns.test(name));
        Collection<TopicDescription> topics =
                KafkaAnswers.of(admin.describeTopics(names).allTopicNames()).values();
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Set<Open> open(Collection<TopicPartition> partitions) {
        var open = new HashSet<Open>();
        var described = admin.describeProducers(partitions);
        for (TopicPartition partition : partitions) {
            for (ProducerState producer :
                    KafkaAnswers.of(described.partitionResult(partition)).activeProducers()) {
                producer.currentTransactionStartOffset()
                        .ifPresent(since -> open.add(new Open(partition, producer.producerId(), since)));
            }
        }
        return open;
    }

    /** State of the transaction of each producer; one that no coordinator knows any more is not there. */
    private Map<Long, TransactionState> coordinators(Set<Open> open) {
        var ids = new HashSet<Long>();
        open.forEach(one -> ids.add(one.producerId()));
        var states = new HashMap<Long, TransactionState>();
        for (TransactionListing listing :
                KafkaAnswers.of(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(ids))
                        .all())) {
            states.put(listing.producerId(), listing.state());
        }
        return states;
    }
}
