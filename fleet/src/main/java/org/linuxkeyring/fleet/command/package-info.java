/** The program linuxkeyring-fleet: commands for publishers and for machines. */
package org.linuxkeyring.fleet.command;
