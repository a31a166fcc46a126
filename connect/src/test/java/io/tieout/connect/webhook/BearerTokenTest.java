package io.tieout.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {

    private final BearerToken tokens = new BearerToken(List.of("the-older-secret", "the-newer-secret"));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer the-older-secret", "bearer the-newer-secret", "Bearer  the-newer-secret "})
    void oneOfTheSecretsIsEnough(String line) {
        assertThat(tokens.refusalOf(with(List.of(line)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer the-other-secret", "Bearer ", "Basic the-older-secret", "the-older-secret", ""})
    void whatIsNoneOfThemIsRefused(String line) {
        assertThat(tokens.refusalOf(with(List.of(line)))).hasValueSatisfying(refusal -> {
            assertThat(refusal.outcome()).isEqualTo(Outcome.CREDENTIALS_REFUSED);
            assertThat(refusal.error()).doesNotContain("the-older-secret");
        });
    }

    @Test
    void neitherNoneNorTwoAreTaken() {
        assertThat(tokens.refusalOf(with(List.of()))).isPresent();
        assertThat(tokens.refusalOf(with(List.of("Bearer the-older-secret", "Bearer the-newer-secret"))))
                .isPresent();
        assertThat(tokens.toString()).isEqualTo("2 secrets");
    }

    private static Delivery with(List<String> authorization) {
        return new Delivery(name -> name.equals("Authorization") ? authorization : List.of(), new byte[0]);
    }
}
