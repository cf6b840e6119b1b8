/** What a keystore is configured with, and where that is read from. */
package org.linuxkeyring.keystore.settings;
