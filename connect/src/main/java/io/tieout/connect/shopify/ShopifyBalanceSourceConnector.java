package io.tieout.connect.shopify;

import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConnector;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Kafka Connect source of one shop's payouts and balance transactions, with coverage. */
public final class ShopifyBalanceSourceConnector extends PollConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return ShopifyBalanceSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return ShopifyPollerConfig.definition();
    }

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new ShopifyPollerConfig(settings);
    }
}
