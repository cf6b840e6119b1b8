/**
 * Keys that Java does not hold: what stands for them, and reads them for each operation ({@code keys=opaque}). Whoever
 * may read the entry can read such a key.
 */
package org.linuxkeyring.opaque;
