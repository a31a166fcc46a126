package io.tieout.cli;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.doctor.Check;
import io.tieout.doctor.ClockCheck;
import io.tieout.doctor.ConnectCheck;
import io.tieout.doctor.CoverageCheck;
import io.tieout.doctor.ExpectedTopic;
import io.tieout.doctor.Finding;
import io.tieout.doctor.Finding.Level;
import io.tieout.doctor.JavaCheck;
import io.tieout.doctor.KafkaCheck;
import io.tieout.doctor.KafkaClock;
import io.tieout.doctor.OdooDoctor;
import io.tieout.doctor.PolledAccount;
import io.tieout.doctor.RegistryCheck;
import io.tieout.doctor.TopicsCheck;
import io.tieout.doctor.TransactionsCheck;
import io.tieout.doctor.WebhookEndpoint;
import io.tieout.doctor.WebhooksCheck;
import io.tieout.matching.AccountId;
import io.tieout.parts.Contracts;
import io.tieout.parts.OdooPart;
import io.tieout.parts.Poller;
import io.tieout.parts.WebhookProvider;
import io.tieout.topology.Application;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
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
        var findings = new ArrayList<Finding>(new JavaCheck(Runtime.version()).look());
        var kafka = kafka(settings);
        findings.addAll(kafka);
        for (var check : checks(settings, kafka.get(0).level() != Level.UNREACHABLE)) {
            findings.addAll(check.look());
        }
        return FindingsReport.print(findings, json, surroundings.out());
    }

    /** Without brokers that answer there is one finding, which says so, and not the same of each thing that is in Kafka. */
    private List<Finding> kafka(Settings settings) {
        if (settings.kafkaBootstrapServers().isEmpty()) {
            return List.of(Finding.unreachable(
                    "kafka",
                    "No Kafka is known: nothing runs on the data directory " + settings.dataDir()
                            + ", and kafka.bootstrap.servers is not set.",
                    "Start one with `tieout up`, name the data directory of a running one (--set data.dir=DIR), or set"
                            + " kafka.bootstrap.servers."));
        }
        Admin admin;
        try {
            admin = KafkaAddress.of(settings).admin();
        } catch (KafkaException unusable) {
            var cause = unusable.getCause() instanceof ConfigException config ? config : unusable;
            return List.of(Finding.unreachable(
                    "kafka",
                    "No client for Kafka can be made: " + Secrets.blotted(String.valueOf(cause.getMessage())),
                    "Check kafka.bootstrap.servers and the other kafka.* settings."));
        }
        try (admin) {
            var findings = new ArrayList<>(
                    new KafkaCheck(admin, settings.kafkaBootstrapServers().get()).look());
            if (findings.stream().noneMatch(finding -> finding.level() == Level.UNREACHABLE)) {
                inKafka(settings, admin).forEach(check -> findings.addAll(check.look()));
            }
            return findings;
        }
    }

    private List<Check> inKafka(Settings settings, Admin admin) {
        return List.of(
                new TopicsCheck(
                        admin,
                        Contracts.topics(settings).stream()
                                .map(DoctorCommand::expected)
                                .toList(),
                        settings.topicsReplicationFactor()),
                new TransactionsCheck(
                        admin,
                        topic -> topic.startsWith("recon.")
                                || topic.startsWith(settings.applicationId() + "-")
                                || Contracts.rawTopics().contains(topic)),
                new ClockCheck("kafka", new KafkaClock(admin), surroundings.clock()));
    }

    private List<Check> checks(Settings settings, boolean kafkaAnswers) {
        var checks = new ArrayList<Check>();
        checks.add(
                settings.schemaRegistryUrl().isPresent()
                        ? new RegistryCheck(RegistryConfig.of(settings.registryProperties()), Contracts.schemas())
                        : () -> List.of(
                                Finding.warn("registry", "No schema registry is known.", "Set schema.registry.url.")));
        if (settings.odooEnabled()) {
            checks.addAll(odoo(settings));
        }
        checks.addAll(stripe(settings));
        checks.add(new WebhooksCheck(WebhookProvider.ALL.stream()
                .map(provider -> endpoint(provider, settings))
                .toList()));
        if (kafkaAnswers && settings.schemaRegistryUrl().isPresent()) {
            checks.add(coverage(settings));
        }
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
        settings.connectUrl()
                .ifPresent(url -> checks.add(
                        new ConnectCheck(url, polled(settings), settings.bankFolder(), settings.biEnabled())));
        if (settings.stripeAccount().isEmpty()) {
            checks.add(() -> List.of(Finding.warn(
                    "stripe",
                    "No Stripe account is known: its charges are not waited for.",
                    "Set stripe.account, and let a poller state its coverage: topology-docs/deploying.md.")));
        } else if (settings.connectUrl().isEmpty()) {
            checks.add(() -> List.of(Finding.warn(
                    "connect",
                    "No Connect cluster is known, so nobody looked whether Stripe is polled.",
                    "Set connect.url.")));
        }
        return checks;
    }

    /** Stripe is polled wherever it is known; the others where the settings say so. */
    private static List<PolledAccount> polled(Settings settings) {
        return Arrays.stream(Poller.values())
                .filter(poller -> poller == Poller.STRIPE || poller.isAsked(settings))
                .flatMap(poller -> poller.account(settings).stream()
                        .map(account -> new PolledAccount(
                                poller.provider(),
                                poller.connectorClass(),
                                account,
                                poller.accountSetting(),
                                String.join(" and ", poller.secretSettings()),
                                poller.file())))
                .toList();
    }

    private static WebhookEndpoint endpoint(WebhookProvider provider, Settings settings) {
        var account = provider.account().apply(settings);
        return new WebhookEndpoint(
                provider.name(),
                provider.accountSetting(),
                provider.secretSetting(),
                account,
                provider.isSigned().test(settings),
                account.filter(name -> !Application.pushedOnly(settings, new AccountId(provider.name(), name)))
                        .isPresent(),
                provider.weakness().apply(settings));
    }

    private Check coverage(Settings settings) {
        var retired = settings.accountsRetired();
        return new CoverageCheck(
                KafkaAddress.of(settings)::consumer,
                RegistryConfig.of(settings.registryProperties()),
                Application.expected(settings).stream()
                        .filter(account -> !retired.contains(account.toString()))
                        .toList(),
                account -> Application.staleAfter(account, settings.staleAfter()),
                account -> Application.pushedOnly(settings, account),
                surroundings.clock());
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
}
