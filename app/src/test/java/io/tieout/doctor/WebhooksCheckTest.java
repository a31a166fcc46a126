package io.tieout.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.doctor.Finding.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the settings lack for webhooks to be received. */
class WebhooksCheckTest {

    private static List<Finding> look(String account, boolean signed, boolean polled, String weakness) {
        return new WebhooksCheck(List.of(new WebhookEndpoint(
                        "adyen",
                        "adyen.account",
                        "adyen.webhook.keys",
                        Optional.of(account).filter(name -> !name.isEmpty()),
                        signed,
                        polled,
                        Optional.of(weakness).filter(text -> !text.isEmpty()))))
                .look();
    }

    @Test
    void aProviderThatNobodyNamesIsNoFinding() {
        assertThat(look("", false, false, "")).isEmpty();
    }

    @Test
    void anAccountWithItsSecretIsInOrderAndItsWeaknessIsSaid() {
        assertThat(look("ShopNL", true, false, "")).extracting(Finding::level).containsExactly(Level.OK);
        assertThat(look("ShopNL", true, false, "Let it send a user."))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.WARN);
                    assertThat(finding.what()).contains("/webhooks/adyen/ShopNL");
                    assertThat(finding.mend()).contains("Let it send a user.");
                });
    }

    @Test
    void halfOfItIsAWarningThatNamesTheOtherHalf() {
        assertThat(look("ShopNL", false, false, "")).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.mend()).contains("Set adyen.webhook.keys");
        });
        assertThat(look("", true, false, ""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.mend()).contains("Set adyen.account"));
    }

    @Test
    void whoIsPolledNeedsNoWebhooks() {
        assertThat(look("acct_1", false, true, "")).isEmpty();
    }
}
