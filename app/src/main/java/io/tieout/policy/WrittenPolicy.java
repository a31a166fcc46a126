package io.tieout.policy;

import io.tieout.matching.Policy;

/** A policy and the text that states it. */
public record WrittenPolicy(Policy policy, String file, String text) {}
