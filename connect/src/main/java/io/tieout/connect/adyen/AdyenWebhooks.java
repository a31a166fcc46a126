package io.tieout.connect.adyen;

import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.Answer;
import io.tieout.connect.webhook.BasicAuthentication;
import io.tieout.connect.webhook.JsonObjectBody;
import io.tieout.connect.webhook.Route;
import io.tieout.connect.webhook.SignatureScheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adyen's place in the webhook receiver. */
public final class AdyenWebhooks {

    /** What older webhooks of Adyen wait for; newer ones look at the status. */
    private static final Answer ACCEPTED = new Answer("text/plain", "[accepted]");

    private AdyenWebhooks() {}

    /** {@code POST /webhooks/adyen/{account}}, each notification signed with one of the keys, into {@code adyen.notification}. */
    public static Route route(String account, List<String> keys) {
        return route(account, new AdyenSignature(keys));
    }

    /** The same for a webhook that sends user and password along. */
    public static Route route(String account, List<String> keys, String user, String password) {
        return route(account, new BasicAuthentication(user, password, new AdyenSignature(keys)));
    }

    private static Route route(String account, SignatureScheme signature) {
        return new Route(
                "adyen",
                account,
                signature,
                new JsonObjectBody(fields -> Optional.empty()),
                RawTopics.ADYEN_NOTIFICATION,
                Map.of(),
                ACCEPTED);
    }
}
