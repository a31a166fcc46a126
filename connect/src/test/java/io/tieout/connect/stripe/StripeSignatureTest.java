package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.tieout.connect.webhook.Delivery;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our check of signatures against the one of Stripe's own library. */
class StripeSignatureTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void agreesWithStripesLibraryOnWhatIsGenuineAndWhatIsSpoilt() throws Exception {
        var random = new Random(7);
        int genuine = 0;
        for (int i = 0; i < 2_000; i++) {
            var secret = "whsec_" + random.nextLong();
            var body = text(random);
            var signedAt = NOW.minusSeconds(random.nextInt(600));
            var header = "t=" + signedAt.getEpochSecond() + ",v1="
                    + Webhook.Util.computeHmacSha256(secret, signedAt.getEpochSecond() + "." + body);
            if (random.nextInt(3) == 0) {
                header = spoilt(header, random);
            }
            boolean theirs = stripesLibraryTakes(header, body, secret);
            boolean ours = refusal(List.of(header), body, secret).isEmpty();

            assertThat(ours).as("seed 7, case %d: %s", i, header).isEqualTo(theirs);
            genuine += ours ? 1 : 0;
        }
        assertThat(genuine).as("some are genuine and some are not").isBetween(300, 1_700);
    }

    @Test
    void refusesATimeAheadWhichStripesLibraryTakes() throws Exception {
        var ahead = NOW.plusSeconds(301);
        var header = "t=" + ahead.getEpochSecond() + ",v1="
                + Webhook.Util.computeHmacSha256("whsec_a", ahead.getEpochSecond() + ".{}");
        assertThat(stripesLibraryTakes(header, "{}", "whsec_a")).isTrue();
        assertThat(refusal(List.of(header), "{}", "whsec_a"))
                .map(Refusal::outcome)
                .contains(Outcome.SIGNATURE_OUT_OF_TIME);
    }

    @Test
    void tellsTheTimeOnlyToTheHolderOfASecret() {
        var old = "t=1,v1=" + "0".repeat(64);
        assertThat(refusal(List.of(old), "{}", "whsec_a")).map(Refusal::outcome).contains(Outcome.SIGNATURE_REFUSED);
    }

    @Test
    void findsTheRightOneOfManyDigestsAndSecrets() throws Exception {
        var right = Webhook.Util.computeHmacSha256("whsec_b", NOW.getEpochSecond() + ".{}");
        var wrong = "0".repeat(64);
        for (var digests :
                List.of(List.of(right, wrong, wrong), List.of(wrong, right, wrong), List.of(wrong, wrong, right))) {
            var header = "t=" + NOW.getEpochSecond() + ",v1=" + String.join(",v1=", digests);
            assertThat(refusal(List.of(header), "{}", "whsec_a", "whsec_b", "whsec_c"))
                    .isEmpty();
            assertThat(refusal(List.of(header), "{}", "whsec_a", "whsec_c")).isPresent();
        }
    }

    @Test
    void needsASecret() {
        for (var secrets : List.of(List.<String>of(), List.of(""), List.of("whsec_a", " "))) {
            assertThatThrownBy(() -> new StripeSignature(secrets, Duration.ofMinutes(5), InstantSource.fixed(NOW)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stripe.webhook.secrets")
                    .message()
                    .doesNotContain("whsec_a");
        }
    }

    private static boolean stripesLibraryTakes(String header, String body, String secret) {
        try {
            return Webhook.Signature.verifyHeader(body, header, secret, 300, Clock.fixed(NOW, ZoneOffset.UTC));
        } catch (SignatureVerificationException e) {
            return false;
        }
    }

    private static Optional<Refusal> refusal(List<String> headerLines, String body, String... secrets) {
        return new StripeSignature(List.of(secrets), StripeSignature.TOLERANCE, InstantSource.fixed(NOW))
                .refusalOf(new Delivery(
                        name -> name.equals(StripeSignature.HEADER) ? headerLines : List.of(), body.getBytes(UTF_8)));
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(200), 1, 0xd7ff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Changes one digit of the digest or of the time. */
    private static String spoilt(String header, Random random) {
        int at = random.nextBoolean() ? header.length() - 1 - random.nextInt(64) : header.indexOf(',') - 1;
        char digit = header.charAt(at) == '1' ? '2' : '1';
        return header.substring(0, at) + digit + header.substring(at + 1);
    }
}
