/**
 * What an application says to a {@code LINUXKEYRING} keystore, and what it is told: values of settings, what one entry
 * is to have, what the kernel tells of a key, and what such a keystore can do beyond {@link java.security.KeyStore}.
 */
package org.linuxkeyring.spec;
