/** The exceptions of this library: unchecked, each with a remedy; the ground floor that every other package may use. */
package org.linuxkeyring.error;
