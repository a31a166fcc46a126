package io.tieout.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The meters of this process. Figures that would have to be kept up to date are worked out when somebody asks. */
public final class Meters implements AutoCloseable {

    /** The format of {@link #scrape()}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Object> kept = new CopyOnWriteArrayList<>();
    private final List<Runnable> workings = new CopyOnWriteArrayList<>();

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Keeps what a meter asks: the registry itself holds it but weakly. */
    <T> T keep(T asked) {
        kept.add(asked);
        return asked;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Works these figures out before each answer. */
    void workOut(Runnable figures) {
        workings.add(figures);
    }

    /** Every meter, in the text format of Prometheus. */
    public synchronized String scrape() {
        workings.forEach(Runnable::run);
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
