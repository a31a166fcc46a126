package io.tieout.connect.stripe;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollTask;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.SlicedDialogue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Polls one account's events. */
public final class StripeEventSourceTask extends PollTask {

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new StripePollerConfig(settings);
    }

    @Override
    protected Dialogue dialogue(PollConfig config, @Nullable Cursor cursor) {
        var stripe = (StripePollerConfig) config;
        return new SlicedDialogue(
                new SliceReader(StripeEvents.KEPT, stripe.reading(), cursor),
                new StripeEvents(stripe.apiUrl(), stripe.apiKey(), stripe.exchange()));
    }
}
