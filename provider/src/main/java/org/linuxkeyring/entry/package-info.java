/**
 * An entry's payload, to and from {@link java.security.KeyStore.Entry}'s parts: the DER bundle that is written, the PEM
 * and DER that other tools write, password protection. The format is specified in docs/FORMAT.md.
 */
package org.linuxkeyring.entry;
