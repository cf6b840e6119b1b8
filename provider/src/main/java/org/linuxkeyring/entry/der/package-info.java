/** Reading and writing DER (X.690), and the values that every form of an entry has in common. */
package org.linuxkeyring.entry.der;
