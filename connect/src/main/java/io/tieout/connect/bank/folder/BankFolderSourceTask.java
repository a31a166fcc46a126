package io.tieout.connect.bank.folder;

import io.tieout.connect.Acknowledgements;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.MalformedStatementException;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the files of a folder into the topic, each as one batch: for every account in it all parts of the file, keyed by
 * that account. A file leaves the folder when Connect has acknowledged all of them, so a kill at any moment leaves it there
 * or in the topic whole, and perhaps both; then its content is known, by the offset or to who reads.
 */
public final class BankFolderSourceTask extends SourceTask {

    private static final Logger LOG = LoggerFactory.getLogger(BankFolderSourceTask.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final String CONTENT = "content";
    private static final String FILE = "file";
    private static final String WRITTEN = "written";
    private static final String OF = "of";

    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Acknowledgements acknowledgements = new Acknowledgements();
    /** Contents that were written since the start, with the names they came under: Connect's offsets follow later. */
    private final Map<String, String> written = new HashMap<>();

    private @Nullable Watch watch;

    /** For Connect. Only how much time has passed counts, so a clock that is set holds no file back. */
    public BankFolderSourceTask() {
        this(() -> Instant.EPOCH.plusNanos(System.nanoTime()));
    }

    BankFolderSourceTask(InstantSource clock) {
        this.clock = clock;
    }

    /** What there is only between start and stop. */
    private static final class Watch {
        private final BankFolderConfig config;
        private final Place place;
        private final DropFolder folder;
        private final @Nullable String profile;
        private final Duration interval;
        private Instant nextLook = Instant.MIN;
        private List<String> waiting = List.of();
        private String trouble = "";
        private @Nullable TakenFile underWay;

        Watch(BankFolderConfig config) {
            this.config = config;
            this.place = config.place();
            this.folder = new DropFolder(place, config.duration(BankFolderConfig.SETTLE));
            this.profile = config.profile();
            this.interval = config.duration(BankFolderConfig.INTERVAL);
        }
    }

    @Override
    public String version() {
        return BankFolderSourceConnector.productVersion();
    }

    @Override
    public void start(Map<String, String> settings) {
        watch = new Watch(new BankFolderConfig(settings));
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        Watch current = watch;
        if (current == null) {
            throw new IllegalStateException("polled before it was started");
        }
        // Never null: on a worker with exactly-once sources only a returned batch, even an empty one, lets Connect
        // commit and acknowledge.
        if (stopped.getCount() == 0 || !writtenWhole(current)) {
            return List.of();
        }
        try {
            String next = next(current);
            current.trouble = "";
            return next == null ? List.of() : taken(current, next);
        } catch (IOException | ClosedFileSystemException e) {
            // Said once, and not with every look until it is mended.
            if (!current.trouble.equals(e.toString())) {
                LOG.warn(
                        "{}: a file cannot be read or moved: {}. It stays where it is. Check that the user of the worker"
                                + " may read and rename there; trying again every {}.",
                        current.place,
                        e.toString(),
                        current.interval);
            }
            current.trouble = e.toString();
            current.waiting = List.of();
            current.place.lost();
            return List.of();
        }
    }

    /** Moves the file under way, once all of it is in the topic; false while it is not. */
    private boolean writtenWhole(Watch current) throws InterruptedException {
        boolean all = acknowledgements.await(PATIENCE);
        if (acknowledgements.anyDropped()) {
            throw new ConnectException("Connect dropped a part of a statement file, so the file is not in the topic"
                    + " whole; it stays in the folder. Remove transformations that filter records from this connector,"
                    + " set errors.tolerance=none, then restart the task.");
        }
        TakenFile file = current.underWay;
        if (!all || file == null) {
            return all;
        }
        try {
            current.folder.move(file.name(), DropFolder.Fate.DONE, file.content());
            LOG.info("{} is taken in", file.name());
        } catch (IOException e) {
            // It is in the topic; what is found in the folder again is known by its content.
            LOG.warn("{} is in the topic, but cannot be moved: {}", file.name(), e.toString());
            current.place.lost();
        }
        written.put(file.content(), file.name());
        current.underWay = null;
        return true;
    }

    private @Nullable String next(Watch current) throws IOException, InterruptedException {
        if (current.waiting.isEmpty()) {
            Instant now = clock.instant();
            if (now.isBefore(current.nextLook)) {
                long wait = Math.min(
                        PATIENCE.toMillis(),
                        Duration.between(now, current.nextLook).toMillis() + 1);
                if (stopped.await(wait, TimeUnit.MILLISECONDS)) {
                    LOG.debug("stopped while nothing was to be done");
                }
                return null;
            }
            current.nextLook = now.plus(current.interval);
            current.waiting = current.folder.settled(now);
        }
        if (current.waiting.isEmpty()) {
            return null;
        }
        String next = current.waiting.get(0);
        current.waiting = current.waiting.subList(1, current.waiting.size());
        return next;
    }

    private List<SourceRecord> taken(Watch current, String name) throws IOException {
        if (current.folder.size(name) > current.config.largestFile()) {
            current.folder.quarantine(
                    name,
                    "",
                    name + ": has " + current.folder.size(name) + " bytes, more than " + BankFolderConfig.FILE_MAX_BYTES
                            + "=" + current.config.largestFile());
            return List.of();
        }
        TakenFile file = current.folder.take(name);
        if (file == null) {
            return List.of();
        }
        String before = writtenAs(file);
        if (before != null) {
            // Killed between the topic and the move, if it has the same name.
            current.folder.move(
                    name, before.equals(name) ? DropFolder.Fate.DONE : DropFolder.Fate.DUPLICATES, file.content());
            LOG.info("{} has the content of {}, which was taken in before", name, before);
            return List.of();
        }
        TakenFile.Contents contents;
        try {
            contents = file.contents(BankFolderConfig.profile(current.profile), current.config.statusAccount());
        } catch (MalformedStatementException e) {
            current.folder.quarantine(
                    name,
                    file.content(),
                    name + ":" + e.line() + (e.column() > 0 ? ":" + e.column() : "") + ": " + e.field() + ": "
                            + e.reason());
            return List.of();
        } catch (IOException | RuntimeException e) {
            // Whatever one file does to its reader must not stop all others.
            current.folder.quarantine(name, file.content(), name + ": cannot be read: " + e);
            return List.of();
        }
        current.underWay = file;
        List<SourceRecord> records = records(current, file, contents);
        acknowledgements.expect(records);
        return records;
    }

    /** The name under which the content was written whole before; null when it was not. */
    private @Nullable String writtenAs(TakenFile file) {
        String name = written.get(file.content());
        if (name != null) {
            return name;
        }
        Map<String, Object> offset = context.offsetStorageReader().offset(partition(file));
        return offset != null
                        && offset.get(WRITTEN) instanceof Number count
                        && offset.get(OF) instanceof Number all
                        && count.longValue() == all.longValue()
                ? String.valueOf(offset.get(FILE))
                : null;
    }

    private static Map<String, String> partition(TakenFile file) {
        return Map.of(CONTENT, file.content());
    }

    private static List<SourceRecord> records(Watch current, TakenFile file, TakenFile.Contents contents) {
        List<byte[]> parts = file.parts();
        long all = (long) contents.accounts().size() * parts.size();
        var records = new ArrayList<SourceRecord>();
        for (String account : contents.accounts()) {
            int number = 0;
            for (byte[] part : parts) {
                number++;
                var headers = new ConnectHeaders();
                headers.addString(RawTopics.HEADER_KIND, contents.kind());
                headers.addString(RawTopics.HEADER_VIA, RawTopics.VIA_FOLDER);
                headers.addString(RawTopics.HEADER_CONTENT, file.content());
                headers.addString(RawTopics.HEADER_PART, number + "/" + parts.size());
                headers.addString(RawTopics.HEADER_FILE, file.name());
                if (current.profile != null) {
                    headers.addString(RawTopics.HEADER_PROFILE, current.profile);
                }
                records.add(new SourceRecord(
                        partition(file),
                        Map.of(FILE, file.name(), WRITTEN, records.size() + 1L, OF, all),
                        current.config.topic(contents.kind()),
                        null,
                        Schema.STRING_SCHEMA,
                        account,
                        Schema.BYTES_SCHEMA,
                        part,
                        null,
                        headers));
            }
        }
        return records;
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        if (metadata == null) {
            acknowledgements.dropped();
        } else {
            acknowledgements.acknowledged(record);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        acknowledgements.close();
        if (watch != null) {
            watch.place.close();
        }
    }
}
