package io.tieout.connect.stripe;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Polls one account's events, and what is older than they are. */
public final class StripeEventSourceTask extends PollTask {

    @Override
    protected PollConfig config(Map<String, String> settings) {
        return new StripePollerConfig(settings);
    }

    @Override
    protected Dialogue dialogue(PollConfig config, @Nullable Cursor cursor) {
        return new StripeDialogue((StripePollerConfig) config, cursor);
    }
}
