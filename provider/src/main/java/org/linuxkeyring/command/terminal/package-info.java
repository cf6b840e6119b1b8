/** What every command works with: its streams, the terminal, passwords, and text for people or for programs. */
package org.linuxkeyring.command.terminal;
