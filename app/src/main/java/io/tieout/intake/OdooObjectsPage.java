package io.tieout.intake;

/** The page that says which documents of Odoo become which entries; made from the mappings themselves. */
public final class OdooObjectsPage {

    private OdooObjectsPage() {}

    /** The whole page. */
    public static String markdown() {
        var page = new StringBuilder("""
                # Odoo's objects

                Generated from the mappings and compared by a test. Each document of Odoo 16 to 19 is an entry of source
                `odoo`, whose object type is the table of its main row and whose object id is the id of that row. Which
                version of Odoo it is shows by the columns that are there; there is no setting for it.

                * A document is stated when a database transaction that changed one of its rows has ended, by the last
                  image of each row. Where nothing of what is listed here changed, there is no new version.
                * A deleted row voids its entry. A cancelled document, or one reset to draft, has another stage.
                * Amounts are in the currency that is named by its row in `res_currency`; money that comes in is positive.
                * A date bears no time zone in Odoo: its day begins at midnight UTC.
                * A document waits for a currency, an account or a row that it is made of and that has not come. After an
                  hour of coverage a policy that accepts it raises DEPENDENCY_MISSING; the late row completes it.
                * What is read of journals and partners is read when the document is stated; renaming one states nothing
                  anew. Names of partners, labels and names of a bank's lines are personal data.

                When an update of Tieout captures more tables or columns, run `tieout capture --snapshot` once after
                starting it: the publication is extended at the start (or by an administrator, with the script that
                `tieout doctor` prints), and the snapshot reads what those tables held before. Entries that say the same
                as before get no new version by it.

                """);
        for (OdooDocument document : OdooTable.documents()) {
            OdooObjectText text = document.text();
            page.append("## `")
                    .append(document.table())
                    .append("`\n\n")
                    .append(text.document())
                    .append(".\n\n");
            page.append("| | |\n|---|---|\n");
            line(page, "stage", text.stages());
            line(page, "amount", text.amount());
            line(page, "dates", text.dates());
            line(page, "references", text.references());
            line(page, "attributes and text", text.more());
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static void line(StringBuilder page, String what, String says) {
        if (!says.isEmpty()) {
            page.append("| ").append(what).append(" | ").append(says).append(" |\n");
        }
    }
}
