package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.doctor.Check;
import io.tieout.doctor.ClockCheck;
import io.tieout.doctor.ConnectCheck;
import io.tieout.doctor.ExpectedTopic;
import io.tieout.doctor.Finding;
import io.tieout.doctor.Finding.Level;
import io.tieout.doctor.JavaCheck;
import io.tieout.doctor.KafkaCheck;
import io.tieout.doctor.KafkaClock;
import io.tieout.doctor.OdooDoctor;
import io.tieout.doctor.RegistryCheck;
import io.tieout.doctor.TopicsCheck;
import io.tieout.doctor.TransactionsCheck;
import io.tieout.parts.Contracts;
import io.tieout.parts.OdooPart;
import io.tieout.parts.StripePoller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at everything that Tieout stands on, and says how to mend what is not in order. */
@Command(
        name = "doctor",
        description = "Looks at versions, topics, registry, Odoo's database, Connect and clocks, and says how to mend"
                + " what is not in order. Changes nothing.",
        footer = {
            "",
            "Exit code 1 when something fails, 3 when something does not answer; warnings alone are 0.",
            "",
            "Example:",
            "  app/bin/tieout doctor --config tieout.properties --json"
        })
final class DoctorCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints the findings as JSON.")
    private boolean json;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = RunningStack.addressesFor(options.settings());
        var findings = new ArrayList<Finding>();
        findings.addAll(new JavaCheck(Runtime.version()).look());
        try (var admin = KafkaAddress.of(settings).admin()) {
            for (var check : checks(settings, admin)) {
                findings.addAll(check.look());
            }
        }
        surroundings.out().println(json ? json(findings) : text(findings));
        return exitCode(findings);
    }

    private List<Check> checks(Settings settings, Admin admin) {
        var clock = surroundings.clock();
        var checks = new ArrayList<Check>();
        checks.add(new KafkaCheck(admin, settings.kafkaBootstrapServers().orElseThrow()));
        checks.add(new TopicsCheck(
                admin,
                Contracts.topics(settings).stream().map(DoctorCommand::expected).toList(),
                settings.topicsReplicationFactor()));
        checks.add(new TransactionsCheck(
                admin,
                topic -> topic.startsWith("recon.")
                        || topic.startsWith(settings.applicationId() + "-")
                        || Contracts.rawTopics().contains(topic)));
        checks.add(new ClockCheck("kafka", new KafkaClock(admin), clock));
        checks.add(
                settings.schemaRegistryUrl().isPresent()
                        ? new RegistryCheck(RegistryConfig.of(settings.registryProperties()), Contracts.schemas())
                        : () -> List.of(
                                Finding.warn("registry", "No schema registry is known.", "Set schema.registry.url.")));
        if (settings.odooEnabled()) {
            checks.addAll(odoo(settings));
        }
        checks.addAll(stripe(settings));
        return checks;
    }

    private List<Check> odoo(Settings settings) {
        if (settings.odooDatabaseHostname().isEmpty()) {
            return List.of(() -> List.of(Finding.warn(
                    "odoo", "No Odoo database is known.", "Set odoo.database.hostname, or odoo.enabled=false.")));
        }
        return List.of(
                new OdooDoctor(OdooPart.check(settings)),
                new ClockCheck("odoo", OdooDoctor.clock(OdooPart.database(settings)), surroundings.clock()));
    }

    private static List<Check> stripe(Settings settings) {
        var checks = new ArrayList<Check>();
        var connectors =
                StripePoller.isConfigured(settings) && settings.stripeAccount().isPresent()
                        ? List.of(StripePoller.connector(settings))
                        : List.<String>of();
        settings.connectUrl().ifPresent(url -> checks.add(new ConnectCheck(url, connectors)));
        if (connectors.isEmpty()) {
            checks.add(() -> List.of(Finding.warn(
                    "stripe",
                    "Stripe is not polled: nothing states its coverage, so no missing side is ever reported.",
                    "Set stripe.account and stripe.api.key.")));
        }
        return checks;
    }

    private static ExpectedTopic expected(NewTopic topic) {
        boolean raw = Contracts.rawTopics().contains(topic.name());
        return new ExpectedTopic(
                topic.name(),
                topic.numPartitions(),
                raw ? SettingsDefinition.RAW_PARTITIONS : SettingsDefinition.MATCHING_PARTITIONS,
                raw,
                topic.configs());
    }

    private static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.level() == Level.UNREACHABLE)) {
            return ExitCode.UNREACHABLE;
        }
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? ExitCode.FINDING : ExitCode.OK;
    }

    private static String text(List<Finding> findings) {
        var text = new StringBuilder();
        for (var finding : findings) {
            text.append(Ansi.AUTO.string(mark(finding.level())))
                    .append("  ")
                    .append(String.format(Locale.ROOT, "%-8s  ", finding.part()))
                    .append(finding.what())
                    .append('\n');
            finding.mend()
                    .lines()
                    .forEach(line -> text.append(" ".repeat(16))
                            .append("-> ")
                            .append(line)
                            .append('\n'));
        }
        long bad = findings.stream()
                .filter(finding -> finding.level() == Level.FAIL || finding.level() == Level.UNREACHABLE)
                .count();
        long warnings = findings.stream()
                .filter(finding -> finding.level() == Level.WARN)
                .count();
        return text.append(findings.size() + " looked at, " + bad + " not in order, " + warnings + " warnings.")
                .toString();
    }

    private static String mark(Level level) {
        return switch (level) {
            case OK -> "@|green ok  |@";
            case WARN -> "@|yellow warn|@";
            case FAIL -> "@|bold,red FAIL|@";
            case UNREACHABLE -> "@|bold,red AWAY|@";
        };
    }

    private static String json(List<Finding> findings) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("ok", exitCode(findings) == ExitCode.OK);
        var list = report.putArray("findings");
        findings.forEach(finding -> list.addObject()
                .put("level", finding.level().name().toLowerCase(Locale.ROOT))
                .put("part", finding.part())
                .put("what", finding.what())
                .put("mend", finding.mend()));
        return report.toString();
    }
}
