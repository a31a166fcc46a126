package io.tieout.topology;

import io.tieout.matching.Arrival;
import io.tieout.matching.Entry;
import io.tieout.matching.Placer;
import io.tieout.wire.Canonical;
import io.tieout.wire.Routed;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends canonical entries to their cases in the same partition, as the intake does after it has found out that
 * they are new; it keeps nothing.
 */
final class PlaceProcessor implements Processor<String, SpecificRecord, String, Routed> {

    private final Placer placer;
    private ProcessorContext<String, Routed> context;

    @SuppressWarnings("NullAway.Init")
    private PlaceProcessor(Plan plan) {
        this.placer = new Placer(plan.policies());
    }

    static ProcessorSupplier<String, SpecificRecord, String, Routed> supplier(Plan plan) {
        return () -> new PlaceProcessor(plan);
    }

    @Override
    public void init(ProcessorContext<String, Routed> given) {
        context = given;
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        Entry entry = Canonical.entry(record.value());
        if (entry == null) {
            context.forward(record.withValue(Canonical.mark(record.value())));
            return;
        }
        for (Arrival arrival : placer.place(null, entry, List.of(), entry.statedAt(), entry.statedAt())
                .arrivals()) {
            context.forward(new Record<>(
                    arrival.policy() + "|" + arrival.correlationId(),
                    new Routed.ToCase(arrival, Routed.SENT_BY_INTAKE),
                    record.timestamp()));
        }
    }
}
