/** A machine's identity: the key to which its publications are encrypted, and the certificate that asks for them. */
package org.linuxkeyring.fleet.machine;
