package io.tieout.connect.odoo;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A declared table as this database really has it: the declared columns that exist, in declared order.
 *
 * @param whole the table has no other columns, so that a column list would say nothing
 */
record CapturedTable(String name, List<String> columns, boolean whole) {

    static final String SCHEMA = "public";

    CapturedTable {
        columns = List.copyOf(columns);
    }

    String qualified() {
        return SCHEMA + "." + name;
    }

    String columnList() {
        return columns.stream().map(CapturedTable::quoted).collect(Collectors.joining(", "));
    }

    /** Worked example: {@code public.res_company (id, name, currency_id)}. */
    String published(boolean columnLists) {
        String table = SCHEMA + "." + quoted(name);
        return columnLists && !whole ? table + " (" + columnList() + ")" : table;
    }

    static String quoted(String identifier) {
        return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
