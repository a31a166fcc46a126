package io.tieout.cli;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A pattern layout that blots out secrets in the whole line, the texts of exceptions included. */
public class BlottedLayout extends PatternLayout {

    @Override
    public String doLayout(ILoggingEvent event) {
        return Secrets.blotted(super.doLayout(event));
    }
}
