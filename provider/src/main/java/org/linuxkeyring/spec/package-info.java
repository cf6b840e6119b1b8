/**
 * The types by which an application configures a {@code LINUXKEYRING} keystore, protects one entry, reads what the
 * kernel tells of a key, and uses what such a keystore offers beyond {@link java.security.KeyStore}.
 */
package org.linuxkeyring.spec;
