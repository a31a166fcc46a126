package io.tieout.query;

import io.tieout.views.Instances;
import io.tieout.views.MovingException;
import io.tieout.views.Progress;
import io.tieout.views.Views;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.TopologyTestDriver;

/** The driver in the place of a cluster of one instance with one partition. */
public final class DrivenInstance implements Instances {

    private final TopologyTestDriver driver;
    private final String self;
    String state = "RUNNING";
    boolean moving;
    boolean stale;
    /** Where everything is; this instance, unless a test says otherwise. */
    String holder;
    /** Who keeps copies. */
    List<String> copies = List.of();

    public DrivenInstance(TopologyTestDriver driver, String self) {
        this.driver = driver;
        this.self = self;
        this.holder = self;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public Place owner(String store, String key) {
        if (moving) {
            throw new MovingException("It moves.");
        }
        return new Place(holder, 0, copies);
    }

    @Override
    public Map<String, Set<Integer>> holders(String store) {
        if (moving) {
            throw new MovingException("It moves.");
        }
        return new TreeMap<>(Map.of(holder, Set.of(0)));
    }

    @Override
    public Views views(String store, int partition) {
        return new Views(driver::getKeyValueStore);
    }

    @Override
    public Views copy(String store, int partition) {
        return views(store, partition);
    }

    @Override
    public Progress progressOfCopy(String store, int partition) {
        return new Progress(Map.of(), 3, null, true);
    }

    @Override
    public Progress progress() {
        return new Progress(Map.of("recon.match.v1", List.of(7L)), 0, Duration.ZERO, stale);
    }

    @Override
    public String state() {
        return state;
    }
}
