package io.tieout.connect.bank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MxCamt05300108;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How fast a camt.053 is read, beside Prowide on the same file in the same run, and in how much memory.
 *
 * <p>{@code mvn -pl connect -am test -Dtest=CamtSpeedTest -Dtieout.bench=camt -Dsurefire.failIfNoSpecifiedTests=false}
 */
@EnabledIfSystemProperty(named = "tieout.bench", matches = "camt")
final class CamtSpeedTest {

    private static final int ENTRIES = 20_000;
    /** The first half of them is warm-up. */
    private static final int ROUNDS = 9;

    @Test
    void camtIsReadFasterThanByProwide() throws IOException {
        byte[] file;
        try (var statement = statement(ENTRIES)) {
            file = statement.readAllBytes();
        }
        String text = new String(file, UTF_8);
        var ratios = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            long start = processorTime();
            var ours = new Sum();
            StatementFormat.CAMT.reader(null).read(new ByteArrayInputStream(file), ours);
            long ourTime = processorTime() - start;

            start = processorTime();
            var theirs = MxCamt05300108.parse(text).getBkToCstmrStmt().getStmt().get(0).getNtry().stream()
                    .map(entry -> entry.getAmt().getValue())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            long theirTime = processorTime() - start;

            assertThat(ours.sum).isEqualByComparingTo(theirs);
            if (round > ROUNDS / 2) {
                ratios.add((double) theirTime / ourTime);
            }
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %,d entries, %.1f MB: ours %.1f MB/s, Prowide %.1f MB/s, ratio %.1f%n",
                    round,
                    ENTRIES,
                    file.length / 1e6,
                    file.length * 1e3 / ourTime,
                    file.length * 1e3 / theirTime,
                    (double) theirTime / ourTime);
        }
        Collections.sort(ratios);
        System.out.printf(Locale.ROOT, "median ratio %.1f%n", ratios.get(ratios.size() / 2));
        assertThat(ratios.get(ratios.size() / 2)).isGreaterThan(1);
    }

    /** Half of what the file has would not do, if it were held. */
    @Test
    void twoHundredMegabytesAreReadInFarLess() throws IOException {
        int entries = 420_000;
        long most = 0;
        var sum = new Sum();
        var counted = new Counted(statement(entries));
        sum.every = 20_000;
        StatementFormat.CAMT.reader(null).read(counted, sum);
        most = sum.most;
        System.out.printf(
                Locale.ROOT,
                "%,d entries of %.0f MB are read; at most %.0f MB were in use after a collection%n",
                sum.entries,
                counted.bytes / 1e6,
                most / 1e6);
        assertThat(counted.bytes).isGreaterThan(200_000_000);
        assertThat(sum.entries).isEqualTo(entries);
        assertThat(most).isLessThan(50_000_000);
    }

    /** Of this thread, which does all of either's work: what others on the machine do is not counted. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static InputStream statement(int entries) {
        String head = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-31T20:00:00Z</CreDtTm></GrpHdr>
                <Stmt><Id>S1</Id><CreDtTm>2026-03-31T20:00:00Z</CreDtTm><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
                """;
        var lines = new Enumeration<InputStream>() {
            private int next = 1;

            @Override
            public boolean hasMoreElements() {
                return next <= entries;
            }

            @Override
            public InputStream nextElement() {
                int id = next++;
                return new ByteArrayInputStream(("<Ntry><Amt Ccy=\"EUR\">" + id % 900
                                + ".25</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                                + "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-31</Dt></BookgDt><ValDt><Dt>2026-03-31</Dt></ValDt>"
                                + "<AcctSvcrRef>B-" + id + "</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E-" + id
                                + "</EndToEndId></Refs><Amt Ccy=\"EUR\">" + id % 900
                                + ".25</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                                + "<RltdPties><Dbtr><Pty><Nm>Ada Lovelace " + id + "</Nm></Pty></Dbtr></RltdPties>"
                                + "<RmtInf><Ustrd>INV/2026/" + id
                                + " and a text of some length</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n")
                        .getBytes(UTF_8));
            }
        };
        var all =
                new SequenceInputStream(new ByteArrayInputStream(head.getBytes(UTF_8)), new SequenceInputStream(lines));
        return new SequenceInputStream(
                all, new ByteArrayInputStream("</Stmt></BkToCstmrStmt></Document>\n".getBytes(UTF_8)));
    }

    /** Adds amounts up, and looks at the heap now and then. */
    private static final class Sum implements StatementSink {
        private BigDecimal sum = BigDecimal.ZERO;
        private int entries;
        private int every = Integer.MAX_VALUE;
        private long most;

        @Override
        public void opened(Statement statement) {}

        @Override
        public void booked(Booking booking) {
            sum = sum.add(booking.amount().value());
            if (++entries % every == 0) {
                System.gc();
                most = Math.max(
                        most,
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory());
            }
        }

        @Override
        public void closed(List<Balance> balances, List<Check> found) {}

        @Override
        public void ended(List<Check> found) {}
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private long bytes;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            bytes += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = in.read(into, from, length);
            bytes += Math.max(0, count);
            return count;
        }
    }
}
