package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.config.InvalidSettings;
import io.tieout.local.LocalStackException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ErrorReportTest {

    @Test
    void settingsAreNamedOneByOneAndAreAMatterOfUsage() {
        var report = ErrorReport.of(new InvalidSettings(List.of("a is wrong.", "b is wrong.")));

        assertThat(report.text()).isEqualTo("These settings cannot be used:\n  a is wrong.\n  b is wrong.");
        assertThat(report.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void exceptionsOfOursSpeakForThemselves() {
        var report = ErrorReport.of(new IllegalStateException(new LocalStackException("Port 9092 is taken by x.")));

        assertThat(report).isEqualTo(new ErrorReport("Port 9092 is taken by x.", ExitCode.FAILED));
    }

    @Test
    void oursIsUnreachableWhenSilenceIsBehindIt() {
        var report = ErrorReport.of(new LocalStackException("No answer.", new ConnectException("refused")));

        assertThat(report.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void aTimeoutOfKafkaIsSilence() {
        var report = ErrorReport.of(new ExecutionException(new TimeoutException("no brokers")));

        assertThat(report.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(report.text()).contains("does not answer: no brokers").contains("`tieout doctor`");
    }

    @Test
    void refusedCredentialsAreToldFromMissingRights() {
        var credentials = ErrorReport.of(new SaslAuthenticationException("bad user"));
        var rights = ErrorReport.of(new TopicAuthorizationException("recon.match.v1"));

        assertThat(credentials.text()).startsWith("Kafka refused the credentials");
        assertThat(credentials.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(rights.text()).startsWith("Kafka does not allow this user");
        assertThat(rights.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aKafkaSettingThatKafkaRefusesIsUsage() {
        assertThat(ErrorReport.of(new ConfigException("ssl.protocol", "x")).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anythingElseIsADefectAndSaysSo() {
        var report = ErrorReport.of(new IllegalStateException("outer", new NullPointerException()));

        assertThat(report.text())
                .startsWith("This should not have happened: java.lang.NullPointerException")
                .contains("--stacktrace");
        assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void secretsInMessagesOfLibrariesAreBlottedOut() {
        var report = ErrorReport.of(new ConfigException("bad jaas: password=\"hush\" key sk_live_abc"));

        assertThat(report.text()).doesNotContain("hush").doesNotContain("sk_live_abc");
    }

    @Test
    void causesThatGoInACircleEnd() {
        var inner = new IllegalStateException("inner");
        var outer = new IllegalStateException("outer", inner);
        inner.initCause(outer);

        assertThat(ErrorReport.of(outer).exitCode()).isEqualTo(ExitCode.FAILED);
    }
}
