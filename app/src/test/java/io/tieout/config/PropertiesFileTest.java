package io.tieout.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {

    @Test
    void everySettingKnowsItsLine() {
        var settings = PropertiesFile.parse("""
                # the brokers
                kafka.bootstrap.servers = a:9092,\\
                                          b:9092

                ! the account
                stripe.account: acct_1
                """, "tieout.properties");

        assertThat(settings)
                .containsExactly(
                        new GivenSetting("kafka.bootstrap.servers", "a:9092,b:9092", "tieout.properties, line 2"),
                        new GivenSetting("stripe.account", "acct_1", "tieout.properties, line 6"));
    }

    @Test
    void aBackslashThatIsEscapedContinuesNothing() {
        var settings = PropertiesFile.parse("data.dir=C:\\\\\nodoo.account=shop\n", "f");

        assertThat(settings).extracting(GivenSetting::value).containsExactly("C:\\", "shop");
    }

    @Test
    void refusesASettingThatIsWrittenTwice() {
        assertThatThrownBy(() -> PropertiesFile.parse("odoo.account=a\n\nodoo.account=b\n", "f.properties"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("f.properties: odoo.account is set twice, in lines 1 and 3. Keep one of them.");
    }

    @Test
    void refusesABrokenEscapeByLine() {
        assertThatThrownBy(() -> PropertiesFile.parse("a=1\nodoo.account=\\u12\n", "f.properties"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith("f.properties, line 2: ");
    }

    @Test
    void saysThatAFileIsAbsent(@TempDir Path directory) {
        var absent = directory.resolve("absent.properties");

        assertThatThrownBy(() -> PropertiesFile.read(absent)).hasMessage("There is no settings file " + absent + ".");
    }
}
