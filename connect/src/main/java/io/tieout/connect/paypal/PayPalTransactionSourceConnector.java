package io.tieout.connect.paypal;

import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConnector;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Kafka Connect source of one PayPal account's transactions, with coverage. */
public final class PayPalTransactionSourceConnector extends PollConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return PayPalTransactionSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return PayPalPollerConfig.definition();
    }

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new PayPalPollerConfig(settings);
    }
}
