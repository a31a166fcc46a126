package io.tieout.connect.shopify;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Polls one shop's payouts and balance transactions. */
public final class ShopifyBalanceSourceTask extends PollTask {

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new ShopifyPollerConfig(settings);
    }

    @Override
    protected Dialogue dialogue(PollConfig config, @Nullable Cursor cursor) {
        var shopify = (ShopifyPollerConfig) config;
        return new ShopifyBalance(
                shopify,
                new ShopifyLists(shopify.apiUrl(), shopify.apiVersion(), shopify.accessToken(), shopify.exchange()),
                cursor);
    }
}
