/** The environment of all commands: streams, terminal, and text for people or for programs. */
package org.linuxkeyring.command.terminal;
