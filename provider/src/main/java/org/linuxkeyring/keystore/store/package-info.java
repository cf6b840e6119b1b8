/** Where entries are kept: in the keyring at once, at store, or never; with the keys that the kernel holds for them. */
package org.linuxkeyring.keystore.store;
