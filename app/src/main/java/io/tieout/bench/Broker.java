package io.tieout.bench;

import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.local.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** A broker of its own on a directory that is thrown away, in this process. */
final class Broker implements AutoCloseable {

    /** Of every topic. */
    static final int PARTITIONS = 2;

    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final LocalStack stack;
    private final Admin admin;

    private Broker(LocalStack stack) {
        this.stack = stack;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()));
    }

    static Broker start() {
        return new Broker(LocalStack.start(LocalOptions.throwAway()
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT)));
    }

    /** With a PostgreSQL beside it, which is thrown away as well. */
    static Broker withDatabase() {
        return new Broker(
                LocalStack.start(LocalOptions.throwAway().without(Part.REGISTRY).without(Part.CONNECT)));
    }

    /** Of the PostgreSQL beside it. */
    PostgresAddress database() {
        return stack.postgres();
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /** For state; it goes with the broker. */
    Path directory() {
        return stack.dataDirectory();
    }

    void create(List<NewTopic> topics) throws InterruptedException {
        await(() -> admin.createTopics(topics).all().get());
    }

    /** Deletes every topic but one, and waits until they are gone. */
    void deleteAllBut(String kept) throws InterruptedException {
        Set<String> others = others(kept);
        await(() -> admin.deleteTopics(others).all().get());
        while (!others(kept).isEmpty()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private Set<String> others(String kept) throws InterruptedException {
        return await(() -> admin.listTopics().names().get()).stream()
                .filter(name -> !name.equals(kept))
                .collect(Collectors.toSet());
    }

    /** Waits until a group has committed a topic to its end. */
    void awaitCommitted(String group, String topic) throws InterruptedException {
        while (!isCommitted(group, topic)) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private boolean isCommitted(String group, String topic) throws InterruptedException {
        var committed = await(() -> admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        var ends = await(() -> admin.listOffsets(asked).all().get());
        return ends.entrySet().stream().allMatch(end -> {
            var offset = committed.get(end.getKey());
            return offset != null && offset.offset() >= end.getValue().offset();
        });
    }

    void deleteDirectory(Path path) {
        try {
            Utils.delete(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The state of a run cannot be deleted: " + path, e);
        }
    }

    private interface Answer<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T await(Answer<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new BenchFailure("The benchmark's broker refuses: " + e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
        stack.close();
    }
}
