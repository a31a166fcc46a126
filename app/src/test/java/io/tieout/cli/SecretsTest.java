package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key sk_live_4eC39HqLyjW rejected|key sk_live_[hidden] rejected",
                "sk_test_4eC39HqLyjW|sk_test_[hidden]",
                "'rk_live_abc_DEF,rk_test_x'|'rk_live_[hidden],rk_test_[hidden]'",
                "secret whsec_abc+/=DEF.|secret whsec_[hidden].",
                "connect user=tieout password=hush&ssl=true|connect user=tieout password=[hidden]&ssl=true",
                "PASSWORD = 'two words'; next|PASSWORD = [hidden]; next",
                "org.Plain required username=\"u\" password=\"a b\";|org.Plain required username=\"u\" password=[hidden];",
                "{\"password\": \"hush\"}|{\"password\": [hidden]}",
                "http://user:hush@registry:8081/x|http://user:[hidden]@registry:8081/x",
            })
    void whatLooksLikeASecretIsBlottedOut(String text, String blotted) {
        assertThat(Secrets.blotted(text)).isEqualTo(blotted);
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        var text = "charge ch_1 of acct_1 at http://127.0.0.1:8081/x: task_sk_1, no password";

        assertThat(Secrets.blotted(text)).isEqualTo(text);
    }
}
