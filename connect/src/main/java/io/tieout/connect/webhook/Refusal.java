package io.tieout.connect.webhook;

/**
 * Why a delivery is not taken, in words for its sender: enough for an honest one to mend it, nothing
 * that tells a forger what a good one looks like.
 */
public record Refusal(Outcome outcome, String error) {}
