/** The private, public and secret keys of payloads. */
package org.linuxkeyring.entry.key;
