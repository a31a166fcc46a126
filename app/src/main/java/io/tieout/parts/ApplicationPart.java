package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import io.tieout.policy.WrittenPolicy;
import io.tieout.topology.Application;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application with the policies that the settings name. */
public final class ApplicationPart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationPart.class);

    /** How long the state stores may take to be read back, before somebody is told that they take long. */
    private static final Duration RESTORE = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Application application;
    private final List<Policy> policies;
    private final Settings settings;

    private ApplicationPart(Application application, List<Policy> policies, Settings settings) {
        this.application = application;
        this.policies = policies;
        this.settings = settings;
    }

    /**
     * Returns when every task works; topics and schemas must be there.
     *
     * @param metrics told of it before it works, to say how far it is
     * @throws PolicyChangeRefused when cases that are kept would be left behind
     */
    public static ApplicationPart start(Settings settings, InstantSource clock, MetricsPart metrics) {
        return start(settings, clock, metrics::watch);
    }

    /** The same, watched by nobody. */
    public static ApplicationPart start(Settings settings, InstantSource clock) {
        return start(settings, clock, (application, policies) -> {});
    }

    private static ApplicationPart start(
            Settings settings, InstantSource clock, BiConsumer<Application, List<Policy>> begun) {
        var written = written(settings);
        var earlier = PolicyRegister.admit(settings, written, clock);
        var policies = written.stream().map(WrittenPolicy::policy).toList();
        var application = Application.start(settings, policies, earlier, clock);
        var part = new ApplicationPart(application, policies, settings);
        boolean works = false;
        try {
            begun.accept(application, policies);
            part.awaitRunning();
            works = true;
            return part;
        } finally {
            if (!works) {
                part.close();
            }
        }
    }

    /** The built-in policies, and those of the directory that the settings name. */
    public static List<Policy> policies(Settings settings) {
        return written(settings).stream().map(WrittenPolicy::policy).toList();
    }

    private static List<WrittenPolicy> written(Settings settings) {
        return settings.policiesDir()
                .map(directory -> PolicyFiles.withDirectory(directory, LOG::warn))
                .orElseGet(PolicyFiles::builtInFiles);
    }

    /** Tells when the application ends by a failure; a clean stop is told to nobody. */
    public void onFailure(Consumer<RuntimeException> told) {
        var watch = new Thread(
                () -> {
                    try {
                        while (!application.awaitEnd(LOOK)) {
                            LOG.debug("The application works");
                        }
                        application.failure().ifPresent(cause -> told.accept(failed(cause)));
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "application-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Which application and policies run. */
    public String describe() {
        return settings.applicationId() + ": "
                + policies.stream().map(policy -> policy.name()).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        application.close();
    }

    private void awaitRunning() {
        try {
            if (application.awaitRunning(RESTORE)) {
                return;
            }
            if (application.failure().isPresent()) {
                throw failed(application.failure().get());
            }
            LOG.warn("The application still reads back its state ({}); it goes on by itself.", application.state());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PartException("The start of the application was interrupted.", interrupted);
        }
    }

    private static PartException failed(Throwable cause) {
        return new PartException(
                "The application stopped: " + cause.getMessage()
                        + "\nThe log says more. After mending the reason start it again: nothing is lost, it goes on where"
                        + " it last committed.",
                cause);
    }
}
