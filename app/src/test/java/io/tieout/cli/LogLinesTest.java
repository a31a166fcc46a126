package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Layout;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void anEventIsOneLineOfTextWhateverItSays() {
        var text = written(LogFiles.lines());

        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .contains(
                        "correlation_id=\"pi_1\"",
                        "The first line | and the second",
                        "IllegalStateException: broken | at ")
                .doesNotContain("hunter2");
    }

    @Test
    void anEventIsOneJsonObjectOnALine() throws Exception {
        var text = written(new JsonLayout());

        assertThat(text.lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(json.path("at").asText()).endsWith("Z");
        assertThat(json.path("level").asText()).isEqualTo("ERROR");
        assertThat(json.path("logger").asText()).isEqualTo("io.tieout.some");
        assertThat(json.path("message").asText()).isEqualTo("The first line\nand the second, password=[hidden]");
        assertThat(json.path("correlation_id").asText()).isEqualTo("pi_1");
        assertThat(json.path("error").asText()).contains("IllegalStateException: broken");
        assertThat(text).doesNotContain("hunter2");
    }

    private String written(Layout<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        var event = new LoggingEvent(
                "here",
                context.getLogger("io.tieout.some"),
                Level.ERROR,
                "The first line\nand the second, password=hunter2",
                new IllegalStateException("broken"),
                null);
        event.setKeyValuePairs(List.of(new KeyValuePair("correlation_id", "pi_1")));
        return layout.doLayout(event);
    }
}
