/** Entries encrypted under a key that is in the kernel, for a file from which they come back after a reboot. */
package org.linuxkeyring.seal;
