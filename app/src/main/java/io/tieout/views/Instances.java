package io.tieout.views;

import java.util.Map;
import java.util.Set;

/** Which instance holds which partition of the views. */
public interface Instances {

    /**
     * Where a key is.
     *
     * @param address host and port of the instance
     */
    record Place(String address, int partition) {}

    /** Host and port of this instance, as others reach it. */
    String self();

    /**
     * The place of a key.
     *
     * @throws MovingException while nobody has it
     */
    Place owner(String store, String key);

    /**
     * All partitions of a store, each at exactly one instance.
     *
     * @throws MovingException while that is not so
     */
    Map<String, Set<Integer>> holders(String store);

    /**
     * One partition of a store that this instance holds.
     *
     * @throws MovingException when it does not, or is still reading it back
     */
    Views views(String store, int partition);

    /** How far the views have come. */
    Progress progress();

    /** What this instance does, in Kafka Streams' words: RUNNING, REBALANCING, ERROR and others. */
    String state();
}
