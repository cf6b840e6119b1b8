/** The public API: the JCA provider, and the parameter that configures a keystore. */
package org.linuxkeyring;
