package io.tieout.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Pattern;

/** Each event as one line, also where a message or an exception has several: whoever searches finds all of it. */
public final class LineLayout extends BlottedLayout {

    private static final Pattern BREAK = Pattern.compile("\\s*\\R\\s*");

    @Override
    public String doLayout(ILoggingEvent event) {
        return BREAK.matcher(super.doLayout(event).strip()).replaceAll(" | ") + System.lineSeparator();
    }
}
