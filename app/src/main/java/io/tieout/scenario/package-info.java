/**
 * Scenarios: what is stated, what is heard, and what must come of it, in business words, on the very flow that runs in
 * production. For users' own tests as much as for ours. Decides nothing about entries and cases.
 *
 * <pre>{@code
 * Scenario.of(policy)
 *         .given("2026-03-01 10:00  books tx_1: 45.00 EUR for pi_1")
 *         .given("2026-03-01 10:05  provider ch_1: 45.00 EUR for pi_1")
 *         .expect("match pi_1 on time")
 *         .andNothingElse();
 * }</pre>
 */
@NullMarked
package io.tieout.scenario;

import org.jspecify.annotations.NullMarked;
