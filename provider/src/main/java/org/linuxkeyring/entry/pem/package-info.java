/** PEM (RFC 7468), and what other tools write in it. */
package org.linuxkeyring.entry.pem;
