/** The command line of the {@code -all} jar. */
package org.linuxkeyring.command;
