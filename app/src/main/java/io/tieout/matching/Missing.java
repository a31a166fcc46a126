package io.tieout.matching;

/** What to say when a side is missing past the deadline. */
public record Missing(Reason reason, Severity severity, Category category) {}
