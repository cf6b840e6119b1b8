/** The command doctor: what works on this machine, and the remedy for what does not. */
package org.linuxkeyring.command.doctor;
