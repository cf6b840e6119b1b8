/** The command doctor, which reports what works on this machine, with the remedy for what does not. */
package org.linuxkeyring.command.doctor;
