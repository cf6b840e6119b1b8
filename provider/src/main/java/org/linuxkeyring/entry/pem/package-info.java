/** The reading of PEM (RFC 7468) as other tools write it. */
package org.linuxkeyring.entry.pem;
