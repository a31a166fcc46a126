package io.tieout.connect.webhook;

/** What a sender is told whose delivery is stored: some providers wait for words of their own. */
public record Answer(String contentType, String body) {

    /** For providers that look at the status alone. */
    public static final Answer STORED = new Answer("application/json", "{\"status\":\"stored\"}");
}
