/** Keystore types of files, in which a reference stands for its keyring. */
package org.linuxkeyring.keystore.file;
