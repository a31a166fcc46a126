package io.tieout.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;

/** A Connect worker in this process: distributed, so that it behaves as the one of production does. */
final class LocalConnect implements LocalPart {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Connect<DistributedHerder> worker;
    private final String url;

    private LocalConnect(Connect<DistributedHerder> worker, String url) {
        this.worker = worker;
        this.url = url;
    }

    static LocalConnect start(String bootstrapServers, int port, Path secrets, Map<String, String> more) {
        Map<String, String> settings = settings(bootstrapServers, port, secrets);
        settings.putAll(more);
        LocalConnect connect =
                new LocalConnect(new ConnectDistributed().startConnect(settings), "http://" + Ports.HOST + ":" + port);
        boolean ready = false;
        try {
            connect.awaitReady();
            ready = true;
            return connect;
        } finally {
            if (!ready) {
                connect.close();
            }
        }
    }

    @Override
    public String address() {
        return url;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        worker.stop();
        worker.awaitStop();
    }

    /** Looks again and again, until the worker answers or its main thread ends. */
    private void awaitReady() {
        long until = System.nanoTime() + START_LIMIT.toNanos();
        URI connectors = URI.create(url + "/connectors");
        try {
            while (!Http.answers(connectors)) {
                if (System.nanoTime() > until) {
                    throw new LocalStackException("The Connect worker did not answer at " + url + " within "
                            + START_LIMIT.toSeconds() + " s; the log says why.");
                }
                awaitEnd(Duration.ofMillis(100));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("The start of the Connect worker was interrupted.", e);
        }
    }

    private void awaitEnd(Duration limit) throws InterruptedException {
        try {
            worker.herderTask().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            throw new LocalStackException("The Connect worker ended while it started; the log says why.");
        } catch (TimeoutException stillRuns) {
            return;
        } catch (ExecutionException e) {
            throw new LocalStackException("The Connect worker failed: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> settings(String bootstrapServers, int port, Path secrets) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("group.id", "tieout-connect");
        settings.put("listeners", "http://" + Ports.HOST + ":" + port);
        settings.put("rest.advertised.host.name", Ports.HOST);
        settings.put("rest.advertised.port", String.valueOf(port));

        settings.put("config.storage.topic", "tieout-connect-configs");
        settings.put("offset.storage.topic", "tieout-connect-offsets");
        settings.put("status.storage.topic", "tieout-connect-status");
        settings.put("config.storage.replication.factor", "1");
        settings.put("offset.storage.replication.factor", "1");
        settings.put("status.storage.replication.factor", "1");
        settings.put("offset.storage.partitions", "4");
        settings.put("status.storage.partitions", "1");

        // Raw is raw: what a connector brings as bytes stays as it is, unless the connector names converters.
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("exactly.once.source.support", "enabled");
        settings.put("connector.client.config.override.policy", "All");
        settings.put("plugin.discovery", "service_load");

        // A connector's configuration is a record in a topic; a secret is a file that the record names.
        settings.put("config.providers", "directory");
        settings.put(
                "config.providers.directory.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
        settings.put("config.providers.directory.param.allowed.paths", secrets.toString());

        // There is one worker: nobody else would take over while it is away.
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1000");
        settings.put("offset.flush.interval.ms", "1000");
        settings.put("task.shutdown.graceful.timeout.ms", "3000");
        return settings;
    }
}
