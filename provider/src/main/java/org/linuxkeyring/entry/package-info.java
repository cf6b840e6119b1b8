/**
 * The conversion between payloads and the parts of a {@link java.security.KeyStore.Entry}: the DER bundle that the
 * keystore writes, and the PEM and DER that other tools write. docs/FORMAT.md specifies the format.
 */
package org.linuxkeyring.entry;
