/**
 * Keys that stay in the kernel: what stands for them in Java, and the Signature, Cipher and Mac services that have the
 * kernel use them. No process can read such a key, this JVM included.
 */
package org.linuxkeyring.held;
