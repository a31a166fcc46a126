package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import io.tieout.policy.PolicySentence;
import io.tieout.yaml.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is wrong with policy files, and what those that are right do. */
@Command(
        name = "check",
        description = "Checks policy files: tells every fault with its line, or what the policy does, in a sentence.",
        footer = {
            "",
            "Exits with 1 when any file has a fault. `tieout policy grammar` shows what a file may say.",
            "",
            "Example:",
            "  app/bin/tieout policy check policies/card.yaml policies/refund.yaml"
        })
final class PolicyCheckCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Policy files.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    PolicyCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PolicyFiles.Checked checked = PolicyFiles.check(files);
        if (json) {
            surroundings.out().println(document(checked));
        } else {
            checked.faults().forEach(surroundings.out()::println);
            checked.policies().stream().map(PolicySentence::of).forEach(surroundings.out()::println);
        }
        return checked.faults().isEmpty() ? ExitCode.OK : ExitCode.FINDING;
    }

    private static String document(PolicyFiles.Checked checked) {
        var document = JsonNodeFactory.instance.objectNode();
        var policies = document.putArray("policies");
        for (Policy policy : checked.policies()) {
            policies.addObject()
                    .put("policy", policy.name())
                    .put("version", policy.version())
                    .put("does", PolicySentence.of(policy));
        }
        var faults = document.putArray("faults");
        for (Fault fault : checked.faults()) {
            faults.addObject()
                    .put("file", fault.file())
                    .put("line", fault.line())
                    .put("column", fault.column())
                    .put("field", fault.field())
                    .put("problem", fault.problem());
        }
        return document.toString();
    }
}
