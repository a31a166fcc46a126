package io.tieout.mapping;

import io.tieout.yaml.Fault;
import io.tieout.yaml.FaultyFilesException;
import java.util.List;

/** Mapping files cannot be used as they are. */
public final class MappingException extends FaultyFilesException {

    public MappingException(List<Fault> faults) {
        super(faults);
    }
}
