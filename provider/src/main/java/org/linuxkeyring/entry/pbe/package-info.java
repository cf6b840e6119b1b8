/** Encryption under a password: PBES2 (RFC 8018) and the schemes of PKCS #12 (RFC 7292). */
package org.linuxkeyring.entry.pbe;
