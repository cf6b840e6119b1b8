/** RSA keys that the kernel holds, and the JCA services that use them. */
package org.linuxkeyring.held.rsa;
