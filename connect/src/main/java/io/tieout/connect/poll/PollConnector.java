package io.tieout.connect.poll;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/** One connector an account, one task a connector: coverage has one writer. */
public abstract class PollConnector extends SourceConnector {

    private Map<String, String> settings = Map.of();

    /** The settings, checked. */
    protected abstract PollConfig config(Map<String, String> settings);

    @Override
    public String version() {
        return productVersion();
    }

    @Override
    public void start(Map<String, String> settings) {
        var checked = config(settings);
        this.settings = checked.originalsStrings();
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {
        // Everything that runs belongs to the task.
    }

    /** A restart may write what lies in the overlap once more: at least once, and duplicates drop downstream. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.UNSUPPORTED;
    }

    /** Lets an operator set the cursor by Connect's REST API, if it is one. */
    @Override
    public boolean alterOffsets(Map<String, String> settings, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets) {
        var partition = Cursor.partition(config(settings).account());
        offsets.forEach((changed, offset) -> {
            if (!partition.equals(changed) && offset != null) {
                throw new ConnectException("This connector reads " + partition + ", not " + changed + ".");
            }
            Cursor.of(offset);
        });
        return true;
    }

    static String productVersion() {
        return Objects.requireNonNullElse(PollConnector.class.getPackage().getImplementationVersion(), "development");
    }
}
