/** The port to the system calls in this JVM's memory: an imitation of the kernel's rules. */
package org.linuxkeyring.kernel.memory;
