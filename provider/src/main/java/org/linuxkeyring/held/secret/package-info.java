/** Secret keys that the kernel holds, and the JCA services that use them over AF_ALG. */
package org.linuxkeyring.held.secret;
