package io.tieout.connect.paypal;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollTask;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.SlicedDialogue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Polls one account's transactions. */
public final class PayPalTransactionSourceTask extends PollTask {

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new PayPalPollerConfig(settings);
    }

    @Override
    protected Dialogue dialogue(PollConfig config, @Nullable Cursor cursor) {
        var paypal = (PayPalPollerConfig) config;
        var exchange = paypal.exchange();
        return new SlicedDialogue(
                new SliceReader(PayPalTransactions.KEPT, paypal.reading(), cursor),
                new PayPalTransactions(
                        paypal.apiUrl(),
                        new PayPalAccess(paypal.apiUrl(), paypal.clientId(), paypal.clientSecret(), exchange),
                        paypal.settle(),
                        exchange));
    }
}
