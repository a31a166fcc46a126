/**
 * Outcomes as rows for business intelligence: which topic becomes which table, what its columns are, the SQL that makes
 * tables and views, and the transformation that flattens a record on its way into Debezium's JDBC sink. Nothing here
 * connects to a database.
 */
@NullMarked
package io.tieout.connect.bi;

import org.jspecify.annotations.NullMarked;
