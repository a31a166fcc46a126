package io.tieout.cli;

import java.util.regex.Pattern;

/** Blots out what looks like a secret, wherever a text came from. */
final class Secrets {

    private static final String HIDDEN = "[hidden]";

    /** Keys of Stripe, by their prefix, which stays: it says which kind of key to look for. */
    private static final Pattern STRIPE_KEY = Pattern.compile("\\b((?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9+/=_-]+");

    /** What follows {@code password=} or {@code "password":} up to where a value can end. */
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(password[\"']?\\s*[=:]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;&})\\]]+)");

    /** User and password in an address. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]+:)[^/\\s@]+@");

    private Secrets() {}

    static String blotted(String text) {
        var stripe = STRIPE_KEY.matcher(text).replaceAll("$1" + HIDDEN);
        var password = PASSWORD.matcher(stripe).replaceAll("$1" + HIDDEN);
        return USER_INFO.matcher(password).replaceAll("$1" + HIDDEN + "@");
    }
}
