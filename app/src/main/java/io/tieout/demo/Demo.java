package io.tieout.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * An honest trial of the product: the whole of it on a fresh local stack, a simulated week of a web shop with
 * planted trouble, and a verdict from the outcome topics alone.
 */
public final class Demo implements AutoCloseable {

    /** Orders that are measured after the verdict. */
    public static final int PROBES = LatencyProbe.PROBES;

    /** The clock passes the week in less than a minute and leaps: how fast this machine keeps up is not what is tried. */
    private static final Duration STALE_AFTER = Duration.ofDays(14);

    private final Options options;
    private final Progress progress;
    private final long beganNanos = System.nanoTime();
    private final TrialClock clock = new TrialClock(TrialPlan.HEARD_FROM);
    private final StripeShop stripe = new StripeShop(clock);
    private final TrialStack stack;

    /**
     * How the trial is to be.
     *
     * @param terminal whether the progress may be shown in place
     * @param stopAsked whether somebody wants it to end early
     */
    public record Options(int orders, long seed, Fault fault, boolean terminal, BooleanSupplier stopAsked) {}

    /** A part that runs: a line of the endpoint table. */
    public record Part(String name, String address, Duration startedIn) {}

    private Demo(Options options, Progress progress) {
        this.options = options;
        this.progress = progress;
        boolean started = false;
        try {
            this.stack = TrialStack.start(clock, stripe, options.fault(), STALE_AFTER);
            started = true;
        } finally {
            if (!started) {
                stripe.close();
            }
        }
    }

    /** Starts a fresh local stack; the trial begins with {@link #play}. */
    public static Demo start(Options options, PrintWriter out) {
        Progress progress = new Progress(out, options.terminal());
        progress.say("Starting PostgreSQL, Kafka, registry and Connect afresh ...");
        return new Demo(options, progress);
    }

    /** Plays the week and judges it. */
    public Report play() {
        TrialPlan plan = TrialPlan.of(options.orders(), options.seed());
        stripe.know(plan.happenings());
        try (OdooShop odoo = new OdooShop(stack.database())) {
            odoo.open();
            progress.say("Starting application, Odoo capture, webhook receiver and Stripe poller ...");
            stack.startProduct();
            OutcomeTopics topics = new OutcomeTopics(stack.kafkaClientProperties(), stack.values());
            try (OutcomeWatch watch = new OutcomeWatch(topics, options.stopAsked())) {
                return play(plan, odoo, topics, watch);
            }
        } catch (SQLException e) {
            throw new TrialException("The shop's database does not answer: " + e.getMessage(), e);
        }
    }

    private Report play(TrialPlan plan, OdooShop odoo, OutcomeTopics topics, OutcomeWatch watch) throws SQLException {
        progress.say("A week of %d orders (seed %d) begins, from %s to %s ..."
                .formatted(options.orders(), options.seed(), day(TrialPlan.START), day(TrialPlan.WEEK_END)));
        CoverageFault fault = options.fault() == Fault.COVERAGE
                ? CoverageFault.early(stack.kafkaClientProperties())
                : CoverageFault.none();
        Trial trial = new Trial(plan, clock, stack, odoo, stripe, watch, fault, progress, options.stopAsked());
        long weekBegan = System.nanoTime();
        trial.play();
        Duration week = since(weekBegan);
        progress.say("The week is over; reading the outcome topics ...");
        Verdict verdict = Judge.judge(plan, topics.read());
        Duration wall = since(beganNanos);
        Map<String, Long> resident = stack.residentKib();
        long commits = odoo.commits();
        Figures.Latency underLoad = trial.underLoad();
        Figures.Latency atRest =
                new LatencyProbe(clock, stack, odoo, stripe, watch).measure(OrderBook.plain(LatencyProbe.PROBES, plan));
        Map<String, Duration> startUp = new LinkedHashMap<>();
        stack.started().forEach(part -> startUp.put(part.part(), part.took()));
        Figures figures = new Figures(
                wall,
                week,
                startUp,
                commits,
                stripe.taken() - LatencyProbe.PROBES,
                stripe.refused(),
                stripe.polls(),
                underLoad,
                atRest,
                resident);
        return new Report(plan, options.fault(), verdict, figures);
    }

    /** Takes questions about what was played. */
    public void answerQuestions() {
        stack.startQuestions();
    }

    /** Writes what was played to BI tables. */
    public void writeTables() {
        stack.startTables();
    }

    /** Where the parts answer. */
    public List<Part> parts() {
        return stack.started().stream()
                .map(part -> new Part(part.part(), part.address(), part.took()))
                .toList();
    }

    /** Where the data of the stack lies until {@link #close}. */
    public Path dataDirectory() {
        return stack.dataDirectory();
    }

    /** The settings with which another command finds the parts. */
    public Map<String, String> addresses() {
        return stack.addresses();
    }

    private static String day(Instant instant) {
        return instant.toString().substring(0, 10);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Override
    public void close() {
        progress.clear();
        stack.close();
        stripe.close();
    }
}
