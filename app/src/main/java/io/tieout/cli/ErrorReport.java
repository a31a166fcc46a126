package io.tieout.cli;

import io.tieout.config.InvalidSettings;
import io.tieout.connect.registry.RegistryUnavailableException;
import io.tieout.offline.InputFaults;
import io.tieout.yaml.FaultyFilesException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What a person is told about an exception, and the exit code that goes with it.
 *
 * @param text what happened, why, and what to do; without secrets
 */
record ErrorReport(String text, int exitCode) {

    static ErrorReport of(Throwable thrown) {
        var report = explained(chain(thrown));
        return new ErrorReport(Secrets.blotted(report.text), report.exitCode);
    }

    private static ErrorReport explained(List<Throwable> chain) {
        var settings = first(chain, InvalidSettings.class);
        if (settings.isPresent()) {
            return new ErrorReport(
                    "These settings cannot be used:\n  "
                            + String.join("\n  ", settings.get().problems()),
                    ExitCode.USAGE);
        }
        var own = chain.stream().filter(ErrorReport::speaksToPeople).findFirst();
        if (own.isPresent()) {
            return new ErrorReport(message(own.get()), exitCode(own.get(), chain));
        }
        var config = first(chain, ConfigException.class);
        if (config.isPresent()) {
            return new ErrorReport("A kafka.* setting cannot be used: " + message(config.get()), ExitCode.USAGE);
        }
        var refused = first(chain, AuthenticationException.class);
        if (refused.isPresent()) {
            return new ErrorReport(
                    "Kafka refused the credentials: " + message(refused.get())
                            + "\nCheck kafka.security.protocol, kafka.sasl.* and kafka.ssl.*.",
                    ExitCode.UNREACHABLE);
        }
        var forbidden = first(chain, AuthorizationException.class);
        if (forbidden.isPresent()) {
            return new ErrorReport(
                    "Kafka does not allow this user to do that: " + message(forbidden.get())
                            + "\nGrant it, or use another user.",
                    ExitCode.FAILED);
        }
        var silent = chain.stream().filter(ErrorReport::isSilence).findFirst();
        if (silent.isPresent()) {
            return new ErrorReport(
                    "Something that is needed does not answer: " + message(silent.get())
                            + "\n`tieout doctor` says which part.",
                    ExitCode.UNREACHABLE);
        }
        var root = chain.get(chain.size() - 1);
        return new ErrorReport(
                "This should not have happened: " + root.getClass().getName() + ": " + message(root)
                        + "\nPlease report it, with the output of the same command and --stacktrace.",
                ExitCode.FAILED);
    }

    /** Exceptions of ours are written for people; those of others for programmers. */
    private static boolean speaksToPeople(Throwable thrown) {
        return thrown.getClass().getName().startsWith("io.tieout.") && thrown.getMessage() != null;
    }

    private static int exitCode(Throwable own, List<Throwable> chain) {
        if (own instanceof UsageError || own instanceof InputFaults || own instanceof FaultyFilesException) {
            return ExitCode.USAGE;
        }
        boolean silence = own instanceof Unreachable
                || own instanceof RegistryUnavailableException
                || chain.stream().anyMatch(ErrorReport::isSilence);
        return silence ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }

    private static boolean isSilence(Throwable thrown) {
        return thrown instanceof TimeoutException
                || thrown instanceof ConnectException
                || thrown instanceof UnknownHostException;
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The exception and its causes, outermost first, without those that only carry another. */
    private static List<Throwable> chain(Throwable thrown) {
        var chain = new ArrayList<Throwable>();
        for (Throwable at = thrown; at != null && !chain.contains(at); at = at.getCause()) {
            boolean onlyCarries = at instanceof ExecutionException || at instanceof CompletionException;
            if (!onlyCarries || at.getCause() == null) {
                chain.add(at);
            }
        }
        return chain;
    }
}
