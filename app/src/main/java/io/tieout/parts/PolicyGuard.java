package io.tieout.parts;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyChange;
import io.tieout.policy.PolicyException;
import io.tieout.policy.PolicyReader;
import io.tieout.policy.WrittenPolicy;
import io.tieout.wire.KeptPolicy;
import io.tieout.wire.KeptPolicy.Rest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the policies of a start with those that the application ran with. What only judges otherwise is let
 * pass under a new version; what would leave cases behind is refused, with what to do instead.
 */
final class PolicyGuard {

    private final String application;
    private final int partitions;
    private final Instant now;
    private final Supplier<Map<String, Map<Rest, Long>>> cases;
    private @Nullable Map<String, Map<Rest, Long>> counted;

    /**
     * @param cases how many cases of each policy are open or excepted; asked only when it matters, and once
     */
    PolicyGuard(String application, int partitions, Instant now, Supplier<Map<String, Map<Rest, Long>>> cases) {
        this.application = application;
        this.partitions = partitions;
        this.now = now;
        this.cases = cases;
    }

    /**
     * What a start that is let pass needs.
     *
     * @param earlier versions that may have decided what is kept
     * @param news what is to be noted before it starts
     * @param warnings what a person may want to know
     */
    record Admission(List<Policy> earlier, List<KeptPolicy> news, List<String> warnings) {}

    /** Lets them pass, or refuses them. */
    Admission admit(Collection<KeptPolicy> kept, List<WrittenPolicy> given) {
        refuseOtherState(kept);
        Map<String, KeptPolicy> newest = new TreeMap<>();
        kept.forEach(one ->
                newest.merge(one.policy(), one, (some, other) -> some.version() > other.version() ? some : other));
        var faults = new ArrayList<String>();
        var news = new ArrayList<KeptPolicy>();
        var warnings = new ArrayList<String>();
        for (WrittenPolicy written : given) {
            KeptPolicy before = newest.remove(written.policy().name());
            if (before == null || compare(before, written, faults)) {
                news.add(new KeptPolicy(
                        written.policy().name(),
                        written.policy().version(),
                        written.text(),
                        application,
                        partitions,
                        now,
                        null));
            }
        }
        for (KeptPolicy gone : newest.values()) {
            if (gone.removedAt() == null && letGo(gone, faults, warnings)) {
                news.add(gone.removed(now));
            }
        }
        if (!faults.isEmpty()) {
            throw new PolicyChangeRefused("The application does not start: its policies changed in a way that would"
                    + " leave cases behind.\n" + String.join("\n", faults)
                    + "\nThe files that it ran with stand in recon.policy.v1 (app/bin/tieout read recon.policy.v1).");
        }
        return new Admission(earlier(kept, given), news, warnings);
    }

    /** State is kept under an application id, by partition. */
    private void refuseOtherState(Collection<KeptPolicy> kept) {
        Optional<KeptPolicy> last = kept.stream().max(Comparator.comparing(KeptPolicy::since));
        if (last.isEmpty()) {
            return;
        }
        String before = last.get().application();
        if (!before.equals(application)) {
            throw new PolicyChangeRefused("The application does not start: application.id is " + application
                    + ", and the cases of these topics are kept under " + before
                    + ".\nUnder another id it would know none of them, read everything from the beginning, and publish"
                    + " it a second time.\nSet application.id=" + before + ", or begin anew as"
                    + " topology-docs/runbooks/begin-anew.md says.");
        }
        if (last.get().partitions() != partitions) {
            throw new PolicyChangeRefused("The application does not start: matching.partitions is " + partitions
                    + ", and its cases are kept in " + last.get().partitions()
                    + ".\nA case lies in the partition that its id falls into: by another number, what comes next would"
                    + " not find it.\nSet matching.partitions=" + last.get().partitions()
                    + ", or begin anew as topology-docs/runbooks/begin-anew.md says.");
        }
    }

    /** Whether it is a new version, and may be. */
    private boolean compare(KeptPolicy before, WrittenPolicy written, List<String> faults) {
        Policy now = written.policy();
        Policy then = policy(before);
        if (now.version() < before.version()) {
            faults.add(now.name() + " (" + written.file() + "): is version " + now.version() + ", and version "
                    + before.version() + " decided already. To go back, write the older content with version "
                    + (before.version() + 1) + ".");
            return false;
        }
        boolean sameVersion = now.version() == before.version();
        if (sameVersion && then.equals(now)) {
            return before.removedAt() != null;
        }
        List<PolicyChange> orphaning = PolicyChange.orphaning(then, now);
        if (!orphaning.isEmpty()) {
            faults.add(refusal(written, orphaning));
            return false;
        }
        if (sameVersion) {
            faults.add(now.name() + " (" + written.file() + "): says something else than before, and is still"
                    + " version " + now.version() + ". Outcomes name the version that decided them, so it needs"
                    + " another one: write version: " + (now.version() + 1) + ".");
            return false;
        }
        return true;
    }

    private String refusal(WrittenPolicy written, List<PolicyChange> changes) {
        String name = written.policy().name();
        var text = new StringBuilder(name + " (" + written.file() + "): ");
        for (PolicyChange change : changes) {
            text.append("\n  ")
                    .append(change.what())
                    .append(": ")
                    .append(change.why())
                    .append('.');
        }
        return text.append("\n  ")
                .append(holds(name))
                .append("\n  Put the file back, add `ends:` with a date to come, and raise its version. Write the")
                .append(" changed policy into a file of its own, under another name, with `starts:` of the same date.")
                .append(" Once nothing of ")
                .append(name)
                .append(" is open, its file may go.")
                .toString();
    }

    private boolean letGo(KeptPolicy gone, List<String> faults, List<String> warnings) {
        long open = count(gone.policy(), Rest.OPEN);
        long excepted = count(gone.policy(), Rest.EXCEPTED);
        boolean ended = policy(gone).ends() != null;
        if (open == 0 && (excepted == 0 || ended)) {
            if (excepted > 0) {
                warnings.add("Policy " + gone.policy() + " ended and is gone. " + excepted
                        + " of its cases keep an open exception, which nothing resolves any more.");
            }
            return true;
        }
        faults.add(gone.policy() + ": is gone, or bears another name. " + holds(gone.policy())
                + " Nothing would look after them any more."
                + "\n  Put its file back under this name" + (ended ? "" : ", with `ends:` and a raised version")
                + ", and let the application run until nothing of it is open; then the file may go.");
        return false;
    }

    private String holds(String policy) {
        long open = count(policy, Rest.OPEN);
        long excepted = count(policy, Rest.EXCEPTED);
        return open + excepted == 0
                ? "None of its cases is open, but closed ones are kept for corrections and late arrivals."
                : "It holds " + open + " open cases, and " + excepted + " with an open exception.";
    }

    private long count(String policy, Rest rest) {
        if (counted == null) {
            counted = cases.get();
        }
        return counted.getOrDefault(policy, Map.of()).getOrDefault(rest, 0L);
    }

    private static List<Policy> earlier(Collection<KeptPolicy> kept, List<WrittenPolicy> given) {
        var earlier = new ArrayList<Policy>();
        for (WrittenPolicy written : given) {
            kept.stream()
                    .filter(one -> one.policy().equals(written.policy().name())
                            && one.version() < written.policy().version())
                    .sorted(Comparator.comparing(KeptPolicy::version))
                    .map(PolicyGuard::policy)
                    .forEach(earlier::add);
        }
        return earlier;
    }

    private static Policy policy(KeptPolicy kept) {
        try {
            return PolicyReader.read("recon.policy.v1, " + kept.policy() + " version " + kept.version(), kept.text());
        } catch (PolicyException e) {
            throw new PolicyChangeRefused("The application does not start: it does not understand a policy version"
                    + " that it ran with, and so not the cases which that one decided.\n" + e.getMessage()
                    + "\nStart the release that wrote it, or a newer one.");
        }
    }
}
