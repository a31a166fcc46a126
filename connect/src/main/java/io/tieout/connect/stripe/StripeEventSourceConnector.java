package io.tieout.connect.stripe;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Connect source of one Stripe account's events, with coverage. One connector an account, one task a
 * connector: coverage has one writer.
 */
public final class StripeEventSourceConnector extends SourceConnector {

    private Map<String, String> settings = Map.of();

    @Override
    public String version() {
        return productVersion();
    }

    @Override
    public void start(Map<String, String> settings) {
        var checked = new StripePollerConfig(settings);
        this.settings = checked.originalsStrings();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return StripeEventSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {
        // Everything that runs belongs to the task.
    }

    @Override
    public ConfigDef config() {
        return StripePollerConfig.definition();
    }

    /** A restart may write the events of the overlap once more: at least once, and duplicates drop downstream. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.UNSUPPORTED;
    }

    /** Lets an operator set the cursor by Connect's REST API, if it is one. */
    @Override
    public boolean alterOffsets(Map<String, String> settings, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets) {
        var partition = Cursor.partition(new StripePollerConfig(settings).account());
        offsets.forEach((changed, offset) -> {
            if (!partition.equals(changed) && offset != null) {
                throw new ConnectException("This connector reads " + partition + ", not " + changed + ".");
            }
            Cursor.of(offset);
        });
        return true;
    }

    static String productVersion() {
        return Objects.requireNonNullElse(
                StripeEventSourceConnector.class.getPackage().getImplementationVersion(), "development");
    }
}
