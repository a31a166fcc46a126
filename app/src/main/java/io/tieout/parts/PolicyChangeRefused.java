package io.tieout.parts;

/** The policies are not those that the application ran with, in a way that would leave cases behind. */
public final class PolicyChangeRefused extends RuntimeException {

    PolicyChangeRefused(String message) {
        super(message);
    }
}
