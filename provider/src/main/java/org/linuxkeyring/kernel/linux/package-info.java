/**
 * The implementation of the port on Linux: system calls by foreign functions or JNA, with their buffers, numbers and
 * sockets.
 */
package org.linuxkeyring.kernel.linux;
