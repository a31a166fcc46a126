package io.tieout.intake;

/**
 * What people are told of a kind of document.
 *
 * @param stages states of Odoo and the stages that they become
 * @param dates business date and due date
 */
record OdooObjectText(String document, String stages, String amount, String dates, String references, String more) {}
