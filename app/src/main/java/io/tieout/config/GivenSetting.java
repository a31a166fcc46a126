package io.tieout.config;

/**
 * One setting as somebody wrote it.
 *
 * @param name the setting, such as {@code stripe.poll.interval}
 * @param value what was written; may be a secret, so it is no part of {@link #toString()}
 * @param origin where it was written, for people: {@code tieout.properties, line 12}
 */
public record GivenSetting(String name, String value, String origin) {

    @Override
    public String toString() {
        return name + " (" + origin + ")";
    }
}
