/** The implementation of the port in this JVM's memory, which follows the kernel's rules. */
package org.linuxkeyring.kernel.memory;
