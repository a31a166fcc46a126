package io.tieout.policy;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader.Named;
import io.tieout.yaml.Fault;
import io.tieout.yaml.Faults;
import io.tieout.yaml.YamlDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The policies of an application: those that come with it, and those of a directory. A file whose policy
 * bears the name of a built-in one takes its place.
 */
public final class PolicyFiles {

    private static final List<String> BUILT_IN = List.of("card-capture.yaml", "card-refund.yaml");
    private static final List<String> OFFERED = List.of(
            "bank-statement.yaml",
            "adyen-payment.yaml",
            "adyen-refund.yaml",
            "adyen-payout.yaml",
            "adyen-bank.yaml",
            "bank-rejection.yaml",
            "paypal-capture.yaml",
            "paypal-refund.yaml");

    private PolicyFiles() {}

    /** The policies that come with the application, by name. */
    public static List<Policy> builtIn() {
        return policies(builtInFiles());
    }

    /** The files of {@link #builtIn}. */
    public static List<WrittenPolicy> builtInFiles() {
        var faults = new ArrayList<Fault>();
        var policies = new TreeMap<String, Named>();
        for (String name : BUILT_IN) {
            var found = new Faults("policies/" + name);
            PolicyReader.read(resource("/policies/" + name), found).ifPresent(read -> add(policies, read, faults));
            faults.addAll(found.found());
        }
        return byName(policies, faults);
    }

    /** The policies that come with the application without being active: to copy, and to try. */
    public static List<Policy> offered() {
        return OFFERED.stream()
                .map(name -> {
                    var found = new Faults("offered-policies/" + name);
                    return PolicyReader.read(resource("/offered-policies/" + name), found)
                            .orElseThrow(() -> new PolicyException(found.found()))
                            .policy();
                })
                .toList();
    }

    /**
     * The policies of these files alone, by name.
     *
     * @throws PolicyException with every fault of every file
     */
    public static List<Policy> read(List<Path> files) {
        Checked checked = check(files);
        if (!checked.faults().isEmpty()) {
            throw new PolicyException(checked.faults());
        }
        return checked.policies().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /**
     * What a look at files found.
     *
     * @param policies of the files without a fault, in order of the files
     * @param faults of all files, by file and line
     */
    public record Checked(List<Policy> policies, List<Fault> faults) {}

    /** Reads these files, and says what is wrong with them instead of throwing it. */
    public static Checked check(List<Path> files) {
        var faults = new ArrayList<Fault>();
        var policies = new LinkedHashMap<String, Named>();
        for (Path file : files) {
            var found = new Faults(file.toString());
            PolicyReader.read(file, found).ifPresent(read -> add(policies, read, faults));
            faults.addAll(found.found());
        }
        return new Checked(
                policies.values().stream().map(Named::policy).toList(),
                faults.stream().sorted().toList());
    }

    /**
     * The built-in policies and those of a directory: its files {@code *.yaml}, without hidden ones and without
     * sub-directories. By name.
     *
     * @param notice told, in a sentence, of each built-in policy that a file replaces
     * @throws PolicyException with every fault of every file
     */
    public static List<WrittenPolicy> withDirectory(Path directory, Consumer<String> notice) {
        var faults = new ArrayList<Fault>();
        var policies = new TreeMap<String, Named>();
        for (Path file : YamlDirectory.files(directory, "policies.dir", "policy", faults)) {
            var found = new Faults(file.toString());
            PolicyReader.read(file, found).ifPresent(read -> add(policies, read, faults));
            faults.addAll(found.found());
        }
        List<WrittenPolicy> builtIn = builtInFiles();
        var all = new ArrayList<>(byName(policies, faults));
        for (WrittenPolicy written : builtIn) {
            String name = written.policy().name();
            Named replacing = policies.get(name);
            if (replacing == null) {
                all.add(written);
            } else {
                notice.accept(replacing.file() + ": replaces the built-in policy " + name + ".");
            }
        }
        return all.stream()
                .sorted((one, other) ->
                        one.policy().name().compareTo(other.policy().name()))
                .toList();
    }

    private static List<Policy> policies(List<WrittenPolicy> written) {
        return written.stream().map(WrittenPolicy::policy).toList();
    }

    private static void add(Map<String, Named> policies, Named read, List<Fault> faults) {
        Named first = policies.putIfAbsent(read.policy().name(), read);
        if (first != null) {
            faults.add(read.fault("is the name of the policy in " + first.file() + " too; one name is one policy"));
        }
    }

    private static List<WrittenPolicy> byName(Map<String, Named> policies, List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new PolicyException(faults);
        }
        return policies.values().stream()
                .map(named -> new WrittenPolicy(named.policy(), named.file(), named.text()))
                .toList();
    }

    private static byte[] resource(String name) {
        try (InputStream content =
                Objects.requireNonNull(PolicyFiles.class.getResourceAsStream(name), () -> "No resource " + name)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The built-in policy " + name + " cannot be read", e);
        }
    }
}
