/** The configuration of a keystore, and the places from which it is read. */
package org.linuxkeyring.keystore.settings;
