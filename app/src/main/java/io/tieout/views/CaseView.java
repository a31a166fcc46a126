package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Keeps what hangs on a case side by side, and the lists in which its outcomes stand. */
final class CaseView implements Processor<String, Outcome, Void, Void> {

    @SuppressWarnings("NullAway.Init") // Kafka Streams initializes it before the first record
    private KeyValueStore<String, byte[]> cases;

    @SuppressWarnings("NullAway.Init") // Kafka Streams initializes it before the first record
    private KeyValueStore<String, byte[]> lists;

    static ProcessorSupplier<String, Outcome, Void, Void> supplier() {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Outcome, Void, Void> get() {
                return new CaseView();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Keeping.store(ViewsTopology.CASES), Keeping.store(ViewsTopology.LISTS));
            }
        };
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        cases = context.getStateStore(ViewsTopology.CASES);
        lists = context.getStateStore(ViewsTopology.LISTS);
    }

    @Override
    public void process(Record<String, Outcome> record) {
        Outcome outcome = record.value();
        Kind kind = outcome.kind();
        String key = Rows.key(record.key(), kind.name(), kind.id(outcome.value()));
        byte @Nullable [] before = cases.get(key);
        if (!Keeping.put(cases, key, outcome)) {
            return;
        }
        Lists.of(kind).ifPresent(list -> {
            List<String> now = list.rows(outcome.value());
            var gone = new HashSet<>(before == null ? List.of() : list.rows(Rows.read(before)));
            now.forEach(gone::remove);
            gone.forEach(lists::delete);
            now.forEach(row -> lists.put(row, key.getBytes(UTF_8)));
        });
    }
}
