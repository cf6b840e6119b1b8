/**
 * The JCA provider, which is the entry point of the public API; {@link org.linuxkeyring.spec} has the parameters that
 * configure a keystore and protect an entry.
 */
package org.linuxkeyring;
