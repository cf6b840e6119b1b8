/**
 * The JCA services for keys that have no encoding. They find by the class of a key how it is used: the kernel uses a
 * key that it holds, and a key that is opaque is read for each operation, which another provider does.
 */
package org.linuxkeyring.service;
