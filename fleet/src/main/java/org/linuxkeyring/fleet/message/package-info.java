/**
 * What is written to the store, as bytes: publications in envelopes, machine records, catalog entries and reports
 * (docs/FORMAT.md section 5). Nothing here reads or writes a store.
 */
package org.linuxkeyring.fleet.message;
