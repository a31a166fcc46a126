package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import io.tieout.v1.Entry;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that only pushes, in the real flow: it is matched, and its silence says nothing. */
final class WebhookFlowTest {

    private final Flow flow = new Flow(offered(policy -> policy.name().startsWith("adyen-")), Application.intakes());
    private final OdooLog odoo =
            new OdooLog(flow).snapshot("payment_provider", "{\"id\":13,\"code\":\"adyen\",\"state\":\"enabled\"}");

    private static List<Policy> offered(Predicate<Policy> wanted) {
        return PolicyFiles.offered().stream().filter(wanted).toList();
    }

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void aPaymentAndItsBookingMatchAndACancellationRevokesThat() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "P1", "2026-03-02T10:00:00Z"));
        notified("AUTHORISATION", "P1", "", "2026-03-02T10:59:58+01:00", 4500);
        assertThat(flow.said(Match.class)).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("adyen-payment|P1");
            assertThat(match.getStatus()).isEqualTo(MatchStatus.MATCHED);
        });

        notified("AUTHORISATION", "P1", "", "2026-03-02T10:59:58+01:00", 4500);
        assertThat(flow.said()).isEmpty();

        notified("CANCELLATION", "X1", "P1", "2026-03-02T12:00:00+01:00", 4500);
        assertThat(flow.said(Match.class))
                .singleElement()
                .satisfies(match -> assertThat(match.getStatus()).isEqualTo(MatchStatus.REVOKED));
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void aPaymentThatOdooNeverBookedIsReportedOnceOdooHasSpoken() {
        notified("AUTHORISATION", "P1", "", "2026-03-02T11:00:00+01:00", 4500);
        odoo.beats("2026-03-03T10:00:00Z");
        assertThat(exceptions()).isEmpty();

        odoo.beats("2026-03-03T11:30:00Z");
        assertThat(exceptions()).containsExactly("adyen-payment|P1|books|CAPTURE_NOT_BOOKED OPEN");

        odoo.commits("2026-03-03T12:00:05Z", payment(1, "done", "45.00", "P1", "2026-03-02T10:00:00Z"));
        assertThat(exceptions()).contains("adyen-payment|P1|books|CAPTURE_NOT_BOOKED " + ExceptionStatus.RESOLVED);
    }

    @Test
    void nothingOfItIsReportedMissingAndItsSilenceIsNoFault() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "P1", "2026-03-02T10:00:00Z"));
        notified("AUTHORISATION", "P2", "", "2026-03-02T11:00:00+01:00", 100);
        flow.wallClock(Duration.ofDays(30));
        odoo.beats("2026-04-02T10:00:00Z");

        assertThat(exceptions())
                .contains("adyen-payment|P2|books|CAPTURE_NOT_BOOKED OPEN")
                .noneMatch(exception -> exception.contains("BOOKED_NOT_CAPTURED"))
                .noneMatch(exception -> exception.contains("adyen/ShopNL") && exception.contains("SOURCE_STALE"));
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndStopsNothing() {
        notified("TELEPORTATION", "P1", "", "2026-03-02T11:00:00+01:00", 4500);
        notified("AUTHORISATION", "P2", "", "2026-03-02T11:00:00+01:00", 4500);

        assertThat(flow.deadLetters()).hasSize(1);
        assertThat(flow.all(Entry.class, one -> one.getSource().equals("adyen")))
                .hasSize(1);
    }

    private void notified(String code, String psp, String original, String at, long minor) {
        flow.raw(
                RawTopics.ADYEN_NOTIFICATION,
                "ShopNL",
                RawTopics.KIND_EVENT,
                "{\"live\":\"true\",\"notificationItems\":[{\"NotificationRequestItem\":{\"amount\":{\"currency\":\"EUR\",\"value\":"
                        + minor + "},\"eventCode\":\"" + code + "\",\"eventDate\":\"" + at
                        + "\",\"merchantAccountCode\":\"ShopNL\",\"merchantReference\":\"S1\",\"originalReference\":\""
                        + original + "\",\"pspReference\":\"" + psp + "\",\"success\":\"true\"}}]}");
    }

    private List<String> exceptions() {
        return flow.all(ReconciliationException.class, one -> true).stream()
                .map(one -> one.getExceptionId() + " " + one.getStatus())
                .toList();
    }
}
