@org.jspecify.annotations.NullMarked
package io.tieout.connect.bank.folder;
