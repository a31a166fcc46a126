/** The BI tables on real servers: rows against the topics they come from, field by field. */
package io.tieout.bi;
