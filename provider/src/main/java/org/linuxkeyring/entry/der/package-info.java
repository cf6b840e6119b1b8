/** The reading and writing of DER (X.690), and the values that all formats of an entry have in common. */
package org.linuxkeyring.entry.der;
