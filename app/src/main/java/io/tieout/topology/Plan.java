package io.tieout.topology;

import io.tieout.intake.Intake;
import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.wire.Contract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Everything that the flow depends on.
 *
 * @param earlier versions of these policies that ran before, and may have decided what is kept
 * @param intakes by raw topic
 * @param contracts serde of each published record
 * @param expected accounts that are waited for although they may not have spoken yet
 * @param retired accounts that hold back nothing any more
 * @param rawPartitions partitions of every raw topic
 * @param matchingPartitions partitions of matching
 * @param staleAfter how far the coverage of an account may fall behind the clock
 * @param clock asked for nothing but whether an account is stale
 */
public record Plan(
        List<Policy> policies,
        List<Policy> earlier,
        Map<String, Intake> intakes,
        Function<Contract, Serde<SpecificRecord>> contracts,
        Set<AccountId> expected,
        Set<AccountId> retired,
        int rawPartitions,
        int matchingPartitions,
        Duration staleAfter,
        InstantSource clock) {

    /** Cases of pairs that wait, held in memory: so many in the tasks of one instance that has all partitions. */
    static final int OPEN_CASES_AT_HAND = 100_000;

    /** The share of one policy in one partition. */
    int openCasesAtHand() {
        long pairs = policies.stream()
                .filter(policy -> policy.shape() instanceof Shape.Pair)
                .count();
        return (int) (OPEN_CASES_AT_HAND / Math.max(1, pairs * matchingPartitions));
    }

    /** Policies whose entries may go by the link step. */
    Set<String> policiesWithAliases() {
        return policies.stream()
                .filter(policy -> policy.alias() != null)
                .map(Policy::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether any policy joins by references that may stand for others, so that the link step is in use. */
    boolean hasAliases() {
        return policies.stream().anyMatch(policy -> policy.alias() != null);
    }

    public Plan {
        policies = List.copyOf(policies);
        earlier = List.copyOf(earlier);
        intakes = Map.copyOf(intakes);
        expected = Set.copyOf(expected);
        retired = Set.copyOf(retired);
    }
}
