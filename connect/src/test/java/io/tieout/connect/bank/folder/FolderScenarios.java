package io.tieout.connect.bank.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a folder, wherever it is, come into the topic whole and once, whatever happens on the way. */
abstract class FolderScenarios {

    static final String MARCH = statement("11111111", "100,00", "105,00");
    private static final String TWO_ACCOUNTS = MARCH + statement("22222222", "7,00", "12,00");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    FolderRun run;

    private static String statement(String account, String opening, String closing) {
        return ":20:S\n:25:" + account + "\n:28C:1/1\n:60F:C260301EUR" + opening
                + "\n:61:2603020302C5,00NTRFNONREF\n:86:coffee\n:62F:C260302EUR" + closing + "\n-\n";
    }

    /** Where the task is to look for what stands in the folder. */
    abstract void place(FolderRun of) throws Exception;

    @BeforeEach
    void start() throws Exception {
        run = new FolderRun(folder);
        place(run);
        run.start();
    }

    @AfterEach
    void stop() {
        run.stop();
    }

    @Test
    void aFileIsTakenWholeAndMoved() {
        run.put("march.sta", MARCH);
        run.goOn();
        assertThat(run.received("11111111")).isEqualTo(MARCH);
        assertThat(run.parts()).containsExactly("11111111 1/1");
        assertThat(FolderRun.header(run.topic.get(0), RawTopics.HEADER_KIND)).isEqualTo("statement-file");
        assertThat(FolderRun.header(run.topic.get(0), RawTopics.HEADER_FILE)).isEqualTo("march.sta");
        assertThat(run.files("")).isEmpty();
        assertThat(run.files("done")).containsExactly("march.sta");
    }

    @Test
    void aFileThatGrowsIsNotTakenBeforeItHasSettled() {
        for (int end = 20; end < MARCH.length(); end += 20) {
            run.put("march.sta", MARCH.substring(0, end));
            run.passes(Duration.ofSeconds(9));
            assertThat(run.pollOnly()).isEmpty();
        }
        run.put("march.sta", MARCH);
        run.goOn();
        assertThat(run.received("11111111")).isEqualTo(MARCH);
    }

    @Test
    void namesOfUnfinishedFilesAreLeftAlone() {
        run.put("march.sta.part", MARCH);
        run.put(".march.sta", MARCH);
        run.goOn();
        assertThat(run.topic).isEmpty();
        assertThat(run.files("")).containsExactly(".march.sta", "march.sta.part");
    }

    @Test
    void eachAccountGetsAllPartsInItsOwnLog() {
        String large = TWO_ACCOUNTS.replace(
                ":62F:C260302EUR105", ":61:2603020302C0,00NTRFNONREF\n".repeat(40_000) + ":62F:C260302EUR105");
        run.put("two.sta", large);
        run.goOn();
        assertThat(run.received("11111111").equals(large)).isTrue();
        assertThat(run.received("22222222").equals(large)).isTrue();
        assertThat(run.parts()).startsWith("11111111 1/3", "11111111 2/3", "11111111 3/3", "22222222 1/3");
        assertThat(run.topic)
                .allSatisfy(record -> assertThat((byte[]) record.value()).hasSizeLessThanOrEqualTo(TakenFile.PART));
    }

    @Test
    void aKnownContentIsADuplicateUnderAnyName() {
        run.put("march.sta", MARCH);
        run.goOn();
        run.put("again.sta", MARCH);
        run.goOn();
        run.killed();
        run.put("later.sta", MARCH);
        run.goOn();
        assertThat(run.topic).hasSize(1);
        assertThat(run.files("duplicates")).containsExactly("again.sta", "later.sta");
    }

    @Test
    void aMalformedFileIsQuarantinedWholeWithItsLineAndReason() throws IOException {
        String malformed = MARCH.replace("C5,00", "Cfive");
        run.put("bad.sta", malformed);
        run.put("good.sta", MARCH);
        run.goOn();
        assertThat(run.parts()).containsExactly("11111111 1/1");
        assertThat(run.files("quarantine")).containsExactly("bad.sta", "bad.sta.reason.txt");
        assertThat(Files.readString(folder.resolve("quarantine/bad.sta"))).isEqualTo(malformed);
        assertThat(Files.readString(folder.resolve("quarantine/bad.sta.reason.txt")))
                .startsWith("bad.sta:5");
    }

    @Test
    void aSettlementReportGoesIntoTheLogOfEachMerchantAccountBesideItsNotifications() throws IOException {
        String report = "Batch Number,Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,"
                + "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Net Currency,Net Debit (NC),"
                + "Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)\n"
                + "7,ShopNL,P1,S1,2026-03-01 13:00:00,CET,Settled,C1,EUR,,2.00,EUR,,2.00,,,,\n"
                + "7,ShopDE,P2,S2,2026-03-01 13:00:00,CET,Settled,C2,EUR,,2.00,EUR,,2.00,,,,\n";
        run.put("batch_7.csv", report);
        run.put("bad.csv", report.replace("CET,Settled,C2", "Mars,Settled,C2"));
        run.goOn();

        assertThat(run.parts()).containsExactly("ShopNL 1/1", "ShopDE 1/1");
        assertThat(run.received("ShopDE")).isEqualTo(report);
        assertThat(run.topic).allSatisfy(record -> {
            assertThat(record.topic()).isEqualTo(RawTopics.ADYEN_NOTIFICATION);
            assertThat(FolderRun.header(record, RawTopics.HEADER_KIND)).isEqualTo("settlement-report");
        });
        assertThat(run.files("done")).containsExactly("batch_7.csv");
        assertThat(Files.readString(folder.resolve("quarantine/bad.csv.reason.txt")))
                .startsWith("bad.csv:3: TimeZone: \"Mars\" is no known time zone");
    }

    @Test
    void aPaymentStatusReportGoesIntoTheLogOfTheAccountOfWhichThePaymentsAre() throws IOException {
        String report = "<Document><CstmrPmtStsRpt><GrpHdr><CreDtTm>2026-03-31T20:00:00Z</CreDtTm></GrpHdr>\n"
                + "<OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>\n"
                + "</CstmrPmtStsRpt></Document>";
        run.put("nobody.xml", report);
        run.goOn();
        assertThat(Files.readString(folder.resolve("quarantine/nobody.xml.reason.txt")))
                .startsWith("nobody.xml:2: account: the report does not say whose it is");

        run.settings.put(BankFolderConfig.STATUS_ACCOUNT, "1111 1111");
        run.killed();
        run.put("status.xml", report);
        run.goOn();
        assertThat(run.parts()).containsExactly("11111111 1/1");
        assertThat(run.topic.get(0).topic()).isEqualTo(RawTopics.BANK_STATEMENT);
        assertThat(FolderRun.header(run.topic.get(0), RawTopics.HEADER_KIND)).isEqualTo("payment-status");
    }

    @Test
    void whatIsTooLargeOrNoStatementIsQuarantined() throws IOException {
        run.settings.put(BankFolderConfig.FILE_MAX_BYTES, "200");
        run.killed();
        run.put("large.sta", TWO_ACCOUNTS);
        run.put("picture.png", "\u0089PNG");
        run.put("table.csv", "a;b\n1;2\n");
        run.goOn();
        assertThat(run.topic).isEmpty();
        assertThat(run.files("quarantine")).hasSize(6);
        assertThat(Files.readString(folder.resolve("quarantine/large.sta.reason.txt")))
                .contains("bank.file.max.bytes=200");
    }

    @Test
    void killedBeforeTheOffsetItWritesTheFileOnceMore() {
        run.put("march.sta", MARCH);
        run.passes(Duration.ofSeconds(1));
        assertThat(run.pollOnly()).isEmpty();
        run.passes(Duration.ofSeconds(11));
        run.pollOnly().forEach(record -> run.write(record, false));
        run.killed().goOn();
        assertThat(run.topic).hasSize(2);
        assertThat(FolderRun.header(run.topic.get(0), RawTopics.HEADER_CONTENT))
                .isEqualTo(FolderRun.header(run.topic.get(1), RawTopics.HEADER_CONTENT));
        assertThat(run.files("done")).containsExactly("march.sta");
    }

    @Test
    void killedBetweenTheTopicAndTheMoveItIsNotWrittenAgain() {
        run.put("march.sta", MARCH);
        run.passes(Duration.ofSeconds(1));
        assertThat(run.pollOnly()).isEmpty();
        run.passes(Duration.ofSeconds(11));
        run.pollOnly().forEach(record -> run.write(record, true));
        run.killed().goOn();
        assertThat(run.topic).hasSize(1);
        assertThat(run.files("done")).containsExactly("march.sta");
    }

    @Test
    void killedHalfwayItWritesTheFileWhole() {
        run.put("two.sta", TWO_ACCOUNTS);
        run.passes(Duration.ofSeconds(1));
        assertThat(run.pollOnly()).isEmpty();
        run.passes(Duration.ofSeconds(11));
        run.write(run.pollOnly().get(0), true);
        run.killed().goOn();
        assertThat(run.parts()).containsExactly("11111111 1/1", "11111111 1/1", "22222222 1/1");
    }

    @Test
    void aPartThatConnectDropsStopsTheTaskAndLeavesTheFile() {
        run.put("march.sta", MARCH);
        run.passes(Duration.ofSeconds(1));
        assertThat(run.pollOnly()).isEmpty();
        run.passes(Duration.ofSeconds(11));
        run.pollOnly().forEach(run::drop);
        assertThatThrownBy(run::pollOnly).isInstanceOf(ConnectException.class).hasMessageContaining("errors.tolerance");
        assertThat(run.files("")).containsExactly("march.sta");
    }
}
