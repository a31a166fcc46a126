package io.tieout.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the trial while it runs: in place on a terminal, else as a line now and then. */
final class Progress {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR = 24;
    private static final String CLEAR_LINE = "\r\u001B[2K";

    private final PrintWriter out;
    private final boolean terminal;
    private long lastShownNanos;
    private boolean shown;

    /** Where the trial stands. */
    record Standing(
            Instant clock,
            int orders,
            int ordersPlanned,
            long commits,
            long webhooks,
            long refused,
            long polls,
            OutcomeWatch.Counts outcomes,
            @Nullable Instant odooCovered,
            @Nullable Instant stripeCovered,
            boolean receiverDown) {}

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A milestone, which stays. */
    void say(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Where the trial stands now; may be called as often as one likes. */
    void show(Standing standing) {
        long now = System.nanoTime();
        Duration since = Duration.ofNanos(now - lastShownNanos);
        if (lastShownNanos != 0 && since.compareTo(terminal ? Duration.ofMillis(100) : BETWEEN_LINES) < 0) {
            return;
        }
        lastShownNanos = now;
        if (terminal) {
            out.print(CLEAR_LINE + line(standing));
            shown = true;
        } else {
            out.println(line(standing));
        }
        out.flush();
    }

    /** Ends the line that is shown in place. */
    void clear() {
        if (terminal && shown) {
            out.print(CLEAR_LINE);
            shown = false;
        }
    }

    private String line(Standing at) {
        String bar = terminal ? bar(at) + "  " : "";
        return "%s%s  orders %d/%d  commits %d  webhooks %d%s  polls %d  |  matches %d  late %d  exceptions %d  |  covered odoo %s stripe %s"
                .formatted(
                        bar,
                        DAY_AND_TIME.format(at.clock()),
                        at.orders(),
                        at.ordersPlanned(),
                        at.commits(),
                        at.webhooks(),
                        refused(at),
                        at.polls(),
                        at.outcomes().matches(),
                        at.outcomes().lateArrivals(),
                        at.outcomes().openExceptions(),
                        covered(at.odooCovered()),
                        covered(at.stripeCovered()));
    }

    private static String refused(Standing at) {
        if (at.receiverDown()) {
            return " (receiver down, refused " + at.refused() + ")";
        }
        return at.refused() == 0 ? "" : " (refused " + at.refused() + ")";
    }

    private static String covered(@Nullable Instant to) {
        return to == null ? "-" : DAY_AND_TIME.format(to);
    }

    private static String bar(Standing at) {
        double whole = Duration.between(TrialPlan.START, TrialPlan.END).toSeconds();
        double done = Math.max(0, Duration.between(TrialPlan.START, at.clock()).toSeconds());
        int full = (int) Math.min(BAR, Math.round(BAR * done / whole));
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
