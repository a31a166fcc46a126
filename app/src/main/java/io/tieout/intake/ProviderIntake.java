package io.tieout.intake;

import io.tieout.connect.RawTopics;
import java.util.List;

/** A provider that is heard by its webhooks alone: its events are the records, and nobody states its coverage. */
abstract class ProviderIntake implements SourceIntake {

    @Override
    public final boolean pushedOnly() {
        return true;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        return events(raw);
    }

    /**
     * What the events in the record state. A later event about an object states it whole, so nothing need be
     * remembered: in whatever order and however often they come, the entry is what the newest of them says.
     */
    abstract List<Statement> events(RawRecord raw) throws UnreadableException;
}
