/** Passwords, tokens and other strings in keyrings, for the configuration of applications. */
package org.linuxkeyring.secret;
