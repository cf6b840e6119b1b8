/** The secrets of a keyring as properties of MicroProfile Config. */
package org.linuxkeyring.microprofile;
