package io.tieout.policy;

import io.tieout.yaml.Fault;
import io.tieout.yaml.FaultyFilesException;
import java.util.List;

/** Policy files cannot be used as they are. */
public final class PolicyException extends FaultyFilesException {

    public PolicyException(List<Fault> faults) {
        super(faults);
    }
}
