package io.tieout.connect.stripe;

import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConnector;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Kafka Connect source of one Stripe account's events, with coverage. */
public final class StripeEventSourceConnector extends PollConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return StripeEventSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return StripePollerConfig.definition();
    }

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new StripePollerConfig(settings);
    }
}
