package io.tieout;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which room may know which other, and why. */
class LayersTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tieout");

    private static final Set<Class<?>> CLOCKED =
            Set.of(Instant.class, LocalDate.class, LocalDateTime.class, ZonedDateTime.class);

    @Test
    void matchingIsPure() {
        check(classes()
                .that()
                .resideInAPackage("io.tieout.matching..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.tieout.matching..", "java..", "org.jspecify.annotations"))
                .because("the law of matching must be readable, testable and provable without Kafka, Avro or a file"
                        + " around it: move what needs them to topology, wire or policy"));
    }

    @Test
    void onlyTopologyAndWireKnowKafkaStreams() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.tieout.topology..",
                        "io.tieout.wire..",
                        "io.tieout.views..",
                        "io.tieout.query..",
                        "io.tieout.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .because("the flow stands on one screen in topology; whoever else needs a stream's result reads a"
                        + " topic. The benchmark runs other flows beside it, to compare"));
    }

    @Test
    void noWindowedJoinMatches() {
        check(windowedJoinRule());
    }

    private static ArchRule windowedJoinRule() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tieout.bench.OuterJoin")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.kafka.streams.kstream.JoinWindows")
                .because(
                        "a windowed join matches one payment twice, reports what is not missing, and never closes on an"
                                + " idle partition (decision 001). The benchmark's yardstick is the one exception: it is what the"
                                + " engine is held against");
    }

    @Test
    void aWindowedJoinIsSeen() {
        var joins = new ClassFileImporter().importClasses(Joins.class);

        assertThatThrownBy(() -> windowedJoinRule().check(joins))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("JoinWindows");
    }

    /** What the rule is there to find. */
    private record Joins(org.apache.kafka.streams.kstream.JoinWindows windows) {}

    @Test
    void onlyTheEdgesKnowGeneratedAvro() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.tieout.wire..",
                        "io.tieout.intake..",
                        "io.tieout.connect..",
                        "io.tieout.v1..",
                        "io.tieout.bench..",
                        "io.tieout.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tieout.v1..")
                .because("Avro is how outcomes travel and not how they are thought: wire translates between it and the"
                        + " core, and `read` shows records of any schema, so it takes generic ones. The benchmark's yardsticks"
                        + " pay for the same records"));
    }

    @Test
    void onlyQueryConnectAndMetricsServeHttp() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.tieout.query..", "io.tieout.connect..", "io.tieout.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jetty..", "jakarta.ws.rs..", "org.glassfish.jersey..", "com.sun.net.httpserver..")
                .because("each open port is a door, and there are three doorkeepers"));
    }

    @Test
    void onlyLocalLaunchesBrokersRegistriesAndDatabases() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tieout.local..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.zonky..",
                        "kafka..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.connect.cli..",
                        "org.apache.kafka.connect.runtime.distributed..")
                .because("in production none of them is in this process: everybody else is given an address"));
    }

    @Test
    void nobodyKnowsTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tieout.cli..")
                .and()
                .doNotHaveFullyQualifiedName("io.tieout.Main")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tieout.cli..")
                .because("commands call the product, and the product never calls back: hand in what it needs"));
    }

    @Test
    void connectDoesNotKnowTheApplication() {
        check(noClasses()
                .that()
                .resideInAPackage("io.tieout.connect..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.tieout..")
                        .and(DescribedPredicate.not(resideInAnyPackage("io.tieout.connect..", "io.tieout.v1.."))))
                .because("connectors are put into Connect clusters where the application is not"));
    }

    @Test
    void onlyTheCommandLineReadsTheEnvironment() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.tieout.cli..", "io.tieout.local..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .because("what a run depends on stands in its settings, which one can print and repeat"));
    }

    @Test
    void onlyTheCommandLineReadsTheClock() {
        check(clockRule());
    }

    private static ArchRule clockRule() {
        return noClasses()
                .that()
                .resideOutsideOfPackages("io.tieout.cli..", "io.tieout.local..")
                .should()
                .accessTargetWhere(DescribedPredicate.describe("reads the wall clock", LayersTest::readsTheClock))
                .because("time is an argument: hand in an InstantSource, so that a test, a replay and the demo bring"
                        + " their own");
    }

    private static boolean readsTheClock(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        var name = access.getName();
        return (CLOCKED.stream().anyMatch(owner::isEquivalentTo) && name.equals("now") && takesNothing(access))
                || (owner.isEquivalentTo(Clock.class) && (name.startsWith("system") || name.startsWith("tick")))
                || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"))
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(Date.class) && name.equals("<init>") && takesNothing(access));
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().isEmpty();
    }

    /** Rooms that are not built yet have no classes, which is no breach. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }

    @Test
    void aReadOfTheClockIsSeen() {
        var reader = new ClassFileImporter().importClasses(ReadsTheClock.class);

        assertThatThrownBy(() -> clockRule().check(reader))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Instant.now()")
                .hasMessageContaining("Clock.systemUTC()")
                .hasMessageContaining("System.currentTimeMillis()");
    }

    /** What the rule is there to find. */
    private record ReadsTheClock(Instant now, Clock clock, long millis) {

        ReadsTheClock() {
            this(Instant.now(), Clock.systemUTC(), System.currentTimeMillis());
        }
    }

    @Test
    void theRulesSeeTheProduct() {
        // Rules over nothing would all hold.
        assertThat(PRODUCT.stream().map(JavaClass::getPackageName))
                .contains("io.tieout.cli", "io.tieout.config", "io.tieout.connect", "io.tieout.local");
    }
}
