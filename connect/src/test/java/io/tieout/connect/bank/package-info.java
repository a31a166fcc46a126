/** How statement files are read: small files of our own, seeded mutations of them, and samples from outside where they lie. */
package io.tieout.connect.bank;
