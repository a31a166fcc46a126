package io.tieout.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Each event as a JSON object on a line, without secrets.
 *
 * <p>Worked example: {@code {"at":"2026-03-02T10:00:00Z","level":"ERROR","logger":"io.tieout.topology.MatchProcessor",
 * "thread":"tieout-1-StreamThread-1","message":"...","policy":"card-capture","correlation_id":"pi_1","error":"..."}}.
 *
 * <p>Secrets are blotted out of the texts and not of the line, which would be no JSON any more.
 */
public final class JsonLayout extends LayoutBase<ILoggingEvent> {

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = JsonNodeFactory.instance.objectNode();
        line.put("at", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", Secrets.blotted(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> line.put(pair.key, Secrets.blotted(String.valueOf(pair.value))));
        }
        if (event.getThrowableProxy() != null) {
            line.put("error", Secrets.blotted(ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        return line + System.lineSeparator();
    }
}
