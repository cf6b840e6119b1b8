/** The generators of keys that the kernel holds from the first, each in an entry of its own. */
package org.linuxkeyring.keystore.generation;
