package io.tieout.topology;

import io.tieout.matching.Arrival;

/**
 * Keeps the cases of one policy in one partition, in stores of its shape. Whatever it keeps besides stores it
 * builds from them when it is made.
 */
interface Desk {

    /**
     * An entry of this policy arrived, or left.
     *
     * @param caseId {@code policy|correlation id}
     */
    void arrive(String caseId, Arrival arrival);

    /**
     * Looks again at what is due by the coverage read, and forgets what is past retention.
     *
     * @param budget how many cases at most
     * @return how many it looked at
     */
    int drain(int budget);

    /**
     * Looks at some of what an older version of the policy decided: what is open follows the present one.
     *
     * @param budget how many cases at most
     * @return how many it looked at
     */
    int turn(int budget);

    /** Coverage began to reach further back: what could not be judged may be now. */
    void reexamine();
}
