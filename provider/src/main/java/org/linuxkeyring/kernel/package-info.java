/** The port to the kernel's key retention service, which {@code kernel.linux} and {@code kernel.memory} implement. */
package org.linuxkeyring.kernel;
