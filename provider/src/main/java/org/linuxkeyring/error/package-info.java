/** The exceptions of this library, which are unchecked and carry a remedy. Every other package may use this one. */
package org.linuxkeyring.error;
