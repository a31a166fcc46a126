package io.tieout.views;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which instance holds which partition of the views. */
public interface Instances {

    /**
     * Where a key is.
     *
     * @param address host and port of the instance
     * @param copies host and port of those that keep a copy of it
     */
    record Place(String address, int partition, List<String> copies) {
        public Place {
            copies = List.copyOf(copies);
        }
    }

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

    /**
     * One partition of a store of which this instance keeps a copy. It may be behind, so it can say what there is, and
     * never that there is nothing.
     *
     * @throws MovingException when it keeps none
     */
    Views copy(String store, int partition);

    /**
     * How far such a copy is behind what its owner has kept.
     *
     * @throws MovingException when that is not known
     */
    Progress progressOfCopy(String store, int partition);

    /** How far the views have come. */
    Progress progress();

    /** What this instance does, in Kafka Streams' words: RUNNING, REBALANCING, ERROR and others. */
    String state();
}
