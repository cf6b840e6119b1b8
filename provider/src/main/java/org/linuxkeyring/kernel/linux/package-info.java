/**
 * The port to the system calls on Linux: by foreign functions or JNA, with what they need of buffers, numbers and
 * sockets.
 */
package org.linuxkeyring.kernel.linux;
