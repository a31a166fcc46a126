package io.tieout.connect.odoo;

import io.debezium.embedded.EmbeddedEngineChangeEvent;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Hands the engine's batches to the writer, and lets the engine store a position only where one may begin again.
 *
 * <p>That is between transactions: a stop amid one delivers it again from its BEGIN, so a reader never meets half a
 * transaction without its beginning. It also keeps END from getting lost: Debezium's own heartbeat record comes between
 * a transaction's last row and its END, bearing a position behind both.
 *
 * <pre>
 *   BEGIN 7   row   row   (heartbeat)   END 7   (heartbeat)   BEGIN 8
 *                                         ^          ^
 *                                         positions that may be stored
 * </pre>
 */
final class ChangeBatches implements DebeziumEngine.ChangeConsumer<ChangeEvent<byte[], byte[]>> {

    private final OdooCaptureSettings settings;
    private final ChangeWriter writer;
    private final Runnable onSnapshotOut;
    private boolean open;

    /** @param onSnapshotOut run when the last row of a snapshot is written */
    ChangeBatches(OdooCaptureSettings settings, ChangeWriter writer, Runnable onSnapshotOut) {
        this.settings = settings;
        this.writer = writer;
        this.onSnapshotOut = onSnapshotOut;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<byte[], byte[]>> events,
            DebeziumEngine.RecordCommitter<ChangeEvent<byte[], byte[]>> committer)
            throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(events.size());
        List<ChangeEvent<byte[], byte[]>> storable = new ArrayList<>();
        boolean snapshotEnded = false;
        for (ChangeEvent<byte[], byte[]> event : events) {
            SourceRecord source = source(event);
            if (!event.destination().startsWith("__debezium-heartbeat")) {
                boolean marker = event.destination().equals(settings.prefix() + ".transaction");
                if (event.value() == null) {
                    throw new IllegalStateException("An event of " + event.destination() + " has no value");
                }
                batch.add(writer.message(marker, event.value()));
                if (marker) {
                    open = "BEGIN".equals(((Struct) source.value()).getString("status"));
                }
            }
            if (!open) {
                storable.add(event);
            }
            snapshotEnded |= Boolean.TRUE.equals(source.sourceOffset().get("last_snapshot_record"));
        }
        writer.write(batch);
        for (ChangeEvent<byte[], byte[]> event : storable) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
        if (snapshotEnded) {
            onSnapshotOut.run();
        }
    }

    private static SourceRecord source(ChangeEvent<byte[], byte[]> event) {
        return ((EmbeddedEngineChangeEvent<?, ?, ?>) event).sourceRecord();
    }
}
