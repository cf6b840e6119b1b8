/** The command line of the drop-in jar. */
package org.linuxkeyring.command;
