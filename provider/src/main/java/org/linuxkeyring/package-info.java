/** The public API: the JCA provider, the parameter that configures a keystore, and the one that protects an entry. */
package org.linuxkeyring;
