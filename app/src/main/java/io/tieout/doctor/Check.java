package io.tieout.doctor;

import java.util.List;

/** Looks at one part. */
@FunctionalInterface
public interface Check {

    /** What was found; a part that does not answer is a finding and no exception. */
    List<Finding> look();
}
