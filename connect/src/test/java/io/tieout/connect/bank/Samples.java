package io.tieout.connect.bank;

/** Small statement files of our own. */
final class Samples {

    static final String CAMT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-31T20:00:00Z</CreDtTm></GrpHdr>
            <Stmt><Id>S1</Id><ElctrncSeqNb>61</ElctrncSeqNb><CreDtTm>2026-03-31T20:00:00Z</CreDtTm>
            <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
            <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">135.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>
            <TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>50.50</Sum></TtlCdtNtries></TxsSummry>
            <Ntry><Amt Ccy="EUR">45.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-31</Dt></BookgDt><ValDt><Dt>2026-03-31</Dt></ValDt><AcctSvcrRef>B-1</AcctSvcrRef>
            <NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
            <TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs><Amt Ccy="EUR">40.00</Amt><RltdPties><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>INV/1 &amp; more</Ustrd></RmtInf></TxDtls>
            <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">5.50</Amt><RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
            </NtryDtls></Ntry>
            <Ntry><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-31</Dt></BookgDt>
            <NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Grace</Nm></Cdtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
            <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-31</Dt></BookgDt></Ntry>
            </Stmt></BkToCstmrStmt></Document>
            """;

    static final String MT940 = """
            {1:F01BANKDEFFXXX0000000000}{2:I940BANKDEFFXXXXN}{4:
            :20:STARTUMS
            :25:12345678/20205100
            :28C:61/1
            :60F:C260330EUR100,00
            :61:2603310331C45,5NTRFNONREF//B-1
            :86:166?00GUTSCHRIFT?20EREF+E-1?21SVWZ+INV/1 and mo?22re?30BANKDEFF?31DE02120300000000202051?32Ada?33 Lovelace
            :61:2512310101RC15,00NTRFK-2//B-2
            :86:/EREF/E-2/ORDP//NAME/Grace Hopper/REMI/USTD//taken
             back/
            :61:2603310331RD5,NMSCNONREF
            :86:free text
            :62F:C260331EUR135,50
            -}
            """;

    static final String BAI2 = """
            01,BANK,CUST,260331,2000,1,80,,2/
            02,CUST,BANK,1,260331,2359,USD,2/
            03,0001,USD,010,10000,,,015,13550,,/
            88,100,5050,2,,400,1500,1,/
            16,165,4550,Z,B-1,INV1,INV/1, and more/
            88,AND A SECOND LINE
            16,469,1500,V,260331,,B-2,,FEE
            16,195,500,S,500,0,0,,,/
            49,36650,7/
            98,36650,1,9/
            99,36650,1,11/
            """;

    static final String OFX = """
            OFXHEADER:100
            DATA:OFXSGML
            ENCODING:USASCII
            CHARSET:1252

            <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
            <BANKACCTFROM><BANKID>1<ACCTID>0001<ACCTTYPE>CHECKING</BANKACCTFROM>
            <BANKTRANLIST><DTSTART>20260301<DTEND>20260331
            <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260331120000[-5:EST]<TRNAMT>45.50<FITID>F1<NAME>Ada &amp; Co<MEMO>INV/1</STMTTRN>
            <STMTTRN><TRNTYPE>CHECK</TRNTYPE><DTPOSTED>20260331</DTPOSTED><TRNAMT>-15,00</TRNAMT><FITID>F2</FITID><CHECKNUM>7</CHECKNUM></STMTTRN>
            </BANKTRANLIST><LEDGERBAL><BALAMT>135.50<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
            """;

    static final String CSV = """
            Datum;Text;Betrag;Saldo
            31.03.2026;"INV/1; and ""more""\";45,50;1.145,50
            31.03.2026;fee;-15,00;1.130,50
            """;

    static final String CSV_PROFILE = """
            delimiter = ;
            date.format = dd.MM.yyyy
            decimal = ,
            thousand = .
            account = DE02120300000000202051
            currency = EUR
            column.date = Datum
            column.amount = Betrag
            column.balance = Saldo
            column.text = Text
            """;

    private Samples() {}

    static CsvProfile profile(String text) {
        var properties = new java.util.Properties();
        try {
            properties.load(new java.io.StringReader(text));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return CsvProfile.of(properties);
    }
}
